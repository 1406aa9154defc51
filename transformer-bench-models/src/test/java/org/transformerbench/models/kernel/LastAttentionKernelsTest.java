package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.transformerbench.models.kernel.Padded.assert_close;
import static org.transformerbench.models.kernel.Padded.doubles;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against {@link HeadReference} with a gradient at the last position only. */
class LastAttentionKernelsTest {
    private static final double TOLERANCE = 3e-6;
    private static final int EXAMPLES = 3;
    private static final long KEY = 0x5dee_ce66_d1ce_4e5bL;
    private static final int[] HEAD_WIDTHS = {1, 2, 3, 4, 8, 16, 24};

    static Stream<Arguments> sets_and_sizes_and_widths() {
        return Padded.sets()
                .flatMap(set -> IntStream.of(Padded.SIZES)
                        .boxed()
                        .flatMap(size -> IntStream.of(HEAD_WIDTHS).mapToObj(width -> Arguments.of(set, size, width))));
    }

    /** Queries, keys and values of some examples, the rows as wide as whole vectors or with strangers in between. */
    private static final class Case {
        private final HeadLayout layout;
        private final boolean whole;
        private final Random random;
        private final Strided queries;
        private final Strided keys;
        private final Strided values;
        private final Strided dOut;

        Case(int positions, int heads, int headWidth, float dropout, boolean whole) {
            this.layout = new HeadLayout(
                    positions,
                    heads,
                    headWidth,
                    (float) (1 / Math.sqrt(headWidth)),
                    dropout,
                    KEY,
                    5,
                    EXAMPLES,
                    whole,
                    true);
            this.whole = whole;
            this.random = new Random(positions * 31L + headWidth);
            this.queries = rows(EXAMPLES, Float.NaN);
            this.keys = rows(EXAMPLES * positions, Float.NaN);
            this.values = rows(EXAMPLES * positions, Float.NaN);
            this.dOut = rows(EXAMPLES, Float.NaN);
        }

        /** Beyond the width there are zeros where whole vectors are read, else something that must not be touched. */
        Strided rows(int count, float between) {
            int width = layout.heads() * layout.headWidth();
            int stride = whole ? Kernels.stride(width) : width + 5;
            int offset = whole ? 0 : 3;
            float[] array = new float[offset + count * stride];
            Arrays.fill(array, whole ? 0 : between);
            for (int row = 0; row < count; row++) {
                for (int c = 0; c < width; c++) {
                    array[offset + row * stride + c] = random.nextFloat() * 2 - 1;
                }
            }
            return new Strided(array, offset, stride);
        }

        HeadReference reference(int example, int head) {
            int positions = layout.positions();
            int width = layout.headWidth();
            double[] allQueries = new double[positions * width];
            double[] allGradients = new double[positions * width];
            double[] mask = new double[positions * positions];
            for (int c = 0; c < width; c++) {
                int last = (positions - 1) * width + c;
                allQueries[last] = queries.array()[queries.row(example) + head * width + c];
                allGradients[last] = dOut.array()[dOut.row(example) + head * width + c];
            }
            for (int i = 0; i < mask.length; i++) {
                int unit = (layout.firstExample() + example) * layout.heads() + head;
                int index = (unit * positions + i / positions) * Kernels.stride(positions) + i % positions;
                mask[i] = layout.dropout() == 0 ? 1 : DropoutMask.factor(KEY, index, layout.dropout());
            }
            return new HeadReference(
                    positions,
                    width,
                    layout.scale(),
                    allQueries,
                    head(keys, example, head),
                    head(values, example, head),
                    mask,
                    allGradients);
        }

        double[] head(Strided rows, int example, int head) {
            int width = layout.headWidth();
            double[] found = new double[layout.positions() * width];
            for (int i = 0; i < found.length; i++) {
                int row = rows.row(example * layout.positions() + i / width);
                found[i] = rows.array()[row + head * width + i % width];
            }
            return found;
        }

        /** Adds the part of a reference that belongs to the rows from {@code from} on. */
        void add(double[] part, int from, int count, double[] expected, Strided to, int example, int head) {
            int width = layout.headWidth();
            for (int i = 0; i < count * width; i++) {
                expected[to.row(example * count + i / width) + head * width + i % width] += part[from * width + i];
            }
        }

