package org.transformerbench.examples.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.AsyncRDDActions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.experiment.PendingRun;
import org.transformerbench.api.run.RunSpec;
import scala.concurrent.ExecutionContext;
import scala.util.Try;

/** Jobs of Spark of one task each, so that a run whose executors are lost again and again takes no other one with it. */
final class SparkJobs implements RunJobs {
    private static final Logger LOG = LoggerFactory.getLogger(SparkJobs.class);
    private static final String GROUP = "transformer-bench";

    /** The runs that wait beside those at work, so that Spark has the next one at hand and allocates executors for them. */
    private static final int LEAST_WAITING = 100;

    private final JavaSparkContext spark;
    private final ShippedFiles files;
    private final Optional<CheckpointPlan> plan;
    /** The runners, by whether they measure inference. */
    private final Map<Boolean, Broadcast<ExecutorRuns>> runners = new HashMap<>();

    SparkJobs(JavaSparkContext spark, ShippedFiles files, Optional<CheckpointPlan> plan) {
        this.spark = spark;
        this.files = files;
        this.plan = plan;
    }

    /** Returns how many tasks the executors make at once. */
    static int slots(JavaSparkContext spark) {
        int cpus = spark.getConf().getInt("spark.task.cpus", 1);
        return Math.max(1, spark.defaultParallelism() / Math.max(1, cpus));
    }

    /** Runs an action whose jobs are cancelled together. It has to submit them on the thread that calls this method. */
    void together(Runnable action) {
        spark.setJobGroup(GROUP, GROUP, true);
        try {
            action.run();
        } finally {
            spark.clearJobGroup();
        }
    }

    @Override
    public int most() {
        return 2 * slots(spark) + LEAST_WAITING;
    }

    @Override
    public void submit(PendingRun run, Consumer<Try<String>> answer) {
        RunSpec spec = run.spec();
        Map<String, String> shipped = files.ship(spec);
        MakeRun made = new MakeRun(Runtime.version().feature(), runners(run.measuresInference()), shipped);
        spark.setJobDescription(
                spec.model() + " on " + spec.task() + ", seed " + spec.seed() + " (" + spec.runId() + ")");
        JavaRDD<String> job = spark.parallelize(List.of(spec.toJson()), 1).map(made);
        new AsyncRDDActions<>(job.rdd(), job.classTag())
                .collectAsync()
                .onComplete(
                        results -> {
                            answer.accept(results.map(only -> only.head()));
                            return null;
                        },
                        ExecutionContext.fromExecutor(Runnable::run));
    }

    /** Returns the runner that each executor makes once, the same for all runs of a command. */
    private Broadcast<ExecutorRuns> runners(boolean measuresInference) {
        return runners.computeIfAbsent(
                measuresInference, measures -> spark.broadcast(new ExecutorRuns(measures, plan)));
    }

    @Override
    public void cancel() {
        try {
            spark.cancelJobGroup(GROUP);
        } catch (Exception e) {
            // Spark checks first whether it has stopped, and may stop then: what it throws differs.
            if (!stopped()) {
                throw e;
            }
            LOG.debug("Spark has stopped, and cancelled all jobs", e);
        }
    }

    @Override
    public boolean stopped() {
        return spark.sc().isStopped();
    }

    @Override
    public boolean processEnds() {
        return ShutdownHookManager.get().isShutdownInProgress();
    }
}
