package org.transformerbench.models.kernel;

import java.util.Arrays;

/** One head of one example in a matrix of its own: rows that follow each other, and no neighbours in their vectors. */
final class HeadCopy {
    private HeadCopy() {}

    /** A matrix of zeros. */
    static Strided matrix(int rows, int columns) {
        int stride = Kernels.stride(columns);
        return new Strided(new float[rows * stride], 0, stride);
    }

    /** Where a head's columns begin; units count all heads of example 0, then those of example 1. */
    static Strided head(Strided rows, HeadLayout layout, int unit) {
        return rows.from(unit / layout.heads() * layout.positions()).column(unit % layout.heads() * layout.headWidth());
    }

    /** The head's rows, up to its width. */
    static void copy(Strided head, HeadLayout layout, Strided to) {
        for (int row = 0; row < layout.positions(); row++) {
            System.arraycopy(head.array(), head.row(row), to.array(), to.row(row), layout.headWidth());
        }
    }

    /** The head's columns as rows, times a factor. */
    static void transpose(Strided head, HeadLayout layout, float factor, Strided to) {
        float[] from = head.array();
        float[] target = to.array();
        for (int row = 0; row < layout.positions(); row++) {
            int source = head.row(row);
            int place = to.offset() + row;
            for (int i = 0; i < layout.headWidth(); i++, place += to.stride()) {
                target[place] = factor * from[source + i];
            }
        }
    }

    /** The head's rows become those of the matrix. */
    static void set(Strided from, HeadLayout layout, Strided head) {
        for (int row = 0; row < layout.positions(); row++) {
            System.arraycopy(from.array(), from.row(row), head.array(), head.row(row), layout.headWidth());
        }
    }

    /** Zeros everywhere. */
    static void clear(Strided matrix) {
        Arrays.fill(matrix.array(), 0);
    }
}
