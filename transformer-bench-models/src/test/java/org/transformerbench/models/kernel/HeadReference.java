package org.transformerbench.models.kernel;

/**
 * Causal attention of one head of one example by its definition, in double precision and with no thought of speed.
 *
 * @param positions T
 * @param width K
 * @param scale multiplies the scores
 * @param queries shape (T, K)
 * @param keys shape (T, K)
 * @param values shape (T, K)
 * @param mask factors of the weights, shape (T, T)
 * @param dOut gradient of the output, shape (T, K)
 */
record HeadReference(
        int positions,
        int width,
        double scale,
        double[] queries,
        double[] keys,
        double[] values,
        double[] mask,
        double[] dOut) {

    /** Of the loss, by queries, keys and values; each of shape (T, K). */
    record Gradients(double[] queries, double[] keys, double[] values) {}

    /** Softmax of the scores that each query sees, zero elsewhere; shape (T, T), before dropout. */
    double[] weights() {
        double[] weights = new double[positions * positions];
        for (int i = 0; i < positions; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j <= i; j++) {
                weights[i * positions + j] = scale * dot(queries, i, keys, j);
                largest = Math.max(largest, weights[i * positions + j]);
            }
            double sum = 0;
            for (int j = 0; j <= i; j++) {
                weights[i * positions + j] = Math.exp(weights[i * positions + j] - largest);
                sum += weights[i * positions + j];
            }
            for (int j = 0; j <= i; j++) {
                weights[i * positions + j] /= sum;
            }
        }
        return weights;
    }

    /** Shape (T, K). */
    double[] out() {
        double[] weights = weights();
        double[] out = new double[positions * width];
        for (int i = 0; i < positions; i++) {
            for (int j = 0; j <= i; j++) {
                addRow(weights[i * positions + j] * mask[i * positions + j], values, j, out, i);
            }
        }
        return out;
    }

    /** A number whose gradient by the output is dOut. */
    double loss() {
        double[] out = out();
        double loss = 0;
        for (int i = 0; i < out.length; i++) {
            loss += dOut[i] * out[i];
        }
        return loss;
    }

    /** The chain rule, by hand; {@link #loss} is there to check it. */
    Gradients gradients() {
        double[] weights = weights();
        double[] dQueries = new double[positions * width];
        double[] dKeys = new double[positions * width];
        double[] dValues = new double[positions * width];
        for (int i = 0; i < positions; i++) {
            double mean = 0;
            double[] dWeights = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                int pair = i * positions + j;
                addRow(weights[pair] * mask[pair], dOut, i, dValues, j);
                dWeights[j] = mask[pair] * dot(dOut, i, values, j);
                mean += weights[pair] * dWeights[j];
            }
            for (int j = 0; j <= i; j++) {
                double dScore = weights[i * positions + j] * (dWeights[j] - mean);
                addRow(scale * dScore, keys, j, dQueries, i);
                addRow(scale * dScore, queries, i, dKeys, j);
            }
        }
        return new Gradients(dQueries, dKeys, dValues);
    }

    private double dot(double[] a, int rowOfA, double[] b, int rowOfB) {
        double sum = 0;
        for (int c = 0; c < width; c++) {
            sum += a[rowOfA * width + c] * b[rowOfB * width + c];
        }
        return sum;
    }

    private void addRow(double factor, double[] from, int row, double[] to, int target) {
        for (int c = 0; c < width; c++) {
            to[target * width + c] += factor * from[row * width + c];
        }
    }
}
