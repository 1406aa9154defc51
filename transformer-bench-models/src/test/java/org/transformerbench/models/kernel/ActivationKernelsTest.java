package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.transformerbench.models.kernel.Padded.assert_close;
import static org.transformerbench.models.kernel.Padded.doubles;
import static org.transformerbench.models.kernel.Padded.numbers;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A handful of roundings each; but the derivative of GELU magnifies the error of tanh by up to 20, at 5 or so. */
class ActivationKernelsTest {
    private static final double TOLERANCE = 1e-6;
    private static final double SLOPE_TOLERANCE = 5e-6;

    private interface Forward {
        void run(float[] x, float[] y, float[] kept, int size);
    }

    private interface Backward {
        void run(float[] x, float[] kept, float[] dy, float[] dx, int size);
    }

    @ParameterizedTest(name = "{0}, {1} groups")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void gelu_in_its_tanh_form(String set, int groups) {
        ActivationKernels kernels = KernelChoice.named(set).activations();
        check(groups, ActivationKernelsTest::geluTanh, kernels::geluTanh, kernels::geluTanhBackward);
    }

    @ParameterizedTest(name = "{0}, {1} groups")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void gelu_in_its_erf_form(String set, int groups) {
        ActivationKernels kernels = KernelChoice.named(set).activations();
        check(groups, x -> x * FastMathTest.normalDistribution(x), kernels::geluErf, kernels::geluErfBackward);
    }

    @ParameterizedTest(name = "{0}, {1} groups")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void relu(String set, int groups) {
        ActivationKernels kernels = KernelChoice.named(set).activations();
        check(
                groups,
                x -> Math.max(x, 0),
                (x, y, kept, size) -> kernels.relu(x, y, size),
                (x, kept, dy, dx, size) -> kernels.reluBackward(x, dy, dx, size));
    }

    @ParameterizedTest
    @MethodSource("org.transformerbench.models.kernel.Padded#sets")
    void relu_has_no_slope_at_zero_and_the_full_slope_at_the_smallest_number(String set) {
        float[] x = new float[Kernels.LANES];
        x[1] = Float.MIN_VALUE;
        x[2] = -Float.MIN_VALUE;
        x[3] = Float.MAX_VALUE;
        x[4] = -0f;
        float[] dy = numbers(x.length, 1);
        double[] expected = new double[x.length];
        expected[1] = dy[1];
        expected[3] = dy[3];
        float[] dx = new float[x.length];
        KernelChoice.named(set).activations().reluBackward(x, dy, dx, x.length);
        assert_close(dx, expected, 0, "dx");
    }

    @ParameterizedTest
    @MethodSource("org.transformerbench.models.kernel.Padded#sets")
    void gelu_has_no_slope_far_below_and_the_full_slope_far_above(String set) {
        float[] x = numbers(Kernels.LANES, 1);
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.copySign(10 + i * i, x[i]);
        }
        float[] y = new float[x.length];
        float[] kept = new float[x.length];
        float[] dy = numbers(x.length, 2);
        float[] dx = new float[x.length];
        KernelChoice.named(set).activations().geluTanh(x, y, kept, x.length);
        KernelChoice.named(set).activations().geluTanhBackward(x, kept, dy, dx, x.length);
        for (int i = 0; i < x.length; i++) {
            assertThat(dx[i]).as("at %s", x[i]).isEqualTo(x[i] > 0 ? dy[i] : 0);
        }
    }

    private static void check(int groups, DoubleUnaryOperator function, Forward forward, Backward backward) {
        int size = groups * Kernels.LANES;
        float[] x = numbers(size, 1);
        for (int i = 0; i < size; i += 3) {
            x[i] *= 10;
        }
        x[size - 1] = 0.5f;
        float[] y = new float[size];
        float[] kept = new float[size];
        float[] dy = numbers(size, 2);
        float[] dx = numbers(size, 3);
        double[] expected = new double[size];
        double[] expectedDx = doubles(dx);
        for (int i = 0; i < size; i++) {
            expected[i] = function.applyAsDouble(x[i]);
            double[] at = {x[i]};
            expectedDx[i] += dy[i] * Padded.slope(ignored -> function.applyAsDouble(at[0]), at, 0);
        }
        forward.run(x, y, kept, size);
        backward.run(x, kept, dy, dx, size);
        assert_close(y, expected, TOLERANCE, "y");
        assert_close(dx, expectedDx, SLOPE_TOLERANCE, "dx");
    }

    private static double geluTanh(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }
}
