package org.transformerbench.models.compiler.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Expressions;

/**
 * A rewriter that applies rules to a graph, from its leaves to its outputs, each node after its operands, until none applies any
 * more. What the rules give is rewritten in turn, operands included.
 */
public final class Rewriter {
    /** Maximum number of rewrites of one value; more mean that two rules undo each other. */
    private static final int MAX_REWRITES = 100;

    private final Map<Class<?>, List<Rule>> rules = new HashMap<>();
    private final Builder builder;
    private final Expressions make;

    /**
     * Creates a rewriter for graphs of one builder.
     *
     * @param rules tried in this order
     * @param builder made the graphs
     */
    public Rewriter(List<Rule> rules, Builder builder) {
        for (Rule rule : rules) {
            this.rules.computeIfAbsent(rule.root(), first -> new ArrayList<>()).add(rule);
        }
        this.builder = builder;
        this.make = new Expressions(builder);
    }

    /**
     * Rewrites a graph.
     *
     * @param graph the graph
     * @return one with the same outputs, in the same order, as far as numbers go
     */
    public Graph rewrite(Graph graph) {
        Map<Node, Node> done = new HashMap<>();
        rewrite(graph.outputs(), done, 0);
        return new Graph(graph.outputs().stream().map(done::get).toList());
    }

    private void rewrite(List<Node> outputs, Map<Node, Node> done, int depth) {
        if (depth > MAX_REWRITES) {
            throw new IllegalStateException("Rules rewrite " + outputs + " without end");
        }
        // Not below what is done: a graph in which much is rewritten would be walked again and again.
        for (Node node : Graph.inOrder(outputs, node -> done.containsKey(node) ? List.of() : node.inputs())) {
            builder.countVisit();
            if (!done.containsKey(node)) {
                Node rebuilt = rebuilt(node, done);
                Node better = builder.withOrigin(node.origin(), () -> improved(rebuilt))
                        .orElse(null);
                if (better == null) {
                    done.put(rebuilt, rebuilt);
                    done.put(node, rebuilt);
                } else {
                    rewrite(List.of(better), done, depth + 1);
                    done.put(rebuilt, done.get(better));
                    done.put(node, done.get(better));
                }
            }
        }
    }

    private Node rebuilt(Node node, Map<Node, Node> done) {
        boolean same = true;
        for (Node input : node.inputs()) {
            same &= done.get(input) == input;
        }
        if (same) {
            return node;
        }
        List<Node> inputs = new ArrayList<>(node.inputs().size());
        for (Node input : node.inputs()) {
            inputs.add(done.get(input));
        }
        return builder.withOrigin(node.origin(), () -> builder.node(node.op(), inputs));
    }

    private Optional<Node> improved(Node node) {
        return improved(node, Op.class).or(() -> improved(node, node.op().getClass()));
    }

    private Optional<Node> improved(Node node, Class<?> root) {
        for (Rule rule : rules.getOrDefault(root, List.of())) {
            Optional<Node> other = rule.apply(node, make);
            if (other.isPresent() && other.get() != node) {
                return other;
            }
        }
        return Optional.empty();
    }
}
