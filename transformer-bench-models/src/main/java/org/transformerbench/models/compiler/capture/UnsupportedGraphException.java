package org.transformerbench.models.compiler.capture;

/** A part of a graph that cannot be computed example by example with the operations of the compiler. */
public class UnsupportedGraphException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A part that is not supported.
     *
     * @param message variable, operation and reason
     */
    public UnsupportedGraphException(String message) {
        super(message);
    }

    /**
     * A part that is not supported.
     *
     * @param message variable, operation and reason
     * @param cause what was thrown
     */
    public UnsupportedGraphException(String message, Throwable cause) {
        super(message, cause);
    }
}
