package org.transformerbench.models.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.runtime.Operand;
import org.transformerbench.models.compiler.runtime.SharedPlan;
import org.transformerbench.models.compiler.runtime.SharedPlan.Copies;

/** A planner of arrays for values that all examples share, and for their replicated elements that instructions request. */
final class SharedPlanning {
    private final Set<Node> given;
    private final List<Node> roots = new ArrayList<>();
    private final Map<Node, Operand> places = new HashMap<>();
    private final Map<Copies, Operand> copies = new HashMap<>();
    private final List<Copies> asked = new ArrayList<>();

    /**
     * Assigns arrays to values.
     *
     * @param nodes the values, each after its operands
     * @param given those that are not computed with the others
     * @param layout which of them are views of others among them
     */
    SharedPlanning(List<Node> nodes, Set<Node> given, Layout layout) {
        this.given = given;
        for (Node node : nodes) {
            Layout.ViewOf seen = layout.of(node);
            if (seen.root() == node) {
                places.put(node, Operand.shared(roots.size(), seen.view()));
                roots.add(node);
            } else {
                places.put(node, places.get(seen.root()).with(seen.view()));
            }
        }
    }

    /** Returns the storage of a value. */
    Operand place(Node node) {
        return places.get(node);
    }

    /** Returns the storage of a value with its elements replicated side by side. */
    Operand copies(Node node, int times) {
        return copies.computeIfAbsent(new Copies(node, times), first -> {
            asked.add(first);
            return Operand.shared(roots.size() + asked.size() - 1, Layout.copies(node, times));
        });
    }

    /** Returns the plan, with all replicated values that were requested. */
    SharedPlan plan() {
        return new SharedPlan(roots, given, asked, places);
    }
}
