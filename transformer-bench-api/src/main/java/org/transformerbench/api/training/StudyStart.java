package org.transformerbench.api.training;

import java.util.List;
import org.transformerbench.api.result.RunResult;

/**
 * The start of the runs of a study.
 *
 * @param runs how many runs the whole has
 * @param finished the results of those that are not repeated, because they were there before
 * @param parallelRuns how many run at once; at least 1
 */
public record StudyStart(int runs, List<RunResult> finished, int parallelRuns) {
    public StudyStart {
        finished = List.copyOf(finished);
    }

    /**
     * Returns how many runs are left to make.
     *
     * @return the number of runs that will be made now
     */
    public int runsToMake() {
        return runs - finished.size();
    }
}
