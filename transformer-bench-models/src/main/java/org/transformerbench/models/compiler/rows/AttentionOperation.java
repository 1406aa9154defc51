package org.transformerbench.models.compiler.rows;

import java.util.List;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.kernel.DropoutMask;
import org.transformerbench.models.kernel.HeadLayout;

/**
 * Causal attention of all positions or, where no other is needed, of the last one only.
 *
 * @param heads H
 * @param width K of a head
 * @param scale multiplies the scores
 * @param site dropout of the weights, or null
 * @param wholeVectors whether what lies between the heads' columns and the next vector belongs to these values
 * @param saved floats per example that the kernels keep
 */
record AttentionOperation(
        Value queries,
        Value keys,
        Value values,
        Value output,
        int heads,
        int width,
        float scale,
        DropoutSite site,
        boolean wholeVectors,
        int saved)
        implements RowOperation {

    @Override
    public int[] savedPerExample() {
        return new int[] {saved};
    }

    @Override
    public void forward(Workspace work) {
        work.kernels()
                .attention()
                .forward(
                        layout(work),
                        queries.in(work.activation(queries)),
                        keys.in(work.activation(keys)),
                        values.in(work.activation(values)),
                        work.saved(this, 0),
                        output.in(work.activation(output)));
    }

    @Override
    public void backward(Workspace work) {
        work.kernels()
                .attention()
                .backward(
                        layout(work),
                        queries.in(work.activation(queries)),
                        keys.in(work.activation(keys)),
                        values.in(work.activation(values)),
                        work.saved(this, 0),
                        output.in(work.gradient(output)),
                        queries.in(work.gradient(queries)),
                        keys.in(work.gradient(keys)),
                        values.in(work.gradient(values)));
    }

    private HeadLayout layout(Workspace work) {
        float rate = site == null ? 0 : (float) site.rate();
        long key = site == null ? 0 : DropoutMask.key(work.seeds(), site.placeholder(), work.optimizerStep());
        return new HeadLayout(
                keys.rows(),
                heads,
                width,
                scale,
                rate,
                key,
                work.firstExample(),
                work.examples(),
                wholeVectors,
                isLastOnly());
    }

    private boolean isLastOnly() {
        return queries.rows() < keys.rows();
    }

    @Override
    public long flopsPerExample() {
        int pairs = isLastOnly() ? keys.rows() : HeadLayout.pairs(keys.rows());
        return 4L * heads * width * pairs;
    }

    @Override
    public List<Value> inputs() {
        return List.of(queries, keys, values);
    }

    @Override
    public String describe() {
        return (isLastOnly() ? "attention of the last position (" : "causal attention (") + heads + " heads of " + width
                + ", "
                + keys.rows() + " positions"
                + (site == null ? ")" : ", dropout " + site.rate() + ")");
    }
}
