package org.transformerbench.api;

/** Thrown when a model's graph cannot be built or breaks the contract of {@link Model}. */
public class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception with a message.
     *
     * @param message the model's id and what is wrong
     */
    public ModelException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a message and a cause.
     *
     * @param message the model's id and what is wrong
     * @param cause what happened underneath
     */
    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
