package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FastMathTest {
    @Test
    void exp_is_exact_to_two_ulp() {
        double worst = 0;
        for (float x = -87; x <= 88; x += 1e-3f) {
            worst = Math.max(worst, Math.abs(FastMath.exp(x) / Math.exp(x) - 1));
        }
        assertThat(worst).isLessThan(2e-7);
        assertThat(FastMath.exp(0)).isEqualTo(1);
    }

    @Test
    void exp_is_zero_far_below_and_finite_far_above() {
        assertThat(FastMath.exp(-88)).isZero();
        assertThat(FastMath.exp(-1e30f)).isZero();
        assertThat(FastMath.exp(Float.NEGATIVE_INFINITY)).isZero();
        assertThat(FastMath.exp(Float.POSITIVE_INFINITY)).isFinite().isGreaterThan(1e38f);
        assertThat(FastMath.exp(Float.NaN)).isNaN();
    }

    @Test
    void exp_of_many_is_exp_of_each() {
        float[] x = {0, -1, 88, 1e-9f, -20.5f, -87.9f, -88, -1e30f, Float.NEGATIVE_INFINITY, Float.NaN, 3.25f};
        float[] expected = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            expected[i] = FastMath.exp(x[i]);
        }

        FastMath.exp(x, new float[x.length]);

        assertThat(x).isEqualTo(expected);
    }

    @Test
    void tanh_is_exact_to_a_few_ulp() {
        double worst = 0;
        for (float x = -12; x <= 12; x += 1e-4f) {
            worst = Math.max(worst, Math.abs(FastMath.tanh(x) - Math.tanh(x)));
        }
        assertThat(worst).isLessThan(4e-7);
        assertThat(FastMath.tanh(Float.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(FastMath.tanh(Float.NaN)).isNaN();
    }

    @Test
    void erf_is_exact_to_a_few_ulp() {
        double worst = 0;
        for (float x = -6; x <= 6; x += 1e-3f) {
            worst = Math.max(worst, Math.abs(FastMath.erf(x) - erf(x)));
        }
        assertThat(worst).isLessThan(4e-7);
        assertThat(FastMath.erf(Float.NaN)).isNaN();
    }

    static double normalDistribution(double x) {
        return 0.5 * (1 + erf(x * Math.sqrt(0.5)));
    }

    /** Abramowitz and Stegun 7.1.6, whose terms are all positive, so that nothing cancels. */
    private static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
}
