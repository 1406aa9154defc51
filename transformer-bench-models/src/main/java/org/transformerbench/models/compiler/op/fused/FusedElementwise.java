package org.transformerbench.models.compiler.op.fused;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Elementwise;
import org.transformerbench.models.compiler.op.Slice;
import org.transformerbench.models.compiler.runtime.View;

/** A composed element-wise operation with a loop of its own, which chains run. */
public interface FusedElementwise extends Fused, Elementwise {

    @Override
    default boolean hasInstruction() {
        return true;
    }

    @Override
    default List<Optional<Slice>> operandsOf(Node node, Slice part) {
        return Elementwise.super.operandsOf(node, part);
    }

    @Override
    default Shape infer(List<Shape> inputs) {
        return Elementwise.super.infer(inputs);
    }

    @Override
    default void evaluate(List<View> inputs, View output) {
        Fused.super.evaluate(inputs, output);
    }

    @Override
    default void apply(float[][] x, int[] at, float[] y, int yAt, int count) {
        List<View> operands = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            operands.add(row(x[i], at[i], count));
        }
        evaluate(operands, row(y, yAt, count));
    }

    private static View row(float[] data, int at, int count) {
        return new View(data, at, new int[] {1, count}, new int[] {count, 1});
    }
}
