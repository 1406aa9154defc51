package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.transformerbench.models.kernel.Padded.assert_close;
import static org.transformerbench.models.kernel.Padded.doubles;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers below 2 in each factor, weights that sum up to 1; the exponential magnifies the rounding of a score. */
class AttentionKernelsTest {
    private static final double TOLERANCE = 3e-6;
    private static final int EXAMPLES = 2;
    private static final int FIRST_EXAMPLE = 3;
    private static final long KEY = 0x5dee_ce66_d1ce_4e5bL;
    /** Between the rows of inputs, so that whoever reads it has it in his result. */
    private static final float POISON = Float.NaN;
    /** Between the rows of results, and must stay. */
    private static final float MARK = 1;

    /** As elsewhere, and what leaves a short last block, or more than one block and its rest. */
    private static final int[] POSITIONS = {1, 7, 15, 16, 17, 31, 64, 80, 100, 150};

    private static final int[] HEAD_WIDTHS = {1, 2, 3, 4, 8, 16, 24};

    static Stream<Arguments> sets_and_sizes_and_widths() {
        return Padded.sets()
                .flatMap(set -> IntStream.of(HEAD_WIDTHS)
                        .boxed()
                        .flatMap(width -> IntStream.of(POSITIONS).mapToObj(size -> Arguments.of(set, size, width))));
    }

    static Stream<Arguments> sizes_and_widths() {
        return IntStream.of(Padded.SIZES)
                .boxed()
                .flatMap(size -> IntStream.of(HEAD_WIDTHS).mapToObj(width -> Arguments.of(size, width)));
    }

    /** One vector that is not full, and three, the last of which is not full but where the heads are as wide as vectors. */
    private static List<HeadLayout> layouts(int positions, int headWidth, float dropout) {
        float scale = (float) (1 / Math.sqrt(headWidth));
        return IntStream.of(headWidth > 4 ? 1 : 3, 32 / headWidth + 1)
                .mapToObj(heads -> new HeadLayout(
                        positions, heads, headWidth, scale, dropout, KEY, FIRST_EXAMPLE, EXAMPLES, true, false))
                .toList();
    }

    /** With and without dropout, in all arrangements; of large sizes every second. */
    private static List<Attention> attentions(int positions, int headWidth) {
        List<Attention> all = new ArrayList<>();
        for (float dropout : new float[] {0, 0.3f}) {
            for (HeadLayout layout : layouts(positions, headWidth, dropout)) {
                if (positions < 64 || dropout == 0) {
                    all.add(Attention.of(layout, false, true));
                    all.add(Attention.of(layout, true, false));
                }
                if (positions < 64 || dropout > 0) {
                    all.add(Attention.of(layout, true, true));
                    all.add(Attention.of(layout, false, false));
                }
            }
        }
        return all;
    }

