package org.transformerbench.examples.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The command line arguments decoded as UTF-8, whatever the locale. Java decodes the arguments in the encoding of the locale, and
 * in the locale C each byte of another letter becomes U+FFFD; Linux still knows the bytes.
 */
final class RawArguments {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    /** Replacement character of letters that were lost. */
    static final String LOST = "\ufffd";

    private RawArguments() {}

    /** Decodes the arguments as UTF-8, as far as the system provides them. */
    static String[] restored(String... decoded) {
        if (Arrays.stream(decoded).noneMatch(argument -> argument.contains(LOST)) || !Files.isReadable(COMMAND_LINE)) {
            return decoded;
        }
        try {
            return restored(
                    decoded, Files.readAllBytes(COMMAND_LINE), Charset.forName(System.getProperty("sun.jnu.encoding")));
        } catch (IOException | IllegalArgumentException e) {
            // The arguments stay as they are, and those that cannot be read are named by Program.
            return decoded;
        }
    }

    /**
     * Decodes arguments as UTF-8.
     *
     * @param commandLine each argument of the process with a zero byte behind it
     * @param encoding in which Java has decoded them
     * @return the end of the command line if it is these arguments, each in UTF-8 if it is that, else as it was decoded
     */
    static String[] restored(String[] decoded, byte[] commandLine, Charset encoding) {
        List<byte[]> all = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                all.add(Arrays.copyOfRange(commandLine, start, i));
                start = i + 1;
            }
        }
        int before = all.size() - decoded.length;
        String[] restored = decoded.clone();
        for (int i = 0; i < decoded.length; i++) {
            if (before < 0 || !new String(all.get(before + i), encoding).equals(decoded[i])) {
                return decoded;
            }
            restored[i] = utf8(all.get(before + i), decoded[i]);
        }
        return restored;
    }

    private static String utf8(byte[] bytes, String otherwise) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return otherwise;
        }
    }
}
