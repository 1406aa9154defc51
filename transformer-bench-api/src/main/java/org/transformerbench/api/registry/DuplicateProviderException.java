package org.transformerbench.api.registry;

/** Thrown when two providers have the same id. The message names both classes and where each came from. */
public class DuplicateProviderException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    DuplicateProviderException(String message) {
        super(message);
    }
}
