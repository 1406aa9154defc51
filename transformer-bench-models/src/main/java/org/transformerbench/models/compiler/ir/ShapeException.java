package org.transformerbench.models.compiler.ir;

/** Operands whose shapes an operation cannot take. Whoever knows the variable and the operation adds their names. */
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * An error in shapes.
     *
     * @param message which shapes, and what does not fit
     */
    public ShapeException(String message) {
        super(message);
    }
}
