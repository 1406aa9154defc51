package org.transformerbench.models.compiler.capture;

/** A graph that nothing can compute: the shapes of an operation's operands do not fit it, or one another. */
public final class MalformedGraphException extends UnsupportedGraphException {
    private static final long serialVersionUID = 1L;

    /**
     * A part that is wrong.
     *
     * @param message variable, operation, operands and reason
     * @param cause what was thrown
     */
    public MalformedGraphException(String message, Throwable cause) {
        super(message, cause);
    }
}
