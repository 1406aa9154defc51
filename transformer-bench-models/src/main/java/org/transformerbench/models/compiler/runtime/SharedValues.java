package org.transformerbench.models.compiler.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Constant;

/**
 * Values that depend on no example: computed once a step, node by node, in arrays of their own, which all workers read. Some are
 * there once more with a copy for each lane, where examples and they meet element by element.
 */
public final class SharedValues {

    private record Key(Node node, int times) {}

    private record Copies(Node node, float[] values, int times) {}

    private final List<Node> nodes;
    private final Set<Node> given;
    private final Map<Node, View> views = new HashMap<>();
    private final Map<Key, float[]> copied = new HashMap<>();
    private final List<Copies> copies = new ArrayList<>();

    /**
     * Makes the arrays.
     *
     * @param nodes the values, each after its operands
     * @param given those that are not computed here
     */
    public SharedValues(List<Node> nodes, Set<Node> given) {
        this.nodes = List.copyOf(nodes);
        this.given = Set.copyOf(given);
        for (Node node : nodes) {
            views.put(
                    node,
                    View.rowMajor(new float[node.shape().size()], node.shape().sizes(1)));
        }
    }

    /**
     * The row-major values of a node.
     *
     * @param node one of the nodes
     * @return as of the last {@link #compute}
     */
    public View view(Node node) {
        return views.get(node);
    }

    /**
     * The values of a node, each as often as there are lanes.
     *
     * @param node one of the nodes
     * @param times how often
     * @return filled at each {@link #compute}
     */
    public float[] copies(Node node, int times) {
        return copied.computeIfAbsent(new Key(node, times), first -> {
            Copies made = new Copies(node, new float[node.shape().size() * times], times);
            copies.add(made);
            return made.values;
        });
    }

    /**
     * Computes all values.
     *
     * @param feed fills the array of each value that is given
     */
    public void compute(BiConsumer<Node, float[]> feed) {
        for (Node node : nodes) {
            View view = views.get(node);
            if (node.op() instanceof Constant constant) {
                System.arraycopy(constant.values(), 0, view.data(), 0, constant.values().length);
            } else if (given.contains(node)) {
                feed.accept(node, view.data());
            } else {
                node.op().evaluate(node.inputs().stream().map(views::get).toList(), view);
            }
        }
        for (Copies copy : copies) {
            float[] values = views.get(copy.node).data();
            for (int i = 0; i < values.length; i++) {
                Arrays.fill(copy.values, i * copy.times, (i + 1) * copy.times, values[i]);
            }
        }
    }
}
