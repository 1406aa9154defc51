package org.transformerbench.models.kernel;

import static org.transformerbench.models.kernel.Padded.assert_close;
import static org.transformerbench.models.kernel.Padded.assert_padding_is_zero;
import static org.transformerbench.models.kernel.Padded.doubles;
import static org.transformerbench.models.kernel.Padded.matrix;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayerNormKernelsTest {
    private static final float EPSILON = 1e-3f;
    /** Two sums over at most a hundred columns, and a division by their root. */
    private static final double TOLERANCE = 5e-6;

    @ParameterizedTest(name = "{0}, {1} rows")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void normalises_each_row(String set, int rows) {
        for (int width : Padded.SIZES) {
            int stride = Kernels.stride(width);
            float[] x = matrix(rows, width, 1);
            float[] gain = matrix(1, width, 2);
            float[] bias = matrix(1, width, 3);
            float[] y = new float[rows * stride];
            float[] normalised = new float[rows * stride];
            float[] inverse = new float[rows];
            KernelChoice.named(set).norms().layerNorm(x, gain, bias, y, normalised, inverse, rows, width, EPSILON);

            double[] expectedY = new double[rows * stride];
            double[] expectedNormalised = new double[rows * stride];
            double[] expectedInverse = new double[rows];
            for (int row = 0; row < rows; row++) {
                double[] values = doubles(x, row * stride, width);
                double[] result = normalise(values);
                expectedInverse[row] = inverseDeviation(values);
                for (int j = 0; j < width; j++) {
                    expectedNormalised[row * stride + j] = result[j];
                    expectedY[row * stride + j] = result[j] * gain[j] + bias[j];
                }
            }
            assert_close(y, expectedY, TOLERANCE, "y, width %d", width);
            assert_close(normalised, expectedNormalised, TOLERANCE, "normalised, width %d", width);
            assert_close(inverse, expectedInverse, TOLERANCE, "inverse deviation, width %d", width);
            assert_padding_is_zero(y, rows, width);
            assert_padding_is_zero(normalised, rows, width);
        }
    }

    @ParameterizedTest(name = "{0}, {1} rows")
    @MethodSource("org.transformerbench.models.kernel.Padded#sets_and_sizes")
    void gradients_are_the_slopes(String set, int rows) {
        for (int width : Padded.SIZES) {
            int stride = Kernels.stride(width);
            float[] x = matrix(rows, width, 1);
            float[] gain = matrix(1, width, 2);
            float[] dy = matrix(rows, width, 4);
            float[] dx = matrix(rows, width, 5);
            float[] dGain = matrix(1, width, 6);
            float[] dBias = matrix(1, width, 7);
            float[] normalised = new float[rows * stride];
            float[] inverse = new float[rows];
            double[] expectedDx = doubles(dx);
            double[] expectedDGain = doubles(dGain);
            double[] expectedDBias = doubles(dBias);
            for (int row = 0; row < rows; row++) {
                int from = row * stride;
                double[] values = doubles(x, from, width);
                double[] result = normalise(values);
                double[] gains = doubles(gain);
                double[] biases = new double[width];
                inverse[row] = (float) inverseDeviation(values);
                for (int j = 0; j < width; j++) {
                    normalised[from + j] = (float) result[j];
                    expectedDx[from + j] += Padded.slope(i -> loss(values, gains, biases, dy, from), values, j);
                    expectedDGain[j] += Padded.slope(i -> loss(values, gains, biases, dy, from), gains, j);
                    expectedDBias[j] += Padded.slope(i -> loss(values, gains, biases, dy, from), biases, j);
                }
            }
            KernelChoice.named(set)
                    .norms()
                    .layerNormBackward(dy, gain, normalised, inverse, dx, dGain, dBias, rows, width);

            assert_close(dx, expectedDx, TOLERANCE, "dx, width %d", width);
            assert_close(dGain, expectedDGain, TOLERANCE, "dGain, width %d", width);
            assert_close(dBias, expectedDBias, TOLERANCE, "dBias, width %d", width);
            assert_padding_is_zero(dx, rows, width);
            assert_padding_is_zero(dGain, 1, width);
            assert_padding_is_zero(dBias, 1, width);
        }
    }

    private static double loss(double[] row, double[] gain, double[] bias, float[] dy, int from) {
        double[] result = normalise(row);
        double loss = 0;
        for (int j = 0; j < row.length; j++) {
            loss += dy[from + j] * (gain[j] * result[j] + bias[j]);
        }
        return loss;
    }

    private static double[] normalise(double[] row) {
        double mean = mean(row);
        double inverse = inverseDeviation(row);
        double[] result = new double[row.length];
        for (int j = 0; j < row.length; j++) {
            result[j] = (row[j] - mean) * inverse;
        }
        return result;
    }

    private static double inverseDeviation(double[] row) {
        double mean = mean(row);
        double squares = 0;
        for (double value : row) {
            squares += (value - mean) * (value - mean);
        }
        return 1 / Math.sqrt(squares / row.length + EPSILON);
    }

    private static double mean(double[] row) {
        double sum = 0;
        for (double value : row) {
            sum += value;
        }
        return sum / row.length;
    }
}
