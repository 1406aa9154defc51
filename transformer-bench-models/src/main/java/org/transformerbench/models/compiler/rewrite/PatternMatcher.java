package org.transformerbench.models.compiler.rewrite;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Commutative;

/** A matcher of nodes against patterns that also tries the other order of commutative operands. */
final class PatternMatcher {
    private PatternMatcher() {}

    static Optional<Match> of(Pattern pattern, Node node) {
        return bind(pattern, node, Map.of()).map(Match::new);
    }

    /** Returns the bindings extended by those of a node; empty if it does not match. */
    private static Optional<Map<String, Node>> bind(Pattern pattern, Node node, Map<String, Node> bound) {
        if (pattern instanceof Pattern.Any any) {
            return any.condition().test(node) ? with(any.name(), node, bound) : Optional.empty();
        } else if (pattern instanceof Pattern.Either either) {
            for (Pattern form : either.forms()) {
                Optional<Map<String, Node>> found = bind(form, node, bound);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
        Pattern.Operation operation = (Pattern.Operation) pattern;
        List<Pattern> operands = operation.operands();
        if (!operation.type().isInstance(node.op())
                || operands.size() != node.inputs().size()) {
            return Optional.empty();
        }
        Optional<Map<String, Node>> found = bindAll(operands, node.inputs(), bound);
        if (found.isEmpty() && node.op() instanceof Commutative) {
            found = bindAll(operands, List.of(node.input(1), node.input(0)), bound);
        }
        return found.flatMap(bindings -> with(operation.name(), node, bindings));
    }

    private static Optional<Map<String, Node>> bindAll(
            List<Pattern> patterns, List<Node> nodes, Map<String, Node> bound) {
        Optional<Map<String, Node>> bindings = Optional.of(bound);
        for (int i = 0; i < patterns.size() && bindings.isPresent(); i++) {
            bindings = bind(patterns.get(i), nodes.get(i), bindings.get());
        }
        return bindings;
    }

    private static Optional<Map<String, Node>> with(String name, Node node, Map<String, Node> bound) {
        if (name.isEmpty() || bound.get(name) == node) {
            return Optional.of(bound);
        }
        if (bound.containsKey(name)) {
            return Optional.empty();
        }
        Map<String, Node> more = new HashMap<>(bound);
        more.put(name, node);
        return Optional.of(more);
    }
}
