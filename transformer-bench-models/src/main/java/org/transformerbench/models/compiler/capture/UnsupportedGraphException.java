package org.transformerbench.models.compiler.capture;

/** Thrown when a part of a graph cannot be computed example by example with the operations of the compiler. */
public final class UnsupportedGraphException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception for an unsupported part.
     *
     * @param message variable, operation and reason
     */
    public UnsupportedGraphException(String message) {
        super(message);
    }

    /**
     * Creates an exception for an unsupported part, with a cause.
     *
     * @param message variable, operation and reason
     * @param cause what was thrown
     */
    public UnsupportedGraphException(String message, Throwable cause) {
        super(message, cause);
    }
}
