package org.transformerbench.api.statistics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.config.Require;

/**
 * The answer to "which model should I take?", with its parts. It is the model with the best mean; of those that are equal to it on every
 * seed, or on all test items together but for chance, the one that trains fastest.
 *
 * @param metric that models are judged by
 * @param taken the model to take
 * @param rival the best of the others; empty if there is only one model
 * @param sureness whether the seeds show that the model is better than the others
 * @param unbeaten the names of reference lines that are as good and need no training; if there is one, no model is worth it
 * @param closest the best of all reference lines; empty if there are none
 */
public record Recommendation(
        Metric metric,
        Choice taken,
        Optional<Choice> rival,
        Sureness sureness,
        List<String> unbeaten,
        Optional<Reference> closest) {

    private static final int FEW = 5;
    private static final int MOST_NAMES = 4;
    private static final double MICROS_PER_MILLI = 1000;

    public Recommendation {
        Require.given("metric", metric);
        Require.given("taken", taken);
        Require.given("rival", rival);
        Require.given("sureness", sureness);
        Require.given("closest", closest);
        unbeaten = List.copyOf(unbeaten);
    }

    /**
     * A model with its quality and its cost.
     *
     * @param name of the model among all
     * @param learningRate the chosen one
     * @param quality mean over seeds
     * @param seeds how many the mean is of
     * @param runs how many seeds there were, with those that diverged, failed or ended worse than guessing
     * @param bimodal whether the seeds fall into two clusters, so that their mean describes none of them
     * @param success how many runs reached the target; empty where there is none
     * @param effort the budget, and how many configurations were tried
     * @param trainingSeconds mean time of training
     * @param parameters the number of trained values
     * @param answerMicros median time of an answer in microseconds; empty if it was not measured
     */
    public record Choice(
            String name,
            double learningRate,
            double quality,
            int seeds,
            int runs,
            boolean bimodal,
            Optional<SuccessRate> success,
            Effort effort,
            double trainingSeconds,
            long parameters,
            OptionalDouble answerMicros) {}

    /**
     * How sure the choice is.
     *
     * @param betterThan the models that it is shown to be better than
     * @param seeds on at least how many seeds; 0 if there are no such models
     * @param pValue the greatest of these verdicts, corrected by Holm
     * @param pairs how many pairs were corrected for
     * @param asGood the models that are equal to it on every seed, or on all test items together but for chance
     * @param open the other models against which it is not decided
     * @param openSeeds on how many seeds at least; 0 if there are no such models
     * @param seedsToSettle how many more seeds would probably decide all that is open; empty if nothing is open or it cannot be said
     * @param incomparable the models that had another budget or were tuned more or less
     */
    public record Sureness(
            List<String> betterThan,
            int seeds,
            double pValue,
            int pairs,
            List<String> asGood,
            List<String> open,
            int openSeeds,
            OptionalLong seedsToSettle,
            List<String> incomparable) {

        public Sureness {
            betterThan = List.copyOf(betterThan);
            asGood = List.copyOf(asGood);
            open = List.copyOf(open);
            incomparable = List.copyOf(incomparable);
        }
    }

    /**
     * A reference line.
     *
     * @param name its name
     * @param metric what its value is: exact match or loss
     * @param value on the test data
     */
    public record Reference(String name, String metric, double value) {}

    /**
     * Returns the recommendation in a few short sentences, the first of which says which model to take.
     *
     * @return which model, at which cost, how sure, and whether a reference line is as good
     */
    public String text() {
        return unequal() + take() + own() + "." + rivalText() + sure() + reference();
    }

    private String take() {
        return unbeaten.isEmpty()
                ? "Take "
                : "Take no model: " + String.join(", ", unbeaten)
                        + (unbeaten.size() == 1
                                ? " needs no training and is as good"
                                : " need no training and are as good")
                        + ". The best model is ";
    }

    private String unequal() {
        List<String> others = sureness.incomparable();
        return others.isEmpty()
                ? ""
                : "Budget or tuning of " + joined(others) + " differs, so that nothing is decided against "
                        + (others.size() == 1 ? "it" : "them") + ". ";
    }

    private String own() {
        return taken.name() + " at learning rate " + LearningRateText.of(taken.learningRate()) + ": " + outcome(taken)
                + " after " + brief(taken.trainingSeconds()) + " s of training, "
                + String.format(Locale.ROOT, "%,d", taken.parameters()) + " parameters"
                + (taken.answerMicros().isPresent()
                        ? ", " + brief(taken.answerMicros().getAsDouble() / MICROS_PER_MILLI) + " ms an answer"
                        : "");
    }

    /** Describes quality and success, the rate first where a mean says little. */
    private String outcome(Choice choice) {
        String mean = metric.displayName() + " " + String.format(Locale.ROOT, "%.4f", choice.quality());
        if (choice.runs() == 1) {
            return mean + " on one seed";
        }
        String seeds = choice.seeds() == choice.runs()
                ? choice.seeds() + " seeds"
                : choice.seeds() + " of " + choice.runs() + " seeds";
        String average = mean + " on average of " + seeds;
        return choice.success()
                .map(SuccessRate::text)
                .map(rate -> choice.seeds() < FEW || choice.bimodal()
                        ? rate + ", " + mean + " on average"
                        : average + ", " + rate + ",")
                .orElse(average);
    }

    private String rivalText() {
        return rival.map(other -> " Best of the others is " + other.name() + ": " + outcome(other) + times(other) + ".")
                .orElse("");
    }

    private String times(Choice other) {
        double ratio = other.trainingSeconds() / taken.trainingSeconds();
        if (!Double.isFinite(ratio) || ratio <= 0) {
            return "";
        }
        return brief(ratio).equals("1") ? " after the same time" : " at " + brief(ratio) + " times the training time";
    }

    private String sure() {
        String better = sureness.betterThan().isEmpty()
                ? ""
                : " " + taken.name() + " is shown to be better than " + joined(sureness.betterThan()) + " by "
                        + seeds(sureness.seeds(), sureness.betterThan()) + ": p at most "
                        + PairedDifference.pText(sureness.pValue()) + " after Holm's correction over "
                        + sureness.pairs() + (sureness.pairs() == 1 ? " pair." : " pairs.");
        String equal = sureness.asGood().isEmpty()
                ? ""
                : " By this test data, " + joined(sureness.asGood())
                        + (sureness.asGood().size() == 1 ? " is as good." : " are as good.");
        String open = sureness.open().isEmpty()
                ? ""
                : " It is not decided whether " + taken.name() + " is better than " + joined(sureness.open())
                        + ", after " + seeds(sureness.openSeeds(), sureness.open()) + "." + settle();
        return better + equal + open;
    }

    private String settle() {
        if (sureness.seedsToSettle().isPresent()) {
            return " About " + moreSeeds(sureness.seedsToSettle().getAsLong()) + " would probably settle it.";
        }
        return sureness.openSeeds() == 1 ? " One seed says nothing about others." : "";
    }

    private static String seeds(int count, List<String> models) {
        return (models.size() == 1 ? "" : "at least ") + count + (count == 1 ? " seed" : " seeds");
    }

    private static String joined(List<String> names) {
        return names.size() > MOST_NAMES ? names.size() + " other models" : String.join(", ", names);
    }

    private static String moreSeeds(long more) {
        return String.format(Locale.ROOT, more == 1 ? "%,d more seed" : "%,d more seeds", more);
    }

    private String reference() {
        return unbeaten.isEmpty()
                ? closest.map(line -> " No reference line is as good: the best, " + line.name() + ", has "
                                + line.metric() + " " + String.format(Locale.ROOT, "%.4f", line.value()) + ".")
                        .orElse("")
                : "";
    }

    /** Formats a number with two significant digits, or all of those before the point. */
    private static String brief(double value) {
        if (!Double.isFinite(value) || value == 0) {
            return value == 0 ? "0" : Double.toString(value);
        }
        return value >= 10
                ? String.format(Locale.ROOT, "%,d", Math.round(value))
                : new BigDecimal(value)
                        .round(new MathContext(2))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
