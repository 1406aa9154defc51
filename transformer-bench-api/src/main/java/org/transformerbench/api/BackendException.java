package org.transformerbench.api;

/** Thrown when no ND4J backend can run on this machine. The message says what to add or to change. */
public class BackendException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception where nothing was tried.
     *
     * @param message what is missing, and what to do
     */
    public BackendException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a message and a cause.
     *
     * @param message what is missing, and what to do
     * @param cause what happened underneath
     */
    public BackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
