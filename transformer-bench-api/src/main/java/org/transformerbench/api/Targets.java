package org.transformerbench.api;

/** The positions that are predicted and enter the loss. */
public enum Targets {
    /** Only the token after the last position: one target per example. */
    LAST,
    /** The next token at every output position: O targets per example. */
    EVERY
}
