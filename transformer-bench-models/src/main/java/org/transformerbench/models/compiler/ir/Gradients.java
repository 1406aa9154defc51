package org.transformerbench.models.compiler.ir;

/** A receiver of the gradients of an operation's operands. */
@FunctionalInterface
public interface Gradients {

    /**
     * Adds to the gradient of an operand.
     *
     * @param input index of the operand
     * @param gradient of the operand's shape, or of one that the operand was broadcast to
     */
    void add(int input, Node gradient);
}
