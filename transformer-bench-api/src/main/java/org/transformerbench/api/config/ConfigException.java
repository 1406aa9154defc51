package org.transformerbench.api.config;

/** Thrown when a configuration value breaks a rule or a key is unknown. The message names the field, the value and the rule. */
public class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception with a message.
     *
     * @param message field, value and rule
     */
    public ConfigException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a message and a cause.
     *
     * @param message field, value and rule
     * @param cause what happened underneath
     */
    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
