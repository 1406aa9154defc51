package org.transformerbench.api.config;

/** A configuration value breaks a rule, or a key is unknown. The message names the field, the value and the rule. */
public class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * With a message.
     *
     * @param message field, value and rule
     */
    public ConfigException(String message) {
        super(message);
    }

    /**
     * With a message and a cause.
     *
     * @param message field, value and rule
     * @param cause what happened underneath
     */
    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
