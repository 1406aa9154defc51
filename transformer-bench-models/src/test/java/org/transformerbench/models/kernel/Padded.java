package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.provider.Arguments;

/** Padded matrices of random numbers, both sets of kernels, and comparisons with results in double precision. */
public final class Padded {
    /** Below, at and above one vector and one group of lanes. */
    static final int[] SIZES = {1, 7, 15, 16, 17, 31, 64, 100};

    private Padded() {}

    static Stream<String> sets() {
        return KernelSets.names().stream();
    }

    static Stream<Arguments> sets_and_sizes() {
        return sets().flatMap(set -> IntStream.of(SIZES).mapToObj(size -> Arguments.of(set, size)));
    }

    /** A matrix in [-2, 2) whose padding is zero. */
    static float[] matrix(int rows, int width, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int stride = Kernels.stride(width);
        float[] values = new float[rows * stride];
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < width; j++) {
                values[row * stride + j] = (float) (4 * random.nextDouble() - 2);
            }
        }
        return values;
    }

    /** All numbers, the padding too. */
    public static float[] numbers(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (4 * random.nextDouble() - 2);
        }
        return values;
    }

    /** Within the tolerance, as a share of the largest magnitude that is expected, at least 1. */
    static void assert_close(float[] actual, double[] expected, double tolerance, String what, Object... arguments) {
        assertThat(actual).as(what, arguments).hasSizeGreaterThanOrEqualTo(expected.length);
        double largest = 1;
        int worst = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            // Not "greater": a NaN must become the worst.
            if (!(Math.abs(actual[i] - expected[i]) <= Math.abs(actual[worst] - expected[worst]))) {
                worst = i;
            }
        }
        if (!(Math.abs(actual[worst] - expected[worst]) <= tolerance * largest)) {
            assertThat((double) actual[worst])
                    .as(String.format(what, arguments) + ", element " + worst + ", largest magnitude " + largest)
                    .isCloseTo(expected[worst], Offset.offset(tolerance * largest));
        }
    }

    static void assert_padding_is_zero(float[] matrix, int rows, int width) {
        int stride = Kernels.stride(width);
        for (int row = 0; row < rows; row++) {
            for (int j = width; j < stride; j++) {
                if (matrix[row * stride + j] != 0) {
                    assertThat(matrix[row * stride + j])
                            .as("padding at row %d, column %d of width %d", row, j, width)
                            .isZero();
                }
            }
        }
    }

    /** The derivative of a function by central differences; it is smooth, so that the error is some 1e-9. */
    static double slope(IntToDoubleFunction loss, double[] at, int i) {
        double step = 1e-5;
        double value = at[i];
        at[i] = value + step;
        double above = loss.applyAsDouble(i);
        at[i] = value - step;
        double below = loss.applyAsDouble(i);
        at[i] = value;
        return (above - below) / (2 * step);
    }

    static double[] doubles(float[] values) {
        return doubles(values, 0, values.length);
    }

    static double[] doubles(float[] values, int from, int count) {
        return IntStream.range(0, count).mapToDouble(i -> values[from + i]).toArray();
    }

    /** A row-major matrix of n columns in the panels of a set of kernels. */
    static float[] panels(String set, float[] w, int k, int n) {
        int[] places = panelPlaces(set, k, n);
        float[] panels = new float[k * n];
        for (int i = 0; i < places.length; i++) {
            panels[i] = w[places[i]];
        }
        return panels;
    }

    /** The row-major matrix that is in the panels. */
    static float[] fromPanels(String set, float[] panels, int k, int n) {
        int[] places = panelPlaces(set, k, n);
        float[] w = new float[k * n];
        for (int i = 0; i < places.length; i++) {
            w[places[i]] = panels[i];
        }
        return w;
    }

    /** Where each element of the panels is in the matrix. */
    private static int[] panelPlaces(String set, int k, int n) {
        int panel = Math.min(n, KernelChoice.named(set).products().panel());
        int[] places = new int[k * n];
        int at = 0;
        for (int column = 0; column < n; column += panel) {
            for (int row = 0; row < k; row++) {
                for (int j = column; j < Math.min(column + panel, n); j++) {
                    places[at++] = row * n + j;
                }
            }
        }
        return places;
    }
}
