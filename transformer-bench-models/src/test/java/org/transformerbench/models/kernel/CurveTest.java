package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.models.compiler.op.Elementwise;
import org.transformerbench.models.compiler.op.fused.Activation;
import org.transformerbench.models.compiler.op.fused.ActivationGradient;
import org.transformerbench.models.compiler.op.fused.Elu;
import org.transformerbench.models.compiler.op.fused.GeluErf;
import org.transformerbench.models.compiler.op.fused.GeluTanh;
import org.transformerbench.models.compiler.op.fused.Silu;
import org.transformerbench.models.compiler.op.fused.Softplus;
import org.transformerbench.models.compiler.op.fused.Swish;

/** Loops of activations have the numbers of what these are composed of, and their slopes those of its gradient. */
class CurveTest {
    private static final int COUNT = 64;
    /** From and to the middle of arrays. */
    private static final int AT = 7;

    static Stream<Arguments> activations() {
        List<Activation> all = List.of(
                new GeluErf(),
                new GeluTanh(),
                new Silu(),
                new Swish(1.702f),
                new Softplus(),
                new Elu(1),
                new Elu(1.6f));
        return KernelSets.names().stream()
                .flatMap(set -> all.stream().map(activation -> Arguments.of(set, activation)));
    }

    private static float[] filled(DoubleUnaryOperator of) {
        float[] values = new float[COUNT + 2 * AT];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) of.applyAsDouble(i - AT);
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("activations")
    void values_are_those_of_the_composition(String set, Activation activation) {
        LaneElementwiseKernels kernels = KernelChoice.named(set).interleaved().elementwise();
        // From -95 to 92, most of it near 0, where the compositions of softplus and ELU have a bend.
        float[] x = filled(i -> Math.pow((i - 31.5) / 32, 3) * 100);
        float[] factor = filled(i -> 1 + i / 10);
        for (int at : new int[] {0, AT}) {
            float[][] operands = {x, factor};
            compare(kernels, activation, operands, at);
            compare(kernels, new ActivationGradient(activation), operands, at);
        }
    }

    private static void compare(LaneElementwiseKernels kernels, Elementwise operation, float[][] operands, int at) {
        int[] starts = {at, at};
        float[] actual = new float[COUNT + AT];
        float[] expected = new float[COUNT + AT];
        boolean binary = operation instanceof ActivationGradient;
        float[][] used = binary ? operands : new float[][] {operands[0]};
        operation.apply(kernels, used, starts, actual, at, COUNT);
        operation.apply(used, starts, expected, at, COUNT);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i])
                    .as("%s of %s", operation, operands[0][i])
                    .isCloseTo(expected[i], within(1e-5f * (1 + Math.abs(expected[i]))));
        }
    }
}
