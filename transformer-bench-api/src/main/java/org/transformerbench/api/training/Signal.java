package org.transformerbench.api.training;

import java.util.Objects;
import java.util.Optional;

/**
 * A listener's answer: go on, or stop the run for a reason.
 *
 * @param stopReason why the run should stop; empty to go on
 */
public record Signal(Optional<String> stopReason) {
    private static final Signal PROCEED = new Signal(Optional.empty());

    /**
     * Returns the answer to go on.
     *
     * @return the usual answer
     */
    public static Signal proceed() {
        return PROCEED;
    }

    /**
     * Returns the answer to stop the run after this event.
     *
     * @param reason why, for the result
     * @return a signal to stop
     */
    public static Signal stop(String reason) {
        return new Signal(Optional.of(Objects.requireNonNull(reason, "reason")));
    }
}
