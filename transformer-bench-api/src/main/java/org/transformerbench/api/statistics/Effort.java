package org.transformerbench.api.statistics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The effort that a model was given: the budget of a run, and how many configurations were tried. Models are compared under equal
 * budgets; a model that was tuned more has an advantage that is not its own.
 *
 * @param budget in words, for example {@code "2,000 steps"}; equal for equal budgets
 * @param tried how many learning rates and other settings of the training were tried; at least 1
 * @param tunedApart whether they were tried in a tuning whose runs are not among the results
 */
public record Effort(String budget, int tried, boolean tunedApart) {
    private static final String STEPS = "maxSteps";
    private static final Map<String, UnaryOperator<String>> LIMITS = limits();

    private static Map<String, UnaryOperator<String>> limits() {
        Map<String, UnaryOperator<String>> limits = new LinkedHashMap<>();
        limits.put(STEPS, value -> grouped(value) + " steps");
        limits.put("maxTime", value -> seconds(value) + " s of training");
        limits.put("maxTokens", value -> grouped(value) + " tokens");
        limits.put("maxTargets", value -> grouped(value) + " targets");
        limits.put("maxFlops", value -> value + " flops");
        return Collections.unmodifiableMap(limits);
    }

    /** Returns the budget of a training in words; of several, the one that is used up first ends a run. */
    static String budget(ObjectNode training) {
        List<String> words = new ArrayList<>();
        LIMITS.forEach((key, text) -> {
            if (isSet(training.path(key))) {
                words.add(text.apply(training.path(key).asText()));
            }
        });
        String budget = words.isEmpty() ? "no budget" : String.join(" or ", words);
        if (isSet(training.path(STEPS)) && words.size() == 1) {
            budget += " of " + training.path("batchSize").asText() + " examples";
        }
        JsonNode stop = training.path("stopAccuracy");
        return isSet(stop) ? budget + " or accuracy " + stop.asText() : budget;
    }

    private static boolean isSet(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    private static String grouped(String integer) {
        return String.format(Locale.ROOT, "%,d", Long.parseLong(integer));
    }

    private static String seconds(String duration) {
        double seconds = Duration.parse(duration).toMillis() / 1000.0;
        return seconds == Math.rint(seconds)
                ? String.format(Locale.ROOT, "%,d", (long) seconds)
                : String.format(Locale.ROOT, "%,.3f", seconds);
    }

    /**
     * Returns how many configurations were tried, in words.
     *
     * @return for example {@code "3 configurations"}
     */
    public String triedText() {
        return tried == 1 ? "1 configuration" : tried + " configurations";
    }
}
