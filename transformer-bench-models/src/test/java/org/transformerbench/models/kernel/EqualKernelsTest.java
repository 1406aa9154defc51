package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.transformerbench.models.kernel.Padded.matrix;
import static org.transformerbench.models.kernel.Padded.numbers;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.AdamW;

/** Both sets compute the same numbers to the last bit, so that a run can go over from one to the other at any time. */
class EqualKernelsTest {
    private static final int[] INNER = {1, 2, 7, 31, 100, 300};
    private static final int[] WIDTHS = {16, 32, 48, 112};

    @BeforeAll
    static void require_both_sets() {
        assumeTrue(KernelSets.hasVectors() && Arithmetic.FUSED);
    }

    /** Both compute from the same values, in arrays of their own. */
    private static void assert_agreement(Function<Kernels, List<float[]>> work, String what, Object... arguments) {
        List<float[]> plain = work.apply(KernelChoice.named("plain"));
        List<float[]> vector = work.apply(KernelChoice.named("vector"));
        for (int i = 0; i < plain.size(); i++) {
            int place = Arrays.mismatch(plain.get(i), vector.get(i));
            if (place >= 0) {
                assertThat(plain.get(i)[place])
                        .as(String.format(what, arguments) + ", result " + i + ", element " + place)
                        .isEqualTo(vector.get(i)[place]);
            }
        }
    }

    private static Strided rows(int count, int stride, long seed) {
        return new Strided(numbers(3 + count * stride, seed), 3, stride);
    }

