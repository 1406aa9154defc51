package org.transformerbench.api;

/** The data cannot be had or is not usable. The message says what is wrong and what to do. */
public class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * With a message.
     *
     * @param message what is wrong and what to do
     */
    public DataException(String message) {
        super(message);
    }

    /**
     * With a message and a cause.
     *
     * @param message what is wrong and what to do
     * @param cause what happened underneath
     */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
