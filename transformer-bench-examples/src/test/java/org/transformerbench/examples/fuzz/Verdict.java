package org.transformerbench.examples.fuzz;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** What became of one input: it was read, or refused as it should be. */
public final class Verdict {
    private static final int LONGEST_MESSAGE = 2500;

    private Verdict() {}

    /**
     * Reads; everything that is thrown but the expected exception fails the property, and so does one without place or reason.
     *
     * @param reader what is tested, with its input
     * @param refusal the library's own exception
     * @param message must match the whole message
     * @param <T> the type of what is read
     * @return what was read; empty if it was refused
     */
    public static <T> Optional<T> of(Callable<T> reader, Class<? extends RuntimeException> refusal, Pattern message) {
        try {
            return Optional.of(reader.call());
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            if (e.getClass() != refusal) {
                throw new AssertionError("Refused by a " + e.getClass().getName(), e);
            }
            if (!message.matcher(e.getMessage()).matches()) {
                throw new AssertionError("Refused without place or reason: " + e.getMessage(), e);
            }
            if (e.getMessage().length() > LONGEST_MESSAGE || e.getMessage().indexOf('\u001b') >= 0) {
                throw new AssertionError("Refused with too much of the input: " + e.getMessage(), e);
            }
            return Optional.empty();
        }
    }
}
