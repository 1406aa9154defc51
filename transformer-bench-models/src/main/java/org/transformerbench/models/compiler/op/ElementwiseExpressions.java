package org.transformerbench.models.compiler.op;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;

/** The part of {@link Expressions} that works on each element. */
abstract class ElementwiseExpressions {
    final Builder builder;

    ElementwiseExpressions(Builder builder) {
        this.builder = builder;
    }

    /**
     * Any operation.
     *
     * @param op the operation
     * @param inputs its operands
     * @return the node
     */
    public Node apply(Op op, Node... inputs) {
        return builder.node(op, inputs);
    }

    /**
     * A number.
     *
     * @param value the number, rounded to float32
     * @return a constant without dimensions
     */
    public Node number(double value) {
        return builder.node(Constant.of(value));
    }

    /**
     * Numbers.
     *
     * @param values row-major
     * @param dims sizes of the dimensions
     * @return a constant
     */
    public Node constant(float[] values, List<Integer> dims) {
        return builder.node(new Constant(values, new Shape(false, dims)));
    }

    /**
     * The negative.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node negate(Node x) {
        return builder.node(new Negate(), x);
    }

    /**
     * The absolute value.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node absolute(Node x) {
        return builder.node(new Absolute(), x);
    }

    /**
     * The exponential function.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node exponential(Node x) {
        return builder.node(new Exponential(), x);
    }

    /**
     * The natural logarithm.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node logarithm(Node x) {
        return builder.node(new Logarithm(), x);
    }

    /**
     * The natural logarithm of 1 + x.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node log1p(Node x) {
        return builder.node(new Log1p(), x);
    }

    /**
     * The square root.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node squareRoot(Node x) {
        return builder.node(new SquareRoot(), x);
    }

    /**
     * The inverse of the square root.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node inverseSquareRoot(Node x) {
        return builder.node(new InverseSquareRoot(), x);
    }

    /**
     * The inverse.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node reciprocal(Node x) {
        return builder.node(new Reciprocal(), x);
    }

    /**
     * The sine.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node sine(Node x) {
        return builder.node(new Sine(), x);
    }

    /**
     * The arc tangent.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node arcTangent(Node x) {
        return builder.node(new ArcTangent(), x);
    }

    /**
     * The cosine.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node cosine(Node x) {
        return builder.node(new Cosine(), x);
    }

    /**
     * The hyperbolic tangent.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node tanh(Node x) {
        return builder.node(new Tanh(), x);
    }

    /**
     * The logistic function.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node sigmoid(Node x) {
        return builder.node(new Sigmoid(), x);
    }

    /**
     * The error function.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node erf(Node x) {
        return builder.node(new Erf(), x);
    }

    /**
     * The sign.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node sign(Node x) {
        return builder.node(new Sign(), x);
    }

    /**
     * The largest whole number below.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node floor(Node x) {
        return builder.node(new Floor(), x);
    }

    /**
     * The smallest whole number above.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node ceil(Node x) {
        return builder.node(new Ceil(), x);
    }

    /**
     * The nearest whole number.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node round(Node x) {
        return builder.node(new Round(), x);
    }

    /**
     * The sum.
     *
     * @param x the first operand
     * @param y the second operand
     * @return of the shape that both are broadcast to
     */
    public Node add(Node x, Node y) {
        return builder.node(new Add(), x, y);
    }

    /**
     * The difference.
     *
     * @param x the first operand
     * @param y the second operand
     * @return of the shape that both are broadcast to
     */
    public Node subtract(Node x, Node y) {
        return builder.node(new Subtract(), x, y);
    }

    /**
     * The product, element by element.
     *
     * @param x the first operand
     * @param y the second operand
     * @return of the shape that both are broadcast to
     */
    public Node multiply(Node x, Node y) {
        return builder.node(new Multiply(), x, y);
    }

    /**
     * The quotient.
     *
     * @param x the first operand
     * @param y the second operand
     * @return of the shape that both are broadcast to
     */
    public Node divide(Node x, Node y) {
        return builder.node(new Divide(), x, y);
    }

    /**
     * The larger operand.
     *
     * @param x the first operand
     * @param y the second operand
     * @return of the shape that both are broadcast to
     */
    public Node maximum(Node x, Node y) {
        return builder.node(new Maximum(), x, y);
    }

    /**
     * The smaller operand.
     *
     * @param x the first operand
     * @param y the second operand
     * @return of the shape that both are broadcast to
     */
    public Node minimum(Node x, Node y) {
        return builder.node(new Minimum(), x, y);
    }

    /**
     * The first operand to the power of the second.
     *
     * @param x the first operand
     * @param y the second operand
     * @return of the shape that both are broadcast to
     */
    public Node power(Node x, Node y) {
        return builder.node(new Power(), x, y);
    }

    /**
     * One operand compared with another.
     *
     * @param relation what must hold
     * @param x the first operand
     * @param y the second operand
     * @return 1 where it holds, else 0
     */
    public Node compare(Compare.Relation relation, Node x, Node y) {
        return builder.node(new Compare(relation), x, y);
    }

    /**
     * One of two operands.
     *
     * @param condition what decides
     * @param x where the condition is not zero
     * @param y elsewhere
     * @return elements of both
     */
    public Node select(Node condition, Node x, Node y) {
        return builder.node(new Select(), condition, x, y);
    }
}
