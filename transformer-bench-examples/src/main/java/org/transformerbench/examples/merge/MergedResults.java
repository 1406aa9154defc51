package org.transformerbench.examples.merge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.result.RunResult;

/**
 * The results of several sources, one for each run. Of a run that is in several of them, a result that is finished wins over one that
 * is not; two that are finished must be equal, but for times and machine, and the first one counts.
 */
final class MergedResults {
    private final Map<String, PlanOrder.Placed> byRun = new LinkedHashMap<>();
    /** The runs with several results, by their ids. */
    private final Set<String> doubles = new HashSet<>();

    private final Set<String> completed = new HashSet<>();

    /**
     * @param sources in the order in which their results count
     * @throws DataException if two results of one run differ; the message names the run, both files and the first difference
     */
    static MergedResults of(List<Source> sources) {
        MergedResults merged = new MergedResults();
        PlanOrder.of(sources).forEach(merged::add);
        return merged;
    }

    private void add(PlanOrder.Placed added) {
        String runId = added.result().runId();
        PlanOrder.Placed there = byRun.putIfAbsent(runId, added);
        if (there == null || there.result().equals(added.result())) {
            return;
        }
        boolean finishedNow = added.result().outcome().finished();
        boolean finishedBefore = there.result().outcome().finished();
        if (finishedNow && finishedBefore) {
            requireEqual(there, added);
            doubles.add(runId);
        } else if (finishedNow || finishedBefore) {
            completed.add(runId);
        }
        if (finishedNow && !finishedBefore) {
            // The place of a run in the order is that of its first result.
            byRun.put(runId, added);
        }
    }

    private static void requireEqual(PlanOrder.Placed first, PlanOrder.Placed second) {
        Optional<ResultDifference> difference = ResultDifference.between(first.result(), second.result());
        difference.ifPresent(found -> {
            throw new DataException(
                    name(first.result()) + " has two results that differ: " + found.field() + " is " + found.first()
                            + " in " + first.source().file() + " and " + found.second() + " in "
                            + second.source().file()
                            + ". Results can be merged where data, code and budgets of steps were the same; remove one of the"
                            + " two lines");
        });
    }

    private static String name(RunResult result) {
        return "The run " + result.runId() + " (" + result.spec().model() + " on "
                + result.spec().task() + ", learning rate "
                + LearningRateText.of(result.spec().learningRate()) + ", seed "
                + result.spec().seed() + ")";
    }

    /** Returns one result of each run, in the order of the plan as far as it is known. */
    List<RunResult> results() {
        return byRun.values().stream().map(PlanOrder.Placed::result).toList();
    }

    /** Returns what a reader must know of the choice between results. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (!doubles.isEmpty()) {
            remarks.add(runs(doubles.size())
                    + " in several folders, with the same numbers; times and machine are those of the" + " first.");
        }
        if (!completed.isEmpty()) {
            remarks.add(runs(completed.size())
                    + " finished in one folder and failed or interrupted in another; the finished result counts.");
        }
        return remarks;
    }

    private static String runs(int number) {
        return number == 1 ? "1 run is" : number + " runs are";
    }
}
