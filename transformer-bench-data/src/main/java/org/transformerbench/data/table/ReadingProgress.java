package org.transformerbench.data.table;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream that logs now and then how much of a large file has been read. */
final class ReadingProgress extends FilterInputStream {
    private static final Logger LOG = LoggerFactory.getLogger(ReadingProgress.class);
    private static final long INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();

    private final Path file;
    private final long size;
    private long read;
    private long lastNanos = System.nanoTime();

    ReadingProgress(InputStream in, Path file, long size) {
        super(in);
        this.file = file;
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        advance(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        advance(Math.max(0, count));
        return count;
    }

    private void advance(int bytes) {
        read += bytes;
        long now = System.nanoTime();
        if (now - lastNanos >= INTERVAL_NANOS && read < size) {
            lastNanos = now;
            LOG.info("Reading {}: {} %", file, 100 * read / size);
        }
    }
}
