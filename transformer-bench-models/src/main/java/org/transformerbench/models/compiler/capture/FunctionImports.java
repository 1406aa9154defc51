package org.transformerbench.models.compiler.capture;

import java.util.Map;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Compare.Relation;
import org.transformerbench.models.compiler.op.Expressions;

/** The importers of trigonometric and hyperbolic functions, their inverses, and remainders. */
final class FunctionImports {
    private FunctionImports() {}

    static void addTo(Map<String, Importer> table) {
        unary(table, "tan", (make, x) -> make.divide(make.sine(x), make.cosine(x)));
        unary(table, "atan", Expressions::arcTangent);
        unary(table, "asin", FunctionImports::arcSine);
        unary(table, "acos", (make, x) -> make.subtract(make.number(Math.PI / 2), arcSine(make, x)));
        unary(table, "sinh", (make, x) -> halved(make, make.subtract(make.exponential(x), inverse(make, x))));
        unary(table, "cosh", (make, x) -> halved(make, make.add(make.exponential(x), inverse(make, x))));
        unary(table, "asinh", FunctionImports::areaSine);
        unary(table, "acosh", (make, x) -> make.logarithm(make.add(x, root(make, x, -1))));
        unary(table, "atanh", (make, x) -> halved(make, make.subtract(make.log1p(x), make.log1p(make.negate(x)))));
        unary(table, "expm1", (make, x) -> make.subtract(make.exponential(x), make.number(1)));
        unary(table, "erfc", (make, x) -> make.subtract(make.number(1), make.erf(x)));
        unary(table, "rectified_tanh", (make, x) -> make.maximum(make.tanh(x), make.number(0)));
        ElementwiseImports.binary(table, "floordiv", (make, x, y) -> make.floor(make.divide(x, y)));
        // Both have the sign of the divisor in SameDiff.
        ElementwiseImports.binary(table, "mod", FunctionImports::remainder);
        ElementwiseImports.binary(table, "floormod", FunctionImports::remainder);
        ElementwiseImports.scalar(
                table,
                "fmod_scalar",
                (make, x, y) ->
                        make.subtract(x, make.multiply(y, ElementwiseImports.truncated(make, make.divide(x, y)))));
    }

    private interface Function {
        Node of(Expressions make, Node x);
    }

    private static void unary(Map<String, Importer> table, String name, Function function) {
        ElementwiseImports.unary(table, name, function::of);
    }

    private static Node halved(Expressions make, Node x) {
        return make.multiply(x, make.number(0.5));
    }

    private static Node inverse(Expressions make, Node x) {
        return make.exponential(make.negate(x));
    }

    /** Computes the square root of x squared plus a number. */
    private static Node root(Expressions make, Node x, double added) {
        return make.squareRoot(make.add(make.multiply(x, x), make.number(added)));
    }

    private static Node arcSine(Expressions make, Node x) {
        Node cosine = make.squareRoot(make.subtract(make.number(1), make.multiply(x, x)));
        return make.arcTangent(make.divide(x, cosine));
    }

    /**
     * Computes the inverse hyperbolic sine of the absolute value and restores the sign: the logarithm of a small difference would
     * lose its digits.
     */
    private static Node areaSine(Expressions make, Node x) {
        Node positive = make.compare(Relation.GREATER_OR_EQUAL, x, make.number(0));
        Node size = make.select(positive, x, make.negate(x));
        Node result = make.logarithm(make.add(size, root(make, size, 1)));
        return make.select(positive, result, make.negate(result));
    }

    private static Node remainder(Expressions make, Node x, Node y) {
        return make.subtract(x, make.multiply(y, make.floor(make.divide(x, y))));
    }
}