        float[] weights(Kernels kernels) {
            return new float
                    [EXAMPLES
                            * kernels.attention()
                                    .savedFloats(layout.positions(), layout.heads(), layout.headWidth(), whole, true)];
        }

        @Override
        public String toString() {
            return layout.toString();
        }
    }

    private static Stream<Case> cases(int positions, int headWidth) {
        return Stream.of(0f, 0.3f)
                .flatMap(dropout -> Stream.of(true, false)
                        .map(whole -> new Case(positions, headWidth > 4 ? 3 : 7, headWidth, dropout, whole)));
    }

    @ParameterizedTest(name = "{0}, {1} positions, heads of {2}")
    @MethodSource("sets_and_sizes_and_widths")
    void is_the_last_row_of_attention(String set, int positions, int headWidth) {
        Kernels kernels = KernelChoice.named(set);
        cases(positions, headWidth).forEach(each -> {
            Strided out = each.rows(EXAMPLES, 7);
            double[] expected = doubles(out.array());
            int columns = each.layout.heads() * headWidth;
            for (int example = 0; example < EXAMPLES; example++) {
                Arrays.fill(expected, out.row(example), out.row(example) + columns, 0);
                for (int head = 0; head < each.layout.heads(); head++) {
                    double[] right = each.reference(example, head).out();
                    each.add(right, positions - 1, 1, expected, out, example, head);
                }
            }
            kernels.attention().forward(each.layout, each.queries, each.keys, each.values, each.weights(kernels), out);
            assert_close(out.array(), expected, TOLERANCE, "%s", each);
        });
    }

    @ParameterizedTest(name = "{0}, {1} positions, heads of {2}")
    @MethodSource("sets_and_sizes_and_widths")
    void gradients_are_added_to_what_is_there(String set, int positions, int headWidth) {
        Kernels kernels = KernelChoice.named(set);
        cases(positions, headWidth).forEach(each -> {
            Strided dQueries = each.rows(EXAMPLES, 7);
            Strided dKeys = each.rows(EXAMPLES * positions, 7);
            Strided dValues = each.rows(EXAMPLES * positions, 7);
            double[] queries = doubles(dQueries.array());
            double[] keys = doubles(dKeys.array());
            double[] values = doubles(dValues.array());
            for (int example = 0; example < EXAMPLES; example++) {
                for (int head = 0; head < each.layout.heads(); head++) {
                    HeadReference.Gradients right =
                            each.reference(example, head).gradients();
                    each.add(right.queries(), positions - 1, 1, queries, dQueries, example, head);
                    each.add(right.keys(), 0, positions, keys, dKeys, example, head);
                    each.add(right.values(), 0, positions, values, dValues, example, head);
                }
            }
            float[] weights = each.weights(kernels);
            kernels.attention()
                    .forward(each.layout, each.queries, each.keys, each.values, weights, each.rows(EXAMPLES, 7));
            kernels.attention()
                    .backward(
                            each.layout,
                            each.queries,
                            each.keys,
                            each.values,
                            weights,
                            each.dOut,
                            dQueries,
                            dKeys,
                            dValues);
            assert_close(dQueries.array(), queries, TOLERANCE, "%s: queries", each);
            assert_close(dKeys.array(), keys, TOLERANCE, "%s: keys", each);
            assert_close(dValues.array(), values, TOLERANCE, "%s: values", each);
        });
    }

    @ParameterizedTest(name = "{0} positions")
    @MethodSource("sizes")
    void the_gradients_of_the_measure_are_its_slopes(int positions) {
        HeadReference one = new Case(positions, 2, 3, 0.3f, true).reference(1, 1);
        HeadReference.Gradients gradients = one.gradients();
        double[][] inputs = {one.keys(), one.values()};
        double[][] found = {gradients.keys(), gradients.values()};
        for (int part = 0; part < inputs.length; part++) {
            for (int i = 0; i < inputs[part].length; i += positions < 20 ? 1 : 7) {
                assertThat(found[part][i])
                        .isCloseTo(Padded.slope(ignored -> one.loss(), inputs[part], i), Offset.offset(1e-7));
            }
        }
    }

    static IntStream sizes() {
        return IntStream.of(Padded.SIZES);
    }
}
