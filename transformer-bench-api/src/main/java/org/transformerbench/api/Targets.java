package org.transformerbench.api;

/** Which positions are predicted and enter the loss. */
public enum Targets {
    /** The next token after the last position only: one target per example. */
    LAST,
    /** The next token after every output position: O targets per example. */
    EVERY
}