    @ParameterizedTest(name = "{0} rows")
    @MethodSource("sizes")
    void products_agree(int rows) {
        for (int k : INNER) {
            for (int n : WIDTHS) {
                for (boolean adds : new boolean[] {true, false}) {
                    assert_agreement(
                            kernels -> {
                                Strided y = rows(rows, n + 16, 4);
                                float[] bias = adds ? null : numbers(n, 3);
                                float[] w = Padded.panels(kernels.name(), numbers(k * n, 2), k, n);
                                kernels.products().linear(rows(rows, k + 5, 1), w, bias, y, rows, k, n, adds);
                                float[] z = numbers(rows * n, 5);
                                float[] x = rows(rows, k, 6).array();
                                kernels.products().matmul(x, 3, k, numbers(k * n, 7), null, z, 0, n, rows, k, n, adds);
                                return List.of(y.array(), z);
                            },
                            "k %d, n %d",
                            k,
                            n);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} columns")
    @MethodSource("sizes")
    void gradients_of_weights_agree(int k) {
        for (int rows : INNER) {
            for (int n : WIDTHS) {
                for (int stride : new int[] {Kernels.stride(k), Kernels.stride(k) + 400}) {
                    assert_agreement(
                            kernels -> {
                                float[] dw = Padded.panels(kernels.name(), numbers(k * n, 3), k, n);
                                Strided dy = rows(rows, n, 2);
                                float[] scratch = new float[ProductKernels.SCRATCH];
                                kernels.products().linearGradient(rows(rows, stride, 1), dy, dw, rows, k, n, scratch);
                                float[] sums = numbers(n, 4);
                                kernels.products().columnSums(numbers(rows * n, 5), sums, rows, n);
                                return List.of(Padded.fromPanels(kernels.name(), dw, k, n), sums);
                            },
                            "%d rows, n %d, stride %d",
                            rows,
                            n,
                            stride);
                }
            }
        }
    }

    static int[] sizes() {
        return Padded.SIZES;
    }

    @ParameterizedTest(name = "width {0}")
    @MethodSource("sizes")
    void norms_and_losses_agree(int width) {
        int rows = 9;
        int stride = Kernels.stride(width);
        assert_agreement(
                kernels -> {
                    float[] y = new float[rows * stride];
                    float[] normalised = new float[rows * stride];
                    float[] inverse = new float[rows];
                    float[] gain = matrix(1, width, 2);
                    float[] x = matrix(rows, width, 1);
                    kernels.norms().layerNorm(x, gain, matrix(1, width, 3), y, normalised, inverse, rows, width, 1e-5f);
                    float[] dx = matrix(rows, width, 4);
                    float[] dGain = matrix(1, width, 5);
                    float[] dBias = matrix(1, width, 6);
                    float[] dy = matrix(rows, width, 7);
                    kernels.norms().layerNormBackward(dy, gain, normalised, inverse, dx, dGain, dBias, rows, width);
                    return List.of(y, normalised, inverse, dx, dGain, dBias);
                },
                "layer norm");
        assert_agreement(
                kernels -> {
                    float[] dx = new float[rows * stride];
                    double[] sums = new double[2];
                    int[] targets = new int[rows + 1];
                    for (int i = 0; i < targets.length; i++) {
                        targets[i] = i % width;
                    }
                    kernels.losses().crossEntropy(matrix(rows, width, 1), dx, targets, 1, rows, width, 0.1f, sums);
                    return List.of(dx, new float[] {(float) sums[0], (float) (1e9 * sums[0]), (float) sums[1]});
                },
                "cross-entropy");
        assert_agreement(
                kernels -> {
                    int count = Math.min(rows, width);
                    float[] x = matrix(count, width, 1);
                    kernels.attention().causalSoftmax(x, stride, width - count, count, 0.3f);
                    return List.of(x);
                },
                "causal softmax");
    }

    @Test
    void both_sets_add_in_as_many_lanes() {
        assertThat(KernelChoice.named("vector").interleaved().preferredLanes() % Arithmetic.VECTOR)
                .isZero();
    }

    @Test
    void elementwise_kernels_agree() {
        int size = 16 * 40;
        float[] x = numbers(size, 1);
        // Where functions saturate, and signs of zero.
        float[] special = {0, -0f, 4, -4, 9, -9, 30, -30, 100, -100, 1e-30f, Float.MIN_VALUE, Float.MAX_VALUE, 0.5f};
        System.arraycopy(special, 0, x, 0, special.length);
        assert_agreement(
                kernels -> {
                    float[] y = new float[size];
                    float[] t = new float[size];
                    float[] c = new float[size];
                    float[] z = new float[size];
                    float[] dTanh = numbers(size, 3);
                    float[] dErf = numbers(size, 4);
                    float[] dRelu = numbers(size, 5);
                    kernels.activations().geluTanh(x, y, t, size);
                    kernels.activations().geluTanhBackward(x, t, numbers(size, 2), dTanh, size);
                    kernels.activations().geluErf(x, z, c, size);
                    kernels.activations().geluErfBackward(x, c, numbers(size, 2), dErf, size);
                    float[] r = new float[size];
                    kernels.activations().relu(x, r, size);
                    kernels.activations().reluBackward(x, numbers(size, 2), dRelu, size);
                    return List.of(y, t, c, z, dTanh, dErf, r, dRelu);
                },
                "activations");
        assert_agreement(
                kernels -> {
                    float[] y = numbers(size, 2);
                    kernels.elementwise().add(x, y, size);
                    kernels.elementwise().add(x, 16, y, 32, size - 32);
                    float[] z = new float[size];
                    kernels.elementwise().sum(x, y, z, size);
                    float[] dropped = numbers(size + 3, 6);
                    kernels.elementwise().dropout(dropped, size + 3, 0.3f, 0x5dee_ce66_d1ce_4e5bL, 7);
                    return List.of(y, z, dropped);
                },
                "sums and dropout");
        assert_agreement(
                kernels -> {
                    float[] p = numbers(size, 1);
                    float[] m = numbers(size, 3);
                    float[] v = numbers(size, 4);
                    for (int i = 0; i < size; i++) {
                        v[i] = Math.abs(v[i]);
                    }
                    AdamWFactors factors = AdamWFactors.of(new AdamW(1e-3, 0.9, 0.99, 1e-3, 0.1), 1e-3, 5);
                    kernels.elementwise().adamW(p, numbers(size, 2), m, v, 16, size - 5, factors);
                    return List.of(p, m, v);
                },
                "AdamW");
    }

    @ParameterizedTest(name = "{0} positions")
    @ValueSource(ints = {1, 7, 16, 17, 31, 33, 80})
    void attention_agrees(int positions) {
        for (int headWidth : new int[] {1, 3, 4, 8, 16, 24}) {
            for (int heads : new int[] {1, 3, 32 / headWidth + 1}) {
                for (float dropout : new float[] {0, 0.3f}) {
                    for (boolean lastOnly : new boolean[] {true, false}) {
                        for (boolean whole : new boolean[] {true, false}) {
                            float scale = (float) (1 / Math.sqrt(headWidth));
                            HeadLayout layout = new HeadLayout(
                                    positions, heads, headWidth, scale, dropout, 99, 3, 2, whole, lastOnly);
                            assert_agreement(kernels -> attention(kernels, layout), "%s", layout);
                        }
                    }
                }
            }
        }
    }

    /** Output and gradients; each set keeps the weights as it likes. */
    private static List<float[]> attention(Kernels kernels, HeadLayout layout) {
        int stride = layout.stride();
        int all = 2 * layout.positions();
        int asked = layout.lastOnly() ? 2 : all;
        int width = layout.heads() * layout.headWidth();
        Strided queries = new Strided(matrix(asked, width, 1), 0, stride);
        Strided keys = new Strided(matrix(all, width, 2), 0, stride);
        Strided values = new Strided(matrix(all, width, 3), 0, stride);
        Strided dOut = new Strided(matrix(asked, width, 4), 0, stride);
        Strided out = new Strided(new float[asked * stride], 0, stride);
        Strided dQueries = new Strided(matrix(asked, width, 5), 0, stride);
        Strided dKeys = new Strided(matrix(all, width, 6), 0, stride);
        Strided dValues = new Strided(matrix(all, width, 7), 0, stride);
        int size = kernels.attention()
                .savedFloats(
                        layout.positions(),
                        layout.heads(),
                        layout.headWidth(),
                        layout.wholeVectors(),
                        layout.lastOnly());
        float[] weights = new float[2 * size];
        kernels.attention().forward(layout, queries, keys, values, weights, out);
        kernels.attention().backward(layout, queries, keys, values, weights, dOut, dQueries, dKeys, dValues);
        return List.of(out.array(), dQueries.array(), dKeys.array(), dValues.array());
    }
}
