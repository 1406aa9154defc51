package org.transformerbench.models.kernel.vector;

import static org.transformerbench.models.kernel.vector.VectorConstants.LENGTH;
import static org.transformerbench.models.kernel.vector.VectorMath.load;
import static org.transformerbench.models.kernel.vector.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.Strides;

/**
 * Tiles of inner products over the lanes: the gradients of weights. Both factors are copied first, so that what a tile reads lies side by
 * side: where they are, equal rows of neighbouring positions are often a whole page apart, and meet in the same few places of the
 * first-level cache.
 */
final class VectorLaneDots {
    /** Rows of a tile: four by four sums where there are 32 registers, as with vectors of 512 bits. */
    static final int ROWS = LENGTH == Kernels.LANES ? 4 : 2;

    static final int COLUMNS = 4;

    /** Floats that are left of a sum's lanes in the end. */
    private static final int WIDTH = 4;

    /** Columns that are copied at a time. */
    static final int BLOCK = 32;

    /** Vectors of a row or a column that are copied at a time; a block of columns fits into the second-level cache. */
    static final int DEPTH = 48;

    /** Of one thread: columns side by side, rows, and sums. */
    final float[] right = new float[BLOCK * DEPTH * LENGTH];

    final float[] left = new float[ROWS * DEPTH * LENGTH];
    private final float[] sums = new float[ROWS * COLUMNS * LENGTH + LENGTH];
    private final float[] folded = new float[ROWS * COLUMNS * 2 * WIDTH + LENGTH];
    private final float[] totals = new float[ROWS * COLUMNS];
    private final float[] quarters = new float[ROWS * COLUMNS * 2 * WIDTH];

    /**
     * Copies vectors of some rows, those of one place side by side; rows that are missing are zero.
     *
     * @param at where the first row is, counted from the beginning of each pair
     * @param distance from one row to the next
     * @param first vector to copy, of all pairs' lanes
     * @param to index of the first vector that is written
     * @param step vectors from one place to the next
     */
    static void copy(
            float[] x,
            int at,
            int distance,
            int rows,
            int[] pairs,
            int first,
            int depth,
            int shift,
            float[] y,
            int to,
            int step) {
        int mask = (1 << shift) - 1;
        int row = 0;
        if (shift == 1 && (first & 1) == 0 && rows == step) {
            copyPairs(x, at, distance, pairs, first / 2, depth / 2, y, to * LENGTH, step);
            return;
        }
        for (; row < rows; row++) {
            int from = at + row * distance;
            int target = (to + row) * LENGTH;
            for (int i = 0; i < depth; i++) {
                int vector = from + pairs[(first + i) >> shift] + ((first + i) & mask) * LENGTH;
                load(x, vector).intoArray(y, target + i * step * LENGTH);
            }
        }
        for (; row < step; row++) {
            for (int i = 0; i < depth; i++) {
                of(0).intoArray(y, (to + row + i * step) * LENGTH);
            }
        }
    }

    /** Of two vectors each. */
    private static void copyPairs(
            float[] x, int at, int distance, int[] pairs, int first, int count, float[] y, int to, int step) {
        for (int row = 0; row < step; row += 2) {
            int from = at + row * distance;
            int target = to + row * LENGTH;
            for (int i = 0; i < count; i++) {
                int pair = from + pairs[first + i];
                load(x, pair).intoArray(y, target);
                load(x, pair + distance).intoArray(y, target + LENGTH);
                load(x, pair + LENGTH).intoArray(y, target + step * LENGTH);
                load(x, pair + distance + LENGTH).intoArray(y, target + step * LENGTH + LENGTH);
                target += 2 * step * LENGTH;
            }
        }
    }

    /** Computes the sums of a tile. */
    void tile(int rightAt, int depth) {
        if (ROWS == 4) {
            square(left, right, rightAt, depth, sums);
        } else {
            oblong(left, right, rightAt, depth, sums);
        }
    }

