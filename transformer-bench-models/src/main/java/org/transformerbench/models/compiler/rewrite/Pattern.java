package org.transformerbench.models.compiler.rewrite;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.Commutative;
import org.transformerbench.models.compiler.op.Constant;

/**
 * A pattern of a value: an operation whose operands have patterns of their own, or anything, bound to a name. A name that stands
 * twice must be the same value both times, which is one node, since a builder makes no node twice.
 */
public sealed interface Pattern {

    /** A pattern of the given operations. */
    record Operation(Class<? extends Op> type, List<Pattern> operands, String name) implements Pattern {}

    /** A pattern of any value that meets a condition. */
    record Any(String name, Predicate<Node> condition) implements Pattern {}

    /** A pattern with alternatives, tried in order. */
    record Either(List<Pattern> forms) implements Pattern {}

    /**
     * Matches an operation.
     *
     * @param type its class
     * @param operands their forms; operands of a {@link Commutative} operation fit in either order
     * @return the pattern
     */
    static Pattern op(Class<? extends Op> type, Pattern... operands) {
        return new Operation(type, List.of(operands), "");
    }

    /**
     * Matches an operation and binds its node to a name.
     *
     * @param name under which the node is bound
     * @param type its class
     * @param operands their forms
     * @return the pattern
     */
    static Pattern named(String name, Class<? extends Op> type, Pattern... operands) {
        return new Operation(type, List.of(operands), name);
    }

    /**
     * Matches anything.
     *
     * @param name under which the node is bound
     * @return the pattern
     */
    static Pattern any(String name) {
        return new Any(name, node -> true);
    }

    /**
     * Matches a value that meets a condition.
     *
     * @param name under which the node is bound
     * @param condition what it must meet
     * @return the pattern
     */
    static Pattern any(String name, Predicate<Node> condition) {
        return new Any(name, condition);
    }

    /**
     * Matches a scalar of any rank that is known at compile time.
     *
     * @param name under which its node is bound
     * @return the pattern
     */
    static Pattern number(String name) {
        return new Any(name, node -> node.op() instanceof Constant constant && constant.values().length == 1);
    }

    /**
     * Matches a given number, up to float32's rounding.
     *
     * @param value the number
     * @return the pattern
     */
    static Pattern number(double value) {
        return new Any(
                "",
                node -> node.op() instanceof Constant constant
                        && constant.values().length == 1
                        && Math.abs(constant.values()[0] - value) <= 1e-6 * Math.abs(value));
    }

    /**
     * Matches one of several patterns.
     *
     * @param forms tried in order
     * @return the pattern
     */
    static Pattern either(Pattern... forms) {
        return new Either(Arrays.asList(forms));
    }

    /**
     * Matches a node against this pattern.
     *
     * @param node the node
     * @return what the names are bound to; empty if the form differs
     */
    default Optional<Match> match(Node node) {
        return PatternMatcher.of(this, node);
    }
}
