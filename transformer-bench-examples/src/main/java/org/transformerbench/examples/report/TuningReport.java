package org.transformerbench.examples.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.tuning.ExpectedBest;
import org.transformerbench.api.tuning.ModelTuning;
import org.transformerbench.api.tuning.Trial;
import org.transformerbench.api.tuning.TrialScore;
import org.transformerbench.api.tuning.ValueEffect;
import org.transformerbench.examples.report.TuningNames.Named;

/**
 * The search for the values of one model, for programs.
 *
 * @param name of the model, and what tells this search from others of it
 * @param model the model's id
 * @param task the task's id
 * @param runs the ids of the runs whose values were chosen here
 * @param configurations how many were tried
 * @param steps of all trials together
 * @param seconds of training and evaluation of all trials together
 * @param judgedBy what {@code expectedBest} is of: {@code "exact match"} or {@code "loss"}, on validation data
 * @param chosen what was chosen; empty if no trial has a score
 * @param rungs from the first one
 * @param expectedBest for 1, 2 and so on up to all configurations
 * @param effects which values mattered, the one that mattered most first
 * @param trials in the order of their ends
 */
record TuningReport(
        String name,
        String model,
        String task,
        List<String> runs,
        int configurations,
        long steps,
        double seconds,
        String judgedBy,
        Optional<Chosen> chosen,
        List<Rung> rungs,
        List<ExpectedBest> expectedBest,
        List<ValueEffect> effects,
        List<Trial> trials) {

    /**
     * The chosen values.
     *
     * @param values name to value
     * @param budgetShare of the full budget that their trial had
     * @param score on validation data
     * @param atBorder the names of those that lie at the border of their range, so that better ones may lie outside
     */
    record Chosen(Map<String, String> values, double budgetShare, Optional<TrialScore> score, List<String> atBorder) {}

    /**
     * A rung.
     *
     * @param rung its number, from 0
     * @param budgetShare of the full budget at which it ends
     * @param configurations how many came so far
     */
    record Rung(int rung, double budgetShare, int configurations) {}

    static TuningReport of(Named named, Comparison comparison) {
        ModelTuning tuning = named.tuning();
        return new TuningReport(
                named.name(),
                tuning.model(),
                tuning.task(),
                comparison.groups().stream()
                        .flatMap(group -> group.runs().stream())
                        .filter(run -> tuning.chose(run.spec()))
                        .map(run -> run.runId())
                        .toList(),
                tuning.configurations(),
                tuning.steps(),
                tuning.seconds(),
                tuning.byExactMatch() ? "exact match" : "loss",
                tuning.winner()
                        .map(winner -> new Chosen(winner.values(), winner.share(), winner.score(), tuning.atBorder())),
                rungs(tuning),
                tuning.expectedBest(),
                tuning.effects(),
                tuning.trials());
    }

    private static List<Rung> rungs(ModelTuning tuning) {
        Map<Integer, Rung> rungs = new TreeMap<>();
        for (Trial trial : tuning.trials()) {
            rungs.merge(
                    trial.rung(),
                    new Rung(trial.rung(), trial.share(), 1),
                    (before, one) -> new Rung(before.rung(), before.budgetShare(), before.configurations() + 1));
        }
        return List.copyOf(rungs.values());
    }
}
