package org.transformerbench.models.compiler.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Constant;

/** The values of a {@link SharedPlan}, computed node by node; all workers read them. */
final class SharedValues {
    private final SharedPlan plan;
    private final float[][] arrays;

    /** Allocates the arrays and fills in constants. */
    SharedValues(SharedPlan plan) {
        this.plan = plan;
        List<Node> roots = plan.roots();
        this.arrays = new float[roots.size() + plan.copies().size()][];
        for (int i = 0; i < roots.size(); i++) {
            arrays[i] = new float[roots.get(i).shape().size()];
            if (roots.get(i).op() instanceof Constant constant) {
                System.arraycopy(constant.values(), 0, arrays[i], 0, arrays[i].length);
            }
        }
        for (int i = 0; i < plan.copies().size(); i++) {
            SharedPlan.Copies copies = plan.copies().get(i);
            arrays[roots.size() + i] = new float[copies.node().shape().size() * copies.times()];
            if (copies.node().op() instanceof Constant) {
                fill(copies, arrays[roots.size() + i]);
            }
        }
    }

    /** Returns the array of a value, or of replicated elements. */
    float[] array(int index) {
        return arrays[index];
    }

    /** Returns a view of a value as of the last {@link #compute}. */
    View view(Node node) {
        Operand place = plan.places().get(node);
        return place.view().in(arrays[place.array()]);
    }

    /**
     * Computes all values.
     *
     * @param feed fills the array of each value that is given
     */
    void compute(BiConsumer<Node, float[]> feed) {
        for (int i = 0; i < plan.roots().size(); i++) {
            Node node = plan.roots().get(i);
            if (plan.given().contains(node)) {
                feed.accept(node, arrays[i]);
            } else if (!(node.op() instanceof Constant)) {
                node.op().evaluate(node.inputs().stream().map(this::view).toList(), view(node));
            }
        }
        for (int i = 0; i < plan.copies().size(); i++) {
            if (!(plan.copies().get(i).node().op() instanceof Constant)) {
                fill(plan.copies().get(i), arrays[plan.roots().size() + i]);
            }
        }
    }

    private void fill(SharedPlan.Copies copies, float[] to) {
        View view = view(copies.node());
        int[] elements = view.elements();
        for (int i = 0; i < elements.length; i++) {
            Arrays.fill(to, i * copies.times(), (i + 1) * copies.times(), view.data()[elements[i]]);
        }
    }
}
