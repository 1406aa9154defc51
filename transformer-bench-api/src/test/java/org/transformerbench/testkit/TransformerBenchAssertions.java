package org.transformerbench.testkit;

import java.util.List;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Comparison;

/** The entry points of assertions about results. To be imported statically, beside those of AssertJ itself if need be. */
public final class TransformerBenchAssertions {
    private TransformerBenchAssertions() {}

    /**
     * Begins assertions about one run.
     *
     * @param actual the run
     * @return assertions to chain
     */
    public static RunResultAssert assertThat(RunResult actual) {
        return new RunResultAssert(actual);
    }

    /**
     * Begins assertions about all runs of an experiment.
     *
     * @param actual the runs
     * @return assertions to chain
     */
    public static RunResultsAssert assertThat(List<RunResult> actual) {
        return new RunResultsAssert(actual);
    }

    /**
     * Begins assertions about a comparison of several runs.
     *
     * @param actual the comparison
     * @return assertions to chain
     */
    public static ComparisonAssert assertThat(Comparison actual) {
        return new ComparisonAssert(actual);
    }
}
