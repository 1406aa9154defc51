package org.transformerbench.api.config;

import org.apiguardian.api.API;

/** Thrown when JSON has another format version than the one that can be read. Internal: may change in any release. */
@API(status = API.Status.INTERNAL)
public final class OtherVersionException extends ConfigException {
    private static final long serialVersionUID = 1L;

    OtherVersionException(String message) {
        super(message);
    }
}
