package org.transformerbench.api.registry;

/** No provider has the id. The message names the nearest one, the known ones and those that failed to load. */
public class UnknownProviderException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnknownProviderException(String message) {
        super(message);
    }
}
