package org.transformerbench.testkit.contract;

import java.util.Locale;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;

/** Assertions whose message is the complete explanation. */
final class Expect {
    private Expect() {}

    /** Fails with a message unless the condition holds. */
    static void that(boolean condition, String message, Object... arguments) {
        if (!condition) {
            Assertions.fail(String.format(Locale.ROOT, message, arguments));
        }
    }

    /** Returns the error that a call must end with; fails with the reason if it does not. */
    static void refusal(Class<? extends Throwable> type, Executable call, String what) {
        try {
            call.execute();
        } catch (Throwable e) {
            if (!type.isInstance(e)) {
                Assertions.fail(what + " must be refused with " + type.getSimpleName() + ", not with " + e, e);
            }
            return;
        }
        Assertions.fail(what + " is accepted; refuse it with " + type.getSimpleName());
    }
}
