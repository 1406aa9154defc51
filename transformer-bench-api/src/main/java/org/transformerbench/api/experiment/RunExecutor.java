package org.transformerbench.api.experiment;

import java.util.List;
import java.util.function.Consumer;
import org.transformerbench.api.result.RunResult;

/**
 * The place where the runs of an experiment are made: this process, unless {@link ExperimentRunner#withExecutor} names another one,
 * as the processes of a cluster. It decides how many are made at once, and in which order.
 */
public interface RunExecutor {
    /**
     * Returns how many runs are made at once.
     *
     * @param runs how many there are; at least 0
     * @return at least 1
     */
    int parallelRuns(int runs);

    /**
     * Makes runs, and hands over each result as soon as there is one. When this method returns or throws, nothing is at work any more.
     * If the calling thread is interrupted, runs at work are ended, no others are begun, and the thread is still interrupted
     * afterwards.
     *
     * @param runs in the order of the experiment; not empty
     * @param sink takes the result of each run once. Any thread may call it; it takes one result at a time. What it throws ends the
     *     execution and is thrown on
     */
    void execute(List<PendingRun> runs, Consumer<RunResult> sink);
}
