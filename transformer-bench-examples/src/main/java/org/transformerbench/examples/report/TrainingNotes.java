package org.transformerbench.examples.report;

import java.time.Duration;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.transformerbench.api.result.JudgedCheckpoint;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.examples.report.Document.Cell;

/** The words of a report for how runs ended, which checkpoint of them is judged, and how long they were warmed up. */
final class TrainingNotes {
    static final String HEADING = "judged step";

    private TrainingNotes() {}

    /** Returns whether a run is judged by a checkpoint that was chosen. */
    static boolean anyJudged(List<RunResult> runs) {
        return runs.stream().anyMatch(run -> run.measurements().judged().isPresent());
    }

    /** Returns the steps of the checkpoints that are judged, from the first to the last. */
    static Cell judgedSteps(RunGroup group) {
        LongSummaryStatistics steps = group.successfulRuns().stream()
                .flatMap(run -> run.measurements().judged().stream())
                .mapToLong(JudgedCheckpoint::step)
                .summaryStatistics();
        if (steps.getCount() == 0) {
            return Cell.MISSING;
        }
        String first = Numbers.grouped(steps.getMin());
        return Cell.of(steps.getMin() == steps.getMax() ? first : first + " to " + Numbers.grouped(steps.getMax()));
    }

    /** Returns why runs were stopped before their budget was used up, each reason once. */
    static List<String> reasons(RunGroup group) {
        return group.runs().stream()
                .map(RunResult::outcome)
                .filter(outcome -> outcome.kind() == Outcome.Kind.STOPPED)
                .map(Outcome::reason)
                .distinct()
                .toList();
    }

    /** Returns the sentences below a table of results, with a space before each. */
    static String explanation(List<RunResult> runs) {
        String criteria = runs.stream()
                .flatMap(run -> run.measurements().judged().stream())
                .map(JudgedCheckpoint::criterion)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(" or "));
        String judged = criteria.isEmpty()
                ? ""
                : " \"Judged step\" is that of the checkpoint with the best " + criteria
                        + ", which is what is left of a run and judged on test data.";
        return judged + warmUp(runs);
    }

    private static String warmUp(List<RunResult> runs) {
        Optional<Duration> all = runs.stream()
                .flatMap(run -> run.measurements().warmUp().stream())
                .reduce(Duration::plus);
        return all.map(time -> " Before the clock started, the JVM was warmed up for "
                        + Numbers.fixed(time.toNanos() / 1e9, 1) + " s in all, once for each program.")
                .orElse("");
    }
}
