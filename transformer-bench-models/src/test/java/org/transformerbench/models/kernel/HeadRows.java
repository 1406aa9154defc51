package org.transformerbench.models.kernel;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Rows of heads for {@link AttentionKernels}: random numbers, their zero padding, and something else between the rows. */
final class HeadRows {
    private static final int BEFORE = 5;

    private HeadRows() {}

    /**
     * Parts of a joint array, side by side in each row.
     *
     * @param parts how many
     * @param width of a row of heads, without padding
     * @param gap columns between the rows
     * @param between fills what belongs to no part
     * @param padding fills the rest of a part's last vector
     */
    static Strided[] joint(int parts, int rows, int width, int gap, float between, float padding, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int padded = Kernels.stride(width);
        int stride = parts * padded + gap;
        float[] array = new float[BEFORE + rows * stride];
        Arrays.fill(array, between);
        Strided[] result = new Strided[parts];
        for (int part = 0; part < parts; part++) {
            result[part] = new Strided(array, BEFORE + part * padded, stride);
            for (int row = 0; row < rows; row++) {
                int from = result[part].row(row);
                Arrays.fill(array, from + width, from + padded, padding);
                for (int j = 0; j < width; j++) {
                    array[from + j] = (float) (4 * random.nextDouble() - 2);
                }
            }
        }
        return result;
    }

    /** Each part in an array of its own, no two of the same stride. */
    static Strided[] apart(int parts, int rows, int width, float between, float padding, long seed) {
        Strided[] result = new Strided[parts];
        Arrays.setAll(result, part -> joint(1, rows, width, 1 + part, between, padding, seed + part)[0]);
        return result;
    }

    /** One head of one example, shape (positions, headWidth). */
    static double[] head(Strided rows, HeadLayout layout, int example, int head) {
        int width = layout.headWidth();
        double[] result = new double[layout.positions() * width];
        for (int i = 0; i < result.length; i++) {
            result[i] = rows.array()[place(rows, layout, example, head, i)];
        }
        return result;
    }

    /** Adds what {@link #head} has read to a copy of the array. */
    static void add(double[] values, double[] copy, Strided rows, HeadLayout layout, int example, int head) {
        for (int i = 0; i < values.length; i++) {
            copy[place(rows, layout, example, head, i)] += values[i];
        }
    }

    /** Sets the heads' columns of a copy of the array to zero. */
    static void clear(double[] copy, Strided rows, HeadLayout layout) {
        for (int row = 0; row < layout.examples() * layout.positions(); row++) {
            Arrays.fill(copy, rows.row(row), rows.row(row) + layout.heads() * layout.headWidth(), 0);
        }
    }

    private static int place(Strided rows, HeadLayout layout, int example, int head, int i) {
        int width = layout.headWidth();
        return rows.row(example * layout.positions() + i / width) + head * width + i % width;
    }
}
