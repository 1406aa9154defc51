package org.transformerbench.examples.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.transformerbench.api.config.Excerpt;

/** The words for failures of Spark, whose messages hold stack traces and the names of stages. */
final class SparkFailures {
    private static final Pattern MOST_RECENT =
            Pattern.compile("failed (\\d+) times, most recent failure: Lost task [^(]*\\([^)]*\\)[^:]*: ([^\\n]*)");

    private SparkFailures() {}

    /** Returns how often a task was tried and why its last attempt failed, or else the first line of the message. */
    static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher recent = MOST_RECENT.matcher(message);
        if (recent.find()) {
            return "tried " + recent.group(1) + " times, the last time: "
                    + Excerpt.line(recent.group(2).strip());
        }
        return Excerpt.line(
                message.lines().findFirst().orElse(failure.getClass().getSimpleName()));
    }
}
