package org.transformerbench.models.compiler.ir;

/**
 * Thrown when an operation cannot take operands of the given shapes. Whoever knows the variable and the operation adds their
 * names.
 */
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception with a message.
     *
     * @param message which shapes, and what does not fit
     */
    public ShapeException(String message) {
        super(message);
    }
}
