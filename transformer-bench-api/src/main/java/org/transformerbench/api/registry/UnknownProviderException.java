package org.transformerbench.api.registry;

/**
 * Thrown when no provider has the requested id. The message names the nearest one, the known ones and those that failed to load.
 */
public class UnknownProviderException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnknownProviderException(String message) {
        super(message);
    }
}