    /** Inputs of both directions; the output is overwritten, the gradients are added to. */
    private record Attention(
            HeadLayout layout, boolean joint, Strided[] inputs, Strided dOut, Strided out, Strided[] gradients) {

        static Attention of(HeadLayout given, boolean joint, boolean wholeVectors) {
            HeadLayout layout = new HeadLayout(
                    given.positions(),
                    given.heads(),
                    given.headWidth(),
                    given.scale(),
                    given.dropout(),
                    given.key(),
                    given.firstExample(),
                    given.examples(),
                    wholeVectors,
                    false);
            int rows = layout.examples() * layout.positions();
            int width = layout.heads() * layout.headWidth();
            IntFunction<Strided[]> three = seed -> {
                float between = seed < 20 ? POISON : MARK;
                float padding = wholeVectors ? 0 : between;
                return joint
                        ? HeadRows.joint(3, rows, width, 9, between, padding, seed)
                        : HeadRows.apart(3, rows, width, between, padding, seed);
            };
            return new Attention(
                    layout,
                    joint,
                    three.apply(10),
                    HeadRows.joint(1, rows, width, 6, POISON, wholeVectors ? 0 : POISON, 15)[0],
                    HeadRows.joint(1, rows, width, 7, MARK, wholeVectors ? 0 : MARK, 20)[0],
                    three.apply(25));
        }

        /** As {@link DropoutMask} has it: an index for each example of the batch, head, query and key, rows padded. */
        double[] mask(int example, int head) {
            int positions = layout.positions();
            double[] mask = new double[positions * positions];
            for (int i = 0; i < mask.length; i++) {
                int unit = (layout.firstExample() + example) * layout.heads() + head;
                int index = (unit * positions + i / positions) * Kernels.stride(positions) + i % positions;
                mask[i] = layout.dropout() == 0 ? 1 : DropoutMask.factor(layout.key(), index, layout.dropout());
            }
            return mask;
        }

        HeadReference reference(int example, int head) {
            return new HeadReference(
                    layout.positions(),
                    layout.headWidth(),
                    layout.scale(),
                    HeadRows.head(inputs[0], layout, example, head),
                    HeadRows.head(inputs[1], layout, example, head),
                    HeadRows.head(inputs[2], layout, example, head),
                    mask(example, head),
                    HeadRows.head(dOut, layout, example, head));
        }

        float[] forward(Kernels kernels) {
            int perExample = kernels.attention()
                    .savedFloats(layout.positions(), layout.heads(), layout.headWidth(), layout.wholeVectors(), false);
            float[] weights = new float[layout.examples() * perExample];
            kernels.attention().forward(layout, inputs[0], inputs[1], inputs[2], weights, out);
            return weights;
        }

        @Override
        public String toString() {
            return layout.heads() + " heads, dropout " + layout.dropout() + (joint ? ", joint" : ", apart")
                    + (layout.wholeVectors() ? ", whole vectors" : ", parts");
        }
    }

    private interface Visitor {
        void visit(int example, int head);
    }

