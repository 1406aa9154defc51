package org.transformerbench.api;

import java.util.List;
import java.util.Optional;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.config.Suggestion;

/**
 * The rules of a study: what is evaluated, how, and which data may be used for what. Two presets exist; each switch can be
 * set on its own, by name too: {@code new Configs().with(Protocol.strict(), Map.of("evaluationDropout", "true"))}.
 *
 * @param preset where the switches come from: {@value #STRICT} or {@value #NOTEBOOK_2023}; kept when a switch is changed
 * @param evaluationDropout whether dropout stays on while a model is evaluated
 * @param validationApart whether some data is set aside that chooses learning rate and end; if not, test data ends a run
 * @param keepCommutedPairsTogether whether problems that mean the same (b+a and a+b) go into one part of the data
 * @param testAtEndOnly whether test data is read once, after the last step, and not at each evaluation
 * @param evaluationTimed whether evaluation counts as training time
 * @param fixedCover whether running text is evaluated on windows that cover it in order, not on windows drawn at random
 * @param targetPositions which positions are trained and evaluated; empty for what the task prefers
 */
public record Protocol(
        String preset,
        boolean evaluationDropout,
        boolean validationApart,
        boolean keepCommutedPairsTogether,
        boolean testAtEndOnly,
        boolean evaluationTimed,
        boolean fixedCover,
        Optional<Targets> targetPositions) {

    /** The name of {@link #strict()}. */
    public static final String STRICT = "strict";

    /** The name of {@link #notebook2023()}. */
    public static final String NOTEBOOK_2023 = "notebook-2023";

    public Protocol {
        Require.given("preset", preset);
        Require.given("targetPositions", targetPositions);
        Require.that(
                preset.equals(STRICT) || preset.equals(NOTEBOOK_2023),
                "preset",
                preset,
                "must be " + STRICT + " or " + NOTEBOOK_2023);
        Require.that(
                validationApart || !testAtEndOnly,
                "testAtEndOnly",
                testAtEndOnly,
                "must be false where no validation data is apart (validationApart is false): nothing could end a run");
    }

    /**
     * Returns the strict protocol: no data that judges a model has been seen by the model or used to choose it.
     *
     * @return the default protocol
     */
    public static Protocol strict() {
        return new Protocol(STRICT, false, true, true, true, false, true, Optional.empty());
    }

    /**
     * Returns the protocol of the 2023 notebook: dropout in evaluation, test data read during training and used to stop,
     * evaluation included in the timing, commuted pairs on both sides of the split, random windows.
     *
     * @return the protocol to reproduce its tables
     */
    public static Protocol notebook2023() {
        return new Protocol(NOTEBOOK_2023, true, false, false, false, true, false, Optional.empty());
    }

    /**
     * Returns a preset by name.
     *
     * @param preset {@value #STRICT} or {@value #NOTEBOOK_2023}
     * @return the preset
     * @throws ConfigException if there is none of that name
     */
    public static Protocol named(String preset) {
        List<String> names = List.of(STRICT, NOTEBOOK_2023);
        return switch (preset) {
            case STRICT -> strict();
            case NOTEBOOK_2023 -> notebook2023();
            default ->
                throw new ConfigException("No protocol '" + preset + "'" + Suggestion.didYouMean(preset, names)
                        + " Known: " + String.join(", ", names));
        };
    }
}
