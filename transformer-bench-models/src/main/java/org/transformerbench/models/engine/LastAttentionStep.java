package org.transformerbench.models.engine;

import java.util.List;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.HeadLayout;
import org.transformerbench.models.kernel.Strided;

/**
 * Attention of the last position to all, for where no other is needed; see {@link AttentionStep}, whose mask it draws.
 *
 * @param wholeVectors whether what lies between the heads' columns and the next vector belongs to these values
 * @param kept floats per example that the kernels keep
 */
record LastAttentionStep(
        Value queries,
        Value keys,
        Value values,
        Value output,
        int heads,
        int width,
        float scale,
        DropoutSite site,
        SeedStreams seeds,
        boolean wholeVectors,
        int kept)
        implements Step {

    @Override
    public int[] keptPerExample() {
        return new int[] {kept};
    }

    @Override
    public void forward(Workspace work) {
        work.kernels()
                .lastAttention(
                        layout(work),
                        wholeVectors,
                        rows(work.activation(queries), queries),
                        rows(work.activation(keys), keys),
                        rows(work.activation(values), values),
                        work.kept(this, 0),
                        rows(work.activation(output), output));
    }

    @Override
    public void backward(Workspace work) {
        work.kernels()
                .lastAttentionBackward(
                        layout(work),
                        wholeVectors,
                        rows(work.activation(queries), queries),
                        rows(work.activation(keys), keys),
                        rows(work.activation(values), values),
                        work.kept(this, 0),
                        rows(work.gradient(output), output),
                        rows(work.gradient(queries), queries),
                        rows(work.gradient(keys), keys),
                        rows(work.gradient(values), values));
    }

    private HeadLayout layout(Workspace work) {
        float rate = site == null ? 0 : (float) site.rate();
        long key = site == null ? 0 : DropoutMask.key(seeds, site.placeholder(), work.optimizerStep());
        return new HeadLayout(keys.rows(), heads, width, scale, rate, key, work.firstExample(), work.examples());
    }

    private static Strided rows(float[] array, Value value) {
        return new Strided(array, value.column(), value.stride());
    }

    @Override
    public long arithmeticPerExample() {
        return 4L * heads * width * keys.rows();
    }

    @Override
    public List<Value> inputs() {
        return List.of(queries, keys, values);
    }

    @Override
    public String describe() {
        return "attention of the last position (" + heads + " heads of " + width + ", " + keys.rows() + " positions)";
    }
}
