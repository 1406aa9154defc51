package org.transformerbench.data.table;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream of text, in which no byte is zero: that of another encoding or of a binary file has such bytes. */
final class ZeroByteCheck extends FilterInputStream {
    private int read;

    /**
     * @param in at most 2^31 - 1 bytes
     */
    ZeroByteCheck(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value == 0) {
            throw new ZeroByteException(read);
        }
        read++;
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        for (int i = 0; i < count; i++) {
            if (bytes[offset + i] == 0) {
                throw new ZeroByteException(read + i);
            }
        }
        read += Math.max(0, count);
        return count;
    }

    /** The finding of a byte that is zero. */
    static final class ZeroByteException extends IOException {
        private static final long serialVersionUID = 1;

        private final int place;

        ZeroByteException(int place) {
            super("The byte " + place + " is zero");
            this.place = place;
        }

        /** Returns the index of the byte. */
        int place() {
            return place;
        }
    }
}