    /**
     * Adds up the lanes of each sum: halves of vectors, quarters, then what is left. Loads that begin within a vector bring halves
     * together: vectors are of one length everywhere, since Java 17 puts them on the heap where it has seen two.
     */
    void add(Strides c, int at, int rows, int columns) {
        float[] halves = sums;
        if (LENGTH == 4 * WIDTH) {
            halves = folded;
            for (int i = 0; i < ROWS * COLUMNS; i++) {
                load(sums, i * LENGTH).add(load(sums, i * LENGTH + 2 * WIDTH)).intoArray(folded, i * 2 * WIDTH);
            }
        }
        for (int i = 0; i < ROWS * COLUMNS * 2 * WIDTH; i += LENGTH) {
            load(halves, i).add(load(halves, i + WIDTH)).intoArray(quarters, i);
        }
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            int from = i * 2 * WIDTH;
            totals[i] = quarters[from] + quarters[from + 1] + (quarters[from + 2] + quarters[from + 3]);
        }
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                c.data()[at + row * c.row() + column * c.column()] += totals[row * COLUMNS + column];
            }
        }
    }

    /** Four rows of four elements. */
    private static void square(float[] a, float[] b, int bAt, int depth, float[] sums) {
        FloatVector c00 = of(0);
        FloatVector c01 = of(0);
        FloatVector c02 = of(0);
        FloatVector c03 = of(0);
        FloatVector c10 = of(0);
        FloatVector c11 = of(0);
        FloatVector c12 = of(0);
        FloatVector c13 = of(0);
        FloatVector c20 = of(0);
        FloatVector c21 = of(0);
        FloatVector c22 = of(0);
        FloatVector c23 = of(0);
        FloatVector c30 = of(0);
        FloatVector c31 = of(0);
        FloatVector c32 = of(0);
        FloatVector c33 = of(0);
        int left = 0;
        int right = bAt;
        for (int i = 0; i < depth; i++) {
            FloatVector a0 = load(a, left);
            FloatVector a1 = load(a, left + LENGTH);
            FloatVector a2 = load(a, left + 2 * LENGTH);
            FloatVector a3 = load(a, left + 3 * LENGTH);
            FloatVector b0 = load(b, right);
            c00 = a0.fma(b0, c00);
            c10 = a1.fma(b0, c10);
            c20 = a2.fma(b0, c20);
            c30 = a3.fma(b0, c30);
            FloatVector b1 = load(b, right + LENGTH);
            c01 = a0.fma(b1, c01);
            c11 = a1.fma(b1, c11);
            c21 = a2.fma(b1, c21);
            c31 = a3.fma(b1, c31);
            FloatVector b2 = load(b, right + 2 * LENGTH);
            c02 = a0.fma(b2, c02);
            c12 = a1.fma(b2, c12);
            c22 = a2.fma(b2, c22);
            c32 = a3.fma(b2, c32);
            FloatVector b3 = load(b, right + 3 * LENGTH);
            c03 = a0.fma(b3, c03);
            c13 = a1.fma(b3, c13);
            c23 = a2.fma(b3, c23);
            c33 = a3.fma(b3, c33);
            left += ROWS * LENGTH;
            right += COLUMNS * LENGTH;
        }
        c00.intoArray(sums, 0);
        c01.intoArray(sums, LENGTH);
        c02.intoArray(sums, 2 * LENGTH);
        c03.intoArray(sums, 3 * LENGTH);
        c10.intoArray(sums, 4 * LENGTH);
        c11.intoArray(sums, 5 * LENGTH);
        c12.intoArray(sums, 6 * LENGTH);
        c13.intoArray(sums, 7 * LENGTH);
        c20.intoArray(sums, 8 * LENGTH);
        c21.intoArray(sums, 9 * LENGTH);
        c22.intoArray(sums, 10 * LENGTH);
        c23.intoArray(sums, 11 * LENGTH);
        c30.intoArray(sums, 12 * LENGTH);
        c31.intoArray(sums, 13 * LENGTH);
        c32.intoArray(sums, 14 * LENGTH);
        c33.intoArray(sums, 15 * LENGTH);
    }

    /** Two rows of four elements. */
    private static void oblong(float[] a, float[] b, int bAt, int depth, float[] sums) {
        FloatVector c00 = of(0);
        FloatVector c01 = of(0);
        FloatVector c02 = of(0);
        FloatVector c03 = of(0);
        FloatVector c10 = of(0);
        FloatVector c11 = of(0);
        FloatVector c12 = of(0);
        FloatVector c13 = of(0);
        int left = 0;
        int right = bAt;
        for (int i = 0; i < depth; i++) {
            FloatVector a0 = load(a, left);
            FloatVector a1 = load(a, left + LENGTH);
            FloatVector b0 = load(b, right);
            c00 = a0.fma(b0, c00);
            c10 = a1.fma(b0, c10);
            FloatVector b1 = load(b, right + LENGTH);
            c01 = a0.fma(b1, c01);
            c11 = a1.fma(b1, c11);
            FloatVector b2 = load(b, right + 2 * LENGTH);
            c02 = a0.fma(b2, c02);
            c12 = a1.fma(b2, c12);
            FloatVector b3 = load(b, right + 3 * LENGTH);
            c03 = a0.fma(b3, c03);
            c13 = a1.fma(b3, c13);
            left += ROWS * LENGTH;
            right += COLUMNS * LENGTH;
        }
        c00.intoArray(sums, 0);
        c01.intoArray(sums, LENGTH);
        c02.intoArray(sums, 2 * LENGTH);
        c03.intoArray(sums, 3 * LENGTH);
        c10.intoArray(sums, 4 * LENGTH);
        c11.intoArray(sums, 5 * LENGTH);
        c12.intoArray(sums, 6 * LENGTH);
        c13.intoArray(sums, 7 * LENGTH);
    }
}
