package org.transformerbench.models.compiler.op;

import java.util.List;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;

/** The element-wise part of {@link Expressions}. */
abstract class ElementwiseExpressions {
    final Builder builder;

    ElementwiseExpressions(Builder builder) {
        this.builder = builder;
    }

    /**
     * Applies an operation.
     *
     * @param op the operation
     * @param inputs its operands
     * @return the node
     */
    public Node apply(Op op, Node... inputs) {
        return builder.node(op, inputs);
    }

    /**
     * Returns a scalar constant.
     *
     * @param value the number, rounded to float32
     * @return a constant without dimensions
     */
    public Node number(double value) {
        return builder.node(Constant.of(value));
    }

    /**
     * Returns a constant tensor.
     *
     * @param values row-major
     * @param dims sizes of the dimensions
     * @return a constant
     */
    public Node constant(float[] values, List<Integer> dims) {
        return builder.node(new Constant(values, new Shape(false, dims)));
    }

    /**
     * Returns the negative.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node negate(Node x) {
        return builder.node(new Negate(), x);
    }

    /**
     * Returns the absolute value.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node absolute(Node x) {
        return builder.node(new Absolute(), x);
    }

    /**
     * Returns the exponential.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node exponential(Node x) {
        return builder.node(new Exponential(), x);
    }

    /**
     * Returns the natural logarithm.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node logarithm(Node x) {
        return builder.node(new Logarithm(), x);
    }

    /**
     * Returns the natural logarithm of 1 + x.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node log1p(Node x) {
        return builder.node(new Log1p(), x);
    }

    /**
     * Returns the square root.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node squareRoot(Node x) {
        return builder.node(new SquareRoot(), x);
    }

    /**
     * Returns the inverse of the square root.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node inverseSquareRoot(Node x) {
        return builder.node(new InverseSquareRoot(), x);
    }

    /**
     * Returns the inverse.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node reciprocal(Node x) {
        return builder.node(new Reciprocal(), x);
    }

    /**
     * Returns the sine.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node sine(Node x) {
        return builder.node(new Sine(), x);
    }

    /**
     * Returns the arc tangent.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node arcTangent(Node x) {
        return builder.node(new ArcTangent(), x);
    }

    /**
     * Returns the cosine.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node cosine(Node x) {
        return builder.node(new Cosine(), x);
    }

    /**
     * Returns the hyperbolic tangent.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node tanh(Node x) {
        return builder.node(new Tanh(), x);
    }

    /**
     * Returns the logistic function.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node sigmoid(Node x) {
        return builder.node(new Sigmoid(), x);
    }

    /**
     * Returns the error function.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node erf(Node x) {
        return builder.node(new Erf(), x);
    }

    /**
     * Returns the sign.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node sign(Node x) {
        return builder.node(new Sign(), x);
    }

    /**
     * Returns the floor.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node floor(Node x) {
        return builder.node(new Floor(), x);
    }

    /**
     * Returns the ceiling.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node ceil(Node x) {
        return builder.node(new Ceil(), x);
    }

    /**
     * Returns the nearest integer.
     *
     * @param x the operand
     * @return of the same shape
     */
    public Node round(Node x) {
        return builder.node(new Round(), x);
    }

    /**
     * Returns the sum.
     *
     * @param x the first operand
     * @param y the second operand
     * @return of the shape that both are broadcast to
     */
    public Node add(Node x, Node y) {
        return builder.node(new Add(), x, y);
    }

    /**
     * Returns the difference.
     *
     * @param x the first operand
     * @param y the second operand
     * @return of the shape that both are broadcast to
     */
    public Node subtract(Node x, Node y) {
        return builder.node(new Subtract(), x, y);
    }

    /**
     * Returns the product, element by element.
     *
     * @param x the first operand
     * @param y the second operand
     * @return of the shape that both are broadcast to
     */
    public Node multiply(Node x, Node y) {
        return builder.node(new Multiply(), x, y);
    }

    /**
     * Returns the quotient.
     *
     * @param x the first operand
     * @param y the second operand
     * @return of the shape that both are broadcast to
     */
    public Node divide(Node x, Node y) {
        return builder.node(new Divide(), x, y);
    }

    /**
     * Returns the larger operand.
     *
     * @param x the first operand
     * @param y the second operand
     * @return of the shape that both are broadcast to
     */
    public Node maximum(Node x, Node y) {
        return builder.node(new Maximum(), x, y);
    }

    /**
     * Returns the smaller operand.
     *
     * @param x the first operand
     * @param y the second operand
     * @return of the shape that both are broadcast to
     */
    public Node minimum(Node x, Node y) {
        return builder.node(new Minimum(), x, y);
    }

    /**
     * Returns the first operand to the power of the second.
     *
     * @param x the first operand
     * @param y the second operand
     * @return of the shape that both are broadcast to
     */
    public Node power(Node x, Node y) {
        return builder.node(new Power(), x, y);
    }

    /**
     * Compares two operands.
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
     * Selects one of two operands element by element.
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