    private static void for_each_head(HeadLayout layout, Visitor visitor) {
        for (int example = 0; example < layout.examples(); example++) {
            for (int head = 0; head < layout.heads(); head++) {
                visitor.visit(example, head);
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1} positions, heads of {2}")
    @MethodSource("sets_and_sizes_and_widths")
    void mixes_the_values_that_each_position_sees(String set, int positions, int headWidth) {
        for (Attention attention : attentions(positions, headWidth)) {
            HeadLayout layout = attention.layout();
            double[] expected = doubles(attention.out().array());
            HeadRows.clear(expected, attention.out(), layout);
            attention.forward(KernelChoice.named(set));
            for_each_head(layout, (example, head) -> {
                HeadReference reference = attention.reference(example, head);
                HeadRows.add(reference.out(), expected, attention.out(), layout, example, head);
            });
            assert_close(attention.out().array(), expected, TOLERANCE, "%s: out", attention);
        }
    }

    @ParameterizedTest(name = "{0}, {1} positions, heads of {2}")
    @MethodSource("sets_and_sizes_and_widths")
    void gradients_are_added_to_what_is_there(String set, int positions, int headWidth) {
        Kernels kernels = KernelChoice.named(set);
        for (Attention attention : attentions(positions, headWidth)) {
            HeadLayout layout = attention.layout();
            Strided[] in = attention.inputs();
            Strided[] d = attention.gradients();
            // Parts of a joint array share their copy too.
            double[][] expected = new double[3][];
            for (int part = 0; part < 3; part++) {
                expected[part] = part > 0 && attention.joint() ? expected[0] : doubles(d[part].array());
            }
            for_each_head(layout, (example, head) -> {
                HeadReference.Gradients right =
                        attention.reference(example, head).gradients();
                HeadRows.add(right.queries(), expected[0], d[0], layout, example, head);
                HeadRows.add(right.keys(), expected[1], d[1], layout, example, head);
                HeadRows.add(right.values(), expected[2], d[2], layout, example, head);
            });
            float[] weights = attention.forward(kernels);
            kernels.attention().backward(layout, in[0], in[1], in[2], weights, attention.dOut(), d[0], d[1], d[2]);
            for (int part = 0; part < 3; part++) {
                assert_close(d[part].array(), expected[part], TOLERANCE, "%s: gradient of input %d", attention, part);
            }
        }
    }

    /** Of every element at short lengths; else of some twenty-five, an odd number apart, so that no column is left out. */
    @ParameterizedTest(name = "{0} positions, heads of {1}")
    @MethodSource("sizes_and_widths")
    void the_gradients_of_the_measure_are_its_slopes(int positions, int headWidth) {
        for (float dropout : new float[] {0, 0.3f}) {
            HeadLayout layout = layouts(positions, headWidth, dropout).get(0);
            HeadReference one = Attention.of(layout, true, true).reference(EXAMPLES - 1, layout.heads() - 1);
            HeadReference.Gradients gradients = one.gradients();
            double[][] inputs = {one.queries(), one.keys(), one.values()};
            double[][] found = {gradients.queries(), gradients.keys(), gradients.values()};
            int step = positions < 10 ? 1 : inputs[0].length / 25 | 1;
            for (int part = 0; part < 3; part++) {
                for (int i = 0; i < inputs[part].length; i += step) {
                    assertThat(found[part][i])
                            .as("dropout %s, input %d, element %d", dropout, part, i)
                            .isCloseTo(Padded.slope(ignored -> one.loss(), inputs[part], i), Offset.offset(1e-7));
                }
            }
        }
    }

    /** With scores of some hundred most weights are zero, in whose sign dropout's mask would be, too. */
    @ParameterizedTest(name = "{0}, {1} positions")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void weights_that_underflow_have_no_part_in_anything(String set, int positions) {
        Kernels kernels = KernelChoice.named(set);
        HeadLayout layout = new HeadLayout(positions, 3, 24, 20, 0.3f, KEY, FIRST_EXAMPLE, EXAMPLES, true, false);
        Attention attention = Attention.of(layout, false, true);
        double[] expected = doubles(attention.gradients()[2].array());
        for_each_head(layout, (example, head) -> {
            double[] right = attention.reference(example, head).gradients().values();
            HeadRows.add(right, expected, attention.gradients()[2], layout, example, head);
        });
        float[] weights = attention.forward(kernels);
        Strided[] d = attention.gradients();
        Strided[] in = attention.inputs();
        kernels.attention().backward(layout, in[0], in[1], in[2], weights, attention.dOut(), d[0], d[1], d[2]);
        // The rounding of such scores is magnified.
        assert_close(d[2].array(), expected, 100 * TOLERANCE, "gradient of the values");
        for (Strided gradient : d) {
            for (float value : gradient.array()) {
                assertThat(value).isFinite();
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1} positions, heads of {2}")
    @MethodSource("sets_and_sizes_and_widths")
    void what_is_no_number_stays_in_its_row(String set, int positions, int headWidth) {
        HeadLayout layout = new HeadLayout(positions, 2, headWidth, 1, 0, KEY, FIRST_EXAMPLE, EXAMPLES, true, false);
        Attention attention = Attention.of(layout, false, true);
        int row = positions / 2;
        Strided queries = attention.inputs()[0];
        queries.array()[queries.row(row)] = Float.NaN;
        attention.forward(KernelChoice.named(set));
        for (int i = 0; i < EXAMPLES * positions; i++) {
            for (int column = 0; column < 2 * headWidth; column++) {
                float value = attention.out().array()[attention.out().row(i) + column];
                // Other heads of the row may have it too, where they share a vector.
                if (i != row || column < headWidth) {
                    assertThat(Float.isNaN(value))
                            .as("row %d, column %d", i, column)
                            .isEqualTo(i == row);
                }
            }
        }
    }
}
