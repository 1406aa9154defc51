package org.transformerbench.models.engine;

import java.util.Arrays;
import java.util.List;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.Kernels;

/**
 * Causal attention of every position, one head of one example at a time, as matrix products over T x T scores.
 *
 * @param heads H
 * @param width K of a head
 * @param scale multiplies the scores
 * @param site dropout of the weights, or null
 */
record AttentionStep(
        Value queries,
        Value keys,
        Value values,
        Value output,
        int heads,
        int width,
        float scale,
        DropoutSite site,
        SeedStreams seeds)
        implements Step {

    @Override
    public int[] keptPerExample() {
        return new int[] {heads * positions() * Kernels.stride(positions())};
    }

    private int positions() {
        return queries.rows();
    }

    @Override
    public void forward(Workspace work) {
        int positions = positions();
        int stride = Kernels.stride(positions);
        int padded = Kernels.stride(width);
        float[] weights = work.scratch("weights", positions * stride);
        float[] transposed = work.scratch("transposed", width * stride);
        float[] head = work.scratch("head", positions * padded);
        float[] mixed = work.scratch("mixed", positions * padded);
        for (int unit = 0; unit < work.examples() * heads; unit++) {
            transposeHead(work.activation(keys), keys, unit, transposed, stride);
            work.kernels()
                    .matmul(
                            work.activation(queries),
                            queries.head(unit, heads, width),
                            queries.stride(),
                            transposed,
                            null,
                            weights,
                            0,
                            stride,
                            positions,
                            width,
                            stride,
                            false);
            work.kernels().causalSoftmax(weights, stride, positions, scale);
            System.arraycopy(weights, 0, work.kept(this, 0), unit * positions * stride, positions * stride);
            dropout(work, weights, unit, stride);
            copyHead(work.activation(values), values, unit, head, padded);
            work.kernels()
                    .matmul(weights, 0, stride, head, null, mixed, 0, padded, positions, positions, padded, false);
            placeHead(mixed, padded, work.activation(output), output, unit, false);
        }
    }

    @Override
    public void backward(Workspace work) {
        int positions = positions();
        int stride = Kernels.stride(positions);
        int padded = Kernels.stride(width);
        Kernels kernels = work.kernels();
        float[] weights = work.scratch("weights", positions * stride);
        float[] dWeights = work.scratch("dWeights", positions * stride);
        float[] dropped = work.scratch("dropped", positions * stride);
        float[] transposed = work.scratch("transposed", width * stride);
        float[] head = work.scratch("head", positions * padded);
        float[] product = work.scratch("mixed", positions * padded);
        for (int unit = 0; unit < work.examples() * heads; unit++) {
            System.arraycopy(work.kept(this, 0), unit * positions * stride, weights, 0, positions * stride);
            System.arraycopy(weights, 0, dropped, 0, positions * stride);
            dropout(work, dropped, unit, stride);

            copyHead(work.gradient(output), output, unit, head, padded);
            Arrays.fill(product, 0, positions * padded, 0);
            kernels.outerProduct(dropped, 0, stride, head, 0, padded, product, positions, positions, padded);
            placeHead(product, padded, work.gradient(values), values, unit, true);

            transposeHead(work.activation(values), values, unit, transposed, stride);
            kernels.matmul(
                    work.gradient(output),
                    output.head(unit, heads, width),
                    output.stride(),
                    transposed,
                    null,
                    dWeights,
                    0,
                    stride,
                    positions,
                    width,
                    stride,
                    false);
            dropout(work, dWeights, unit, stride);
            kernels.causalSoftmaxBackward(weights, dWeights, stride, positions, scale);

            copyHead(work.activation(keys), keys, unit, head, padded);
            kernels.matmul(dWeights, 0, stride, head, null, product, 0, padded, positions, positions, padded, false);
            placeHead(product, padded, work.gradient(queries), queries, unit, true);

            copyHead(work.activation(queries), queries, unit, head, padded);
            Arrays.fill(product, 0, positions * padded, 0);
            kernels.outerProduct(dWeights, 0, stride, head, 0, padded, product, positions, positions, padded);
            placeHead(product, padded, work.gradient(keys), keys, unit, true);
        }
    }

    private void dropout(Workspace work, float[] weights, int unit, int stride) {
        if (site != null) {
            int size = positions() * stride;
            long key = DropoutMask.key(seeds, site.placeholder(), work.optimizerStep());
            work.kernels()
                    .dropout(weights, size, (float) site.rate(), key, (work.firstExample() * heads + unit) * size);
        }
    }

    private void copyHead(float[] from, Value value, int unit, float[] to, int padded) {
        int offset = value.head(unit, heads, width);
        for (int row = 0; row < value.rows(); row++) {
            System.arraycopy(from, offset + row * value.stride(), to, row * padded, width);
            Arrays.fill(to, row * padded + width, (row + 1) * padded, 0);
        }
    }

    private void transposeHead(float[] from, Value value, int unit, float[] to, int stride) {
        int offset = value.head(unit, heads, width);
        for (int row = 0; row < value.rows(); row++) {
            for (int i = 0; i < width; i++) {
                to[i * stride + row] = from[offset + row * value.stride() + i];
            }
        }
        for (int i = 0; i < width; i++) {
            Arrays.fill(to, i * stride + value.rows(), (i + 1) * stride, 0);
        }
    }

    private void placeHead(float[] from, int padded, float[] to, Value value, int unit, boolean add) {
        int offset = value.head(unit, heads, width);
        for (int row = 0; row < value.rows(); row++) {
            for (int i = 0; i < width; i++) {
                int place = offset + row * value.stride() + i;
                to[place] = add ? to[place] + from[row * padded + i] : from[row * padded + i];
            }
        }
    }

    @Override
    public long arithmeticPerExample() {
        return 4L * heads * width * positions() * (positions() + 1) / 2;
    }

    @Override
    public List<Value> inputs() {
        return List.of(queries, keys, values);
    }

    @Override
    public String describe() {
        return "causal attention (" + heads + " heads of " + width + ", " + positions() + " positions"
                + (site == null ? ")" : ", dropout " + site.rate() + ")");
    }
}
