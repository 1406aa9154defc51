package org.transformerbench.api.result;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.Locale;

/**
 * The end of a run.
 *
 * @param kind in one word
 * @param reason as a phrase: the budget, who stopped it and why, where it diverged, what was thrown
 */
public record Outcome(Kind kind, String reason) {

    private static final String INTERRUPTED = "interrupted";
    private static final String PAUSED = "paused";

    /** The ways in which a run can end. */
    public enum Kind {
        /** A budget was used up. */
        COMPLETED,
        /** The accuracy was reached, the patience has ended, or a listener or an interrupt asked for it. */
        STOPPED,
        /** The loss was not finite. */
        DIVERGED,
        /** The loss was finite, but above that of guessing by far: training has made the model worse than none. */
        WORSE_THAN_GUESSING,
        /** Something was thrown. */
        FAILED,
        /** Not made: the model cannot do the task. */
        LEFT_OUT;

        /**
         * Its name in a sentence or a table.
         *
         * @return for example {@code "worse than guessing"}
         */
        public String displayName() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * A budget was used up.
     *
     * @param budget which
     * @return the outcome
     */
    public static Outcome completed(String budget) {
        return new Outcome(Kind.COMPLETED, budget);
    }

    /**
     * Stopped early.
     *
     * @param reason why
     * @return the outcome
     */
    public static Outcome stopped(String reason) {
        return new Outcome(Kind.STOPPED, reason);
    }

    /**
     * The thread that trained was interrupted.
     *
     * @return the outcome
     */
    public static Outcome interrupted() {
        return stopped(INTERRUPTED);
    }

    /**
     * Returns the outcome of a run that a listener has paused: it goes on from its checkpoint when it is made again.
     *
     * @return the outcome
     */
    public static Outcome paused() {
        return stopped(PAUSED);
    }

    /**
     * Returns the outcome in words.
     *
     * @return for example {@code "diverged: the training loss was NaN at step 7"}; {@code "paused"} for what goes on
     */
    public String inWords() {
        return equals(paused()) ? PAUSED : kind.displayName() + ": " + reason;
    }

    /**
     * Returns whether the run came to its own end: it need not be repeated when its study is resumed.
     *
     * @return false for what failed or was interrupted
     */
    public boolean finished() {
        return switch (kind) {
            case COMPLETED, DIVERGED, WORSE_THAN_GUESSING, LEFT_OUT -> true;
            case STOPPED -> !reason.equals(INTERRUPTED) && !reason.equals(PAUSED);
            case FAILED -> false;
        };
    }

    /**
     * Returns whether the run left a model that counts: means, intervals and verdicts are taken over such runs alone.
     *
     * @return true for what was completed or stopped
     */
    public boolean succeeded() {
        return kind == Kind.COMPLETED || kind == Kind.STOPPED;
    }

    /**
     * The loss was not finite.
     *
     * @param reason which loss, and at which step
     * @return the outcome
     */
    public static Outcome diverged(String reason) {
        return new Outcome(Kind.DIVERGED, reason);
    }

    /**
     * The loss was above that of guessing by far.
     *
     * @param reason which loss, at which step, and what guessing has
     * @return the outcome
     */
    public static Outcome worseThanGuessing(String reason) {
        return new Outcome(Kind.WORSE_THAN_GUESSING, reason);
    }

    /**
     * The model cannot do the task.
     *
     * @param reason why, and what to do
     * @return the outcome
     */
    public static Outcome leftOut(String reason) {
        return new Outcome(Kind.LEFT_OUT, reason);
    }

    /**
     * Something was thrown.
     *
     * @param error what
     * @return the outcome
     */
    public static Outcome failed(Throwable error) {
        // A proxy wraps a checked exception that was not declared, as other languages throw it.
        Throwable thrown =
                error instanceof UndeclaredThrowableException && error.getCause() != null ? error.getCause() : error;
        String message = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
        return new Outcome(Kind.FAILED, thrown.getClass().getSimpleName() + message);
    }
}
