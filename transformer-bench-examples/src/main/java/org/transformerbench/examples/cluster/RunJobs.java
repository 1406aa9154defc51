package org.transformerbench.examples.cluster;

import java.util.function.Consumer;
import org.transformerbench.api.experiment.PendingRun;
import scala.util.Try;

/** The jobs of a cluster, each of which makes a run. */
interface RunJobs {
    /** Returns how many jobs there may be at once: more than run at once, so that the cluster has the next one at hand. */
    int most();

    /**
     * Begins a job.
     *
     * @param run to be made
     * @param answer takes the JSON of the result, or the reason why there is none, once and on any thread
     * @throws RuntimeException if the job cannot begin, as when the cluster has ended the application; there is no answer then
     */
    void submit(PendingRun run, Consumer<Try<String>> answer);

    /** Cancels all jobs that have not ended, whose answers are failures then. */
    void cancel();

    /** Returns whether the cluster has ended the application, so that no job can begin. */
    boolean stopped();

    /** Returns whether this process is about to end, which cancels all jobs. */
    boolean processEnds();
}
