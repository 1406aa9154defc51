package org.transformerbench.testkit;

import java.util.List;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Comparison;

/** Where assertions about results begin. To be imported statically, beside those of AssertJ itself if need be. */
public final class TransformerBenchAssertions {
    private TransformerBenchAssertions() {}

    /**
     * About one run.
     *
     * @param actual the run
     * @return assertions to chain
     */
    public static RunResultAssert assertThat(RunResult actual) {
        return new RunResultAssert(actual);
    }

    /**
     * About all runs of an experiment.
     *
     * @param actual the runs
     * @return assertions to chain
     */
    public static RunResultsAssert assertThat(List<RunResult> actual) {
        return new RunResultsAssert(actual);
    }

    /**
     * About what several runs say together.
     *
     * @param actual the comparison
     * @return assertions to chain
     */
    public static ComparisonAssert assertThat(Comparison actual) {
        return new ComparisonAssert(actual);
    }
}
