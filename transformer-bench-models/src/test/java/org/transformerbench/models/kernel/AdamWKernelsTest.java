package org.transformerbench.models.kernel;

import static org.transformerbench.models.kernel.Padded.assert_close;
import static org.transformerbench.models.kernel.Padded.doubles;
import static org.transformerbench.models.kernel.Padded.numbers;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdamWKernelsTest {
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double RATE = 1e-2;
    private static final double WEIGHT_DECAY = 0.1;
    private static final double EPSILON = 1e-8;

    @ParameterizedTest(name = "{0}, {1} parameters")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void follows_the_paper_and_leaves_other_parameters_alone(String set, int count) {
        int from = 5;
        int size = from + count + 4;
        float[] p = numbers(size, 1);
        float[] m = new float[size];
        float[] v = new float[size];
        double[] expectedP = doubles(p);
        double[] expectedM = new double[size];
        double[] expectedV = new double[size];
        for (int step = 1; step <= 5; step++) {
            float[] g = numbers(size, 10 + step);
            AdamWFactors factors = new AdamWFactors(
                    (float) (1 - RATE * WEIGHT_DECAY),
                    (float) BETA_1,
                    (float) BETA_2,
                    (float) (RATE / (1 - Math.pow(BETA_1, step))),
                    (float) (1 / Math.sqrt(1 - Math.pow(BETA_2, step))),
                    (float) EPSILON);
            KernelChoice.named(set).elementwise().adamW(p, g, m, v, from, from + count, factors);
            for (int i = from; i < from + count; i++) {
                expectedM[i] = BETA_1 * expectedM[i] + (1 - BETA_1) * g[i];
                expectedV[i] = BETA_2 * expectedV[i] + (1 - BETA_2) * g[i] * g[i];
                double corrected = expectedM[i] / (1 - Math.pow(BETA_1, step));
                double root = Math.sqrt(expectedV[i] / (1 - Math.pow(BETA_2, step)));
                expectedP[i] -= RATE * WEIGHT_DECAY * expectedP[i] + RATE * corrected / (root + EPSILON);
            }
        }
        // 1 - 0.999f is off by 1.3e-5 of its value, and half of that under a root; the step is a hundredth of p.
        assert_close(p, expectedP, 1e-6, "p");
        assert_close(m, expectedM, 1e-6, "m");
        assert_close(v, expectedV, 1e-6, "v");
    }
}
