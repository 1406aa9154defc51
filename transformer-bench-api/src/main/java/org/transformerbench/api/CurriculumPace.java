package org.transformerbench.api;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Require;

/**
 * The rule by which a stage of a {@link Curriculum} ends: after some steps, or at the first evaluation in which enough of the
 * stage's validation examples are right.
 *
 * @param steps of each stage, at least 1; empty if accuracy decides
 * @param accuracy of the scored targets above which a stage ends, above 0 and below 1; empty if steps decide
 */
public record CurriculumPace(OptionalLong steps, OptionalDouble accuracy) {
    private static final String STEPS = "steps:";
    private static final String ACCURACY = "accuracy:";
    private static final String FORM = "must be steps:N or accuracy:A, such as steps:1000 or accuracy:0.98";

    public CurriculumPace {
        Require.given("steps", steps);
        Require.given("accuracy", accuracy);
        Require.that(steps.isPresent() != accuracy.isPresent(), "steps", steps, "must be given, or else accuracy");
        steps.ifPresent(value -> Require.atLeast("steps", value, 1));
        accuracy.ifPresent(value -> Require.inside("accuracy", value, 0, 1));
    }

    /**
     * Parses a rule.
     *
     * @param text {@code "steps:1000"} or {@code "accuracy:0.98"}
     * @return the rule
     * @throws ConfigException if the text is neither, or its number is out of range
     */
    public static CurriculumPace parse(String text) {
        String rule = text.strip().toLowerCase(Locale.ROOT);
        try {
            if (rule.startsWith(STEPS)) {
                long steps = Long.parseLong(rule.substring(STEPS.length()).strip());
                return new CurriculumPace(OptionalLong.of(steps), OptionalDouble.empty());
            }
            if (rule.startsWith(ACCURACY)) {
                double accuracy =
                        Double.parseDouble(rule.substring(ACCURACY.length()).strip());
                return new CurriculumPace(OptionalLong.empty(), OptionalDouble.of(accuracy));
            }
        } catch (NumberFormatException e) {
            throw new ConfigException("curriculum (" + Excerpt.of(text) + ") " + FORM, e);
        }
        throw new ConfigException("curriculum (" + Excerpt.of(text) + ") " + FORM);
    }

    /** Returns the text that {@link #parse} reads. */
    @Override
    public String toString() {
        return steps.isPresent() ? STEPS + steps.getAsLong() : ACCURACY + accuracy.orElseThrow();
    }
}
