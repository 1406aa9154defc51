package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.transformerbench.api.config.ConfigException;

/**
 * The texts that a command is given, one a line of a file or of standard input, or one an argument. Lines end with a line feed, or a
 * carriage return before it; the last one need not. A byte order mark at the beginning is no part of the text.
 *
 * @param name where they come from; empty for arguments
 * @param texts the lines
 */
record InputLines(String name, List<String> texts) {
    static final String STANDARD_INPUT = "-";

    private static final String BYTE_ORDER_MARK = "\ufeff";

    static InputLines ofArguments(List<String> arguments) {
        return new InputLines("", arguments);
    }

    /**
     * Reads all lines.
     *
     * @param option that names the file, with its dashes
     * @param file {@value #STANDARD_INPUT} for standard input
     * @throws ConfigException if there is no such file, nothing in it, or a line is not UTF-8
     */
    static InputLines read(String option, Path file, Supplier<InputStream> standardInput) throws IOException {
        if (file.toString().equals(STANDARD_INPUT)) {
            return of(option, "standard input", standardInput.get().readAllBytes());
        }
        InputFile.require(option, file);
        return of(option, file.toString(), Files.readAllBytes(file));
    }

    private static InputLines of(String option, String name, byte[] bytes) {
        List<String> lines = new ArrayList<>();
        for (int start = 0; start < bytes.length; ) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            int textEnd = end > start && end < bytes.length && bytes[end - 1] == '\r' ? end - 1 : end;
            lines.add(decode(name, lines.size() + 1, ByteBuffer.wrap(bytes, start, textEnd - start)));
            start = end + 1;
        }
        if (lines.isEmpty()) {
            throw new ConfigException(option + ": " + name + " is empty");
        }
        if (lines.get(0).startsWith(BYTE_ORDER_MARK)) {
            lines.set(0, lines.get(0).substring(1));
        }
        return new InputLines(name, lines);
    }

    private static String decode(String name, int line, ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CoderResult result = decoder.decode(bytes, text, true);
        text.flip();
        if (result.isError()) {
            throw new ConfigException(
                    name + ", line " + line + ", column " + (text.codePoints().count() + 1) + ": this is not UTF-8");
        }
        return text.toString();
    }

    /** Returns where a text stands, for the beginning of a message; empty for the only argument. */
    String place(int text) {
        if (name.isEmpty()) {
            return texts.size() == 1 ? "" : "text " + (text + 1) + ": ";
        }
        return name + ", line " + (text + 1) + ": ";
    }
}
