package org.transformerbench.models.compiler.rows;

import java.util.List;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.kernel.DropoutMask;

/** Dropout of hidden states; the mask is drawn again for the backward pass. */
record DropoutOperation(Value input, Value output, DropoutSite site) implements RowOperation {

    @Override
    public void forward(Workspace work) {
        int size = work.rows(input) * input.stride();
        System.arraycopy(work.activation(input), 0, work.activation(output), 0, size);
        apply(work, work.activation(output));
    }

    @Override
    public void backward(Workspace work) {
        apply(work, work.gradient(output));
        work.kernels()
                .elementwise()
                .add(work.gradient(output), work.gradient(input), work.rows(input) * input.stride());
    }

    private void apply(Workspace work, float[] values) {
        long key = DropoutMask.key(work.seeds(), site.placeholder(), work.optimizerStep());
        int maskRows = Math.toIntExact(site.shapePerExample()[0]);
        if (input.rows() == maskRows) {
            int first = work.firstExample() * maskRows * input.stride();
            work.kernels()
                    .elementwise()
                    .dropout(values, work.rows(input) * input.stride(), (float) site.rate(), key, first);
        } else {
            applyToLast(work, values, key, maskRows);
        }
    }

    /** Applies the last position's part of the whole mask, where only that position is computed. */
    private void applyToLast(Workspace work, float[] values, long key, int maskRows) {
        int stride = input.stride();
        for (int example = 0; example < work.examples(); example++) {
            int first = ((work.firstExample() + example + 1) * maskRows - 1) * stride;
            for (int i = 0; i < input.width(); i++) {
                values[example * stride + i] *= DropoutMask.factor(key, first + i, (float) site.rate());
            }
        }
    }

    @Override
    public List<Value> inputs() {
        return List.of(input);
    }

    @Override
    public String describe() {
        return "dropout " + site.rate();
    }
}
