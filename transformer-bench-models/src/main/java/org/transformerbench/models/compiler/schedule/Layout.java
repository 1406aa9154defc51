package org.transformerbench.models.compiler.schedule;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Movement;
import org.transformerbench.models.compiler.op.Reshape;
import org.transformerbench.models.compiler.runtime.View;

/**
 * The storage of values: a value that only moves elements of another one is a view of that one. What is computed lies whole in an
 * array of its own; values of examples with the examples of each element side by side, others row-major.
 */
final class Layout {

    /**
     * A view of a computed value.
     *
     * @param root the value
     * @param view its elements, without an array
     */
    record ViewOf(Node root, View view) {}

    private static final float[] NONE = {};

    private final int lanes;
    private final Set<Node> roots;
    private final Map<Node, ViewOf> seen = new HashMap<>();
    private long lookUps;

    /**
     * Determines the storage of a graph's values.
     *
     * @param lanes how many examples a micro-batch has
     * @param roots values that lie in arrays of their own though they could be views
     */
    Layout(int lanes, Set<Node> roots) {
        this.lanes = lanes;
        this.roots = roots;
        roots.forEach(root -> seen.put(root, new ViewOf(root, whole(root))));
    }

    /**
     * Returns the storage for another number of lanes. All strides grow in proportion, so that the same values are views as before, and of
     * the same others.
     */
    Layout withLanes(int other) {
        Layout changed = new Layout(other, roots);
        changed.lookUps = lookUps;
        return changed;
    }

    /** Returns how often a value was looked up, for tests. */
    long lookUps() {
        return lookUps;
    }

    int lanes() {
        return lanes;
    }

    ViewOf of(Node node) {
        lookUps++;
        ViewOf known = seen.get(node);
        if (known == null) {
            known = moved(node).orElseGet(() -> new ViewOf(node, whole(node)));
            seen.put(node, known);
        }
        return known;
    }

    /** Returns whether a value is computed, not a view. */
    boolean isRoot(Node node) {
        return of(node).root() == node;
    }

    View whole(Node node) {
        return node.shape().batched()
                ? copies(node, lanes)
                : View.rowMajor(NONE, node.shape().sizes(1));
    }

    /** Returns the elements of a value replicated side by side. */
    static View copies(Node node, int times) {
        int[] dims = node.shape().dims().stream().mapToInt(dim -> dim).toArray();
        return View.interleaved(NONE, times, dims);
    }

    private Optional<ViewOf> moved(Node node) {
        if (node.op() instanceof Movement movement) {
            ViewOf input = of(node.input(0));
            return Optional.of(new ViewOf(input.root(), movement.view(input.view())));
        }
        if (node.op() instanceof Reshape) {
            ViewOf input = of(node.input(0));
            return input.view().reshape(node.shape().sizes(lanes)).map(view -> new ViewOf(input.root(), view));
        }
        return Optional.empty();
    }
}
