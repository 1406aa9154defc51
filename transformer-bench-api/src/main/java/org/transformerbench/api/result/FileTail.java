package org.transformerbench.api.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.config.VersionedJson;

/** The text behind the last line break of a file of results: nothing, a whole line, or what a kill has left of one. */
final class FileTail {
    private static final Logger LOG = LoggerFactory.getLogger(FileTail.class);
    private static final int BLOCK = 8192;

    private FileTail() {}

    /**
     * Cuts the file back to its last whole line, if what follows is the beginning of a result. Whatever else follows is not
     * ours to remove.
     *
     * @return whether the file now ends inside a line
     */
    static boolean dropCutOffLine(RandomAccessFile file, Path path) throws IOException {
        long start = startOfLastLine(file);
        if (start == file.length()) {
            return false;
        }
        byte[] bytes = new byte[Math.toIntExact(file.length() - start)];
        file.seek(start);
        file.readFully(bytes);
        String line = new String(bytes, StandardCharsets.UTF_8);
        if (!VersionedJson.isBeginning(line) || isWhole(line)) {
            return true;
        }
        LOG.warn("The last line of {} was cut off when it was written; it is removed", path);
        file.setLength(start);
        return false;
    }

    private static boolean isWhole(String line) {
        try {
            new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(line);
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static long startOfLastLine(RandomAccessFile file) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long end = file.length(); end > 0; ) {
            int length = (int) Math.min(BLOCK, end);
            file.seek(end - length);
            file.readFully(block, 0, length);
            for (int i = length - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    return end - length + i + 1;
                }
            }
            end -= length;
        }
        return 0;
    }
}
