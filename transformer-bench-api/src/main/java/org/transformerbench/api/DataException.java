package org.transformerbench.api;

/** Thrown when data is missing or unusable. The message says what is wrong and what to do. */
public class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception with a message.
     *
     * @param message what is wrong and what to do
     */
    public DataException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a message and a cause.
     *
     * @param message what is wrong and what to do
     * @param cause what happened underneath
     */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
