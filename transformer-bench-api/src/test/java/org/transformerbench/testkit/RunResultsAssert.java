package org.transformerbench.testkit;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.transformerbench.api.result.RunResult;

/** Assertions about all runs of an experiment. */
public final class RunResultsAssert extends AbstractAssert<RunResultsAssert, List<RunResult>> {

    RunResultsAssert(List<RunResult> actual) {
        super(actual, RunResultsAssert.class);
    }

    /**
     * Asserts the number of runs.
     *
     * @param runs exactly this many
     * @return this
     */
    public RunResultsAssert hasRuns(int runs) {
        isNotNull();
        if (actual.size() != runs) {
            failWithMessage("%nExpected: %d runs%nbut was:  %d%s", runs, actual.size(), list(actual));
        }
        return this;
    }

    /**
     * Asserts that every run was completed or stopped: none diverged, failed or ended worse than guessing.
     *
     * @return this; fails if there is no run
     */
    public RunResultsAssert allEndedWell() {
        isNotNull();
        List<RunResult> others =
                actual.stream().filter(run -> !run.outcome().succeeded()).toList();
        if (actual.isEmpty()) {
            failWithMessage("%nExpected: runs that all ended well%nbut was:  no run at all");
        }
        if (!others.isEmpty()) {
            failWithMessage(
                    "%nExpected: %d runs that all ended well%nbut was:  %d did not%s",
                    actual.size(), others.size(), list(others));
        }
        return this;
    }

    /**
     * Returns assertions about the only run of a model.
     *
     * @param model its id
     * @return assertions about this run; fails if the model has no run, or several
     */
    public RunResultAssert runOf(String model) {
        return only("of " + model, run -> run.spec().model().equals(model));
    }

    /**
     * Returns assertions about the only run of a model with a learning rate and a seed.
     *
     * @param model its id
     * @param learningRate the learning rate
     * @param seed the seed
     * @return assertions about this run; fails if there is no such run, or several
     */
    public RunResultAssert runOf(String model, double learningRate, long seed) {
        return only(
                "of " + model + " with learning rate " + learningRate + " and seed " + seed,
                run -> run.spec().model().equals(model)
                        && run.spec().learningRate() == learningRate
                        && run.spec().seed() == seed);
    }

    private RunResultAssert only(String words, Predicate<RunResult> wanted) {
        isNotNull();
        List<RunResult> found = actual.stream().filter(wanted).toList();
        if (found.size() != 1) {
            failWithMessage(
                    "%nExpected: one run %s%nbut was:  %d of %d runs%s",
                    words, found.size(), actual.size(), list(found.isEmpty() ? actual : found));
        }
        return new RunResultAssert(found.get(0));
    }

    /** Lists the runs, one per line: with their curves, many would fill the screen. */
    private static String list(List<RunResult> runs) {
        return runs.stream()
                .map(run -> "\n  " + RunText.name(run) + ": " + RunText.end(run))
                .collect(Collectors.joining());
    }
}
