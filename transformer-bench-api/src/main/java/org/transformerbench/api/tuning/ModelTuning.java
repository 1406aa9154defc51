package org.transformerbench.api.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.run.RunSpec;

/**
 * The search for the values of one model on one task, with all its trials.
 *
 * @param model the model's id
 * @param task the task's id
 * @param trials at least one, all of one search
 */
public record ModelTuning(String model, String task, List<Trial> trials) {
    /** A value so near to an end of its range, as a share of the range, is at its border. */
    static final double BORDER = 0.05;

    public ModelTuning {
        Require.given("model", model);
        Require.given("task", task);
        Require.eachGiven("trials", trials);
        Require.that(!trials.isEmpty(), "trials", trials, "must have at least one");
        trials = List.copyOf(trials);
    }

    /**
     * Sorts trials by their searches.
     *
     * @param trials of any models
     * @return one for each search, in the order of their first trials
     */
    public static List<ModelTuning> of(List<Trial> trials) {
        Map<String, List<Trial>> bySearch = new LinkedHashMap<>();
        trials.forEach(trial -> bySearch.computeIfAbsent(trial.tuning(), id -> new ArrayList<>())
                .add(trial));
        return bySearch.values().stream()
                .map(all -> new ModelTuning(all.get(0).model(), all.get(0).task(), all))
                .toList();
    }

    /**
     * Returns the number of configurations that were tried.
     *
     * @return at least 1
     */
    public int configurations() {
        return last().size();
    }

    /**
     * Returns the time of all trials together.
     *
     * @return seconds of training and evaluation
     */
    public double seconds() {
        return last().stream().mapToDouble(Trial::seconds).sum();
    }

    /**
     * Returns the steps of all trials together.
     *
     * @return the number of steps
     */
    public long steps() {
        return last().stream().mapToLong(Trial::steps).sum();
    }

    /**
     * Returns the last trial of each configuration, on the highest rung that it has reached.
     *
     * @return in the order of the configurations
     */
    public List<Trial> last() {
        Map<Integer, Trial> last = new LinkedHashMap<>();
        trials.stream()
                .sorted(Comparator.comparingInt(Trial::rung))
                .forEach(trial -> last.put(trial.candidate(), trial));
        return last.values().stream()
                .sorted(Comparator.comparingInt(Trial::candidate))
                .toList();
    }

    /**
     * Returns the trial whose values were chosen: the best on the highest rung that has a score.
     *
     * @return the trial; empty if none has a score
     */
    public Optional<Trial> winner() {
        int highest = trials.stream()
                .filter(trial -> trial.score().isPresent())
                .mapToInt(Trial::rung)
                .max()
                .orElse(-1);
        return trials.stream()
                .filter(trial -> trial.rung() == highest && trial.score().isPresent())
                .max(Comparator.comparing((Trial trial) -> trial.score().orElseThrow())
                        .thenComparing(Comparator.comparingInt(Trial::candidate).reversed()));
    }

    /**
     * Returns whether the values of a run were chosen here.
     *
     * @param run of any study
     * @return whether the winner was trained so; where there is no winner, or it was written before that was known, whether it is a run
     *     of the same model on the same task
     */
    public boolean chose(RunSpec run) {
        return run.model().equals(model)
                && run.task().equals(task)
                && winner().flatMap(Trial::run)
                        .map(id -> id.equals(Trial.runOf(run)))
                        .orElse(true);
    }

    /**
     * Returns whether the curve of {@link #expectedBest()} is of exact match; it is of the loss otherwise.
     *
     * @return whether all scores have an exact match
     */
    public boolean byExactMatch() {
        return trials.stream()
                .flatMap(trial -> trial.score().stream())
                .allMatch(score -> score.exactMatch().isPresent());
    }

    /**
     * Returns the expected best score for each number of configurations. A configuration counts with the score of the highest
     * rung that it has reached, one without a score with the worst of the others. Of the loss, the ends of the interval are
     * swapped, so that {@code low} is below {@code high} there too.
     *
     * @return for 1, 2 and so on up to {@link #configurations()}; empty if none has a score
     */
    public List<ExpectedBest> expectedBest() {
        boolean answers = byExactMatch();
        List<OptionalDouble> found = last().stream()
                .map(trial -> trial.score()
                        .map(score ->
                                OptionalDouble.of(answers ? score.exactMatch().orElseThrow() : -score.loss()))
                        .orElse(OptionalDouble.empty()))
                .toList();
        OptionalDouble worst =
                found.stream().flatMapToDouble(OptionalDouble::stream).min();
        if (worst.isEmpty()) {
            return List.of();
        }
        double[] scores = found.stream()
                .mapToDouble(score -> score.orElse(worst.getAsDouble()))
                .toArray();
        List<ExpectedBest> curve = new ArrayList<>();
        for (int n = 1; n <= scores.length; n++) {
            ExpectedBest best = ExpectedBest.of(scores, n);
            curve.add(
                    answers
                            ? best
                            : new ExpectedBest(n, -best.mean(), best.standardDeviation(), -best.high(), -best.low()));
        }
        return curve;
    }

    /**
     * Returns which values mattered on the first rung, where all configurations have had the same budget.
     *
     * @return one for each value, the greatest effect first
     */
    public List<ValueEffect> effects() {
        List<Trial> first = trials.stream().filter(trial -> trial.rung() == 0).toList();
        return first.isEmpty()
                ? List.of()
                : first.get(0).values().keySet().stream()
                        .map(key -> ValueEffect.of(key, first))
                        .sorted(Comparator.comparingDouble(
                                (ValueEffect effect) -> -effect.share().orElse(-1)))
                        .toList();
    }

    /**
     * Returns the names of those values of the winner that lie at the border of their ranges: better ones may lie outside.
     *
     * @return in the order of the space; none if there is no winner
     */
    public List<String> atBorder() {
        return winner().stream()
                .flatMap(trial -> trial.places().entrySet().stream())
                .filter(place -> place.getValue() <= BORDER || place.getValue() >= 1 - BORDER)
                .map(Map.Entry::getKey)
                .toList();
    }
}
