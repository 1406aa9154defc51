package org.transformerbench.examples.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.AsyncRDDActions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.experiment.PendingRun;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.training.CheckpointStore;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.util.Try;

/**
 * An executor that makes each run in a job of one task, so that a run whose executors are lost again and again takes no other one with
 * it. Results are handed over by the thread that waits for them, one after the other, as they come.
 */
final class SparkRuns implements ClusterExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(SparkRuns.class);
    private static final String GROUP = "transformer-bench";
    private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    /** Runs that wait beside those at work, so that Spark has the next one at hand and allocates executors for them. */
    private static final int LEAST_WAITING = 100;

    /** The longest wait for tasks to end that were cancelled. */
    private static final int CANCEL_SECONDS = 30;

    private final JavaSparkContext spark;
    private final ShippedFiles files;
    private final List<ExecutorFacts> executors;
    private final Optional<CheckpointPlan> plan;
    private final Optional<CheckpointStore> checkpoints;
    /** By whether they measure inference. */
    private final Map<Boolean, Broadcast<ExecutorRuns>> runners = new HashMap<>();

    private SparkRuns(
            JavaSparkContext spark,
            Registry registry,
            List<ExecutorFacts> executors,
            Optional<CheckpointPlan> plan,
            Optional<CheckpointStore> checkpoints) {
        this.spark = spark;
        this.executors = executors;
        this.plan = plan;
        this.checkpoints = checkpoints;
        this.files = new ShippedFiles(registry, spark::addFile);
    }

    static SparkRuns start(Registry registry, List<Path> plugins, Optional<CheckpointPlan> plan) {
        JavaSparkContext spark;
        try {
            spark = new JavaSparkContext(configuration(new SparkConf()));
        } catch (Exception e) {
            throw new ClusterException("--cluster: Spark does not start: " + e, e);
        }
        try {
            plugins.forEach(jar -> spark.addJar(jar.toAbsolutePath().toUri().toString()));
            Optional<CheckpointStore> checkpoints = plan.map(each -> open(each, spark));
            return new SparkRuns(spark, registry, ask(spark), plan, checkpoints);
        } catch (ConfigException e) {
            spark.close();
            throw e;
        } catch (Exception e) {
            spark.close();
            throw new ClusterException("--cluster: no executor answers: " + SparkFailures.reason(e), e);
        }
    }

    private static CheckpointStore open(CheckpointPlan plan, JavaSparkContext spark) {
        try {
            return SharedCheckpoints.open(plan.uri(), spark.hadoopConfiguration());
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("--checkpoints: " + plan.uri() + " cannot be reached: " + e, e);
        }
    }

    /** Sets what the user has not: a quiet log beside the progress of this program, and the vector kernels that this process has too. */
    private static SparkConf configuration(SparkConf conf) {
        conf.setIfMissing("spark.log.level", "WARN");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        String options = conf.get(EXECUTOR_OPTIONS, "");
        boolean vectors = ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
        if (vectors && !options.contains(VECTOR_MODULE)) {
            conf.set(EXECUTOR_OPTIONS, (options + " --add-modules " + VECTOR_MODULE).strip());
        }
        return conf;
    }

    /** Asks all executors for their facts: first one, which waits until there is one, then as many as there are. */
    private static List<ExecutorFacts> ask(JavaSparkContext spark) {
        List<ExecutorFacts> facts = new ArrayList<>(ask(spark, 1));
        facts.addAll(ask(spark, slots(spark)));
        return facts.stream().distinct().toList();
    }

    private static List<ExecutorFacts> ask(JavaSparkContext spark, int number) {
        List<ExecutorFacts> facts = new ArrayList<>();
        List<Integer> tasks = Collections.nCopies(number, 0);
        for (String json :
                spark.parallelize(tasks, number).map(new ExecutorProbe()).collect()) {
            try {
                facts.add(new Configs().read((ObjectNode) Json.tree(Json.mapper(), json), ExecutorFacts.class));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("An executor has answered with " + json, e);
            }
        }
        return facts;
    }

    private static int slots(JavaSparkContext spark) {
        int cpus = spark.getConf().getInt("spark.task.cpus", 1);
        return Math.max(1, spark.defaultParallelism() / Math.max(1, cpus));
    }

    @Override
    public Optional<CheckpointStore> checkpoints() {
        return checkpoints;
    }

    @Override
    public int parallelRuns(int runs) {
        return Math.max(1, Math.min(runs, slots(spark)));
    }

    @Override
    public void execute(List<PendingRun> runs, Consumer<RunResult> sink) {
        List<PendingRun> toTrain = new ArrayList<>();
        for (PendingRun run : runs) {
            if (run.trains()) {
                check(run.spec());
                toTrain.add(run);
            }
        }
        requireData(toTrain);
        runs.stream().filter(run -> !run.trains()).forEach(run -> sink.accept(run.make()));
        new Execution(ExpectedTimes.longestFirst(toTrain), sink).finish();
    }

    private void check(RunSpec spec) {
        files.require(spec);
        for (ExecutorFacts executor : executors) {
            executor.obstacleTo(spec, Runtime.version().feature()).ifPresent(obstacle -> {
                throw new ConfigException(obstacle);
            });
        }
    }

    /** Checks that executors have the data that is not shipped to them, once for each kind of it. */
    private void requireData(List<PendingRun> runs) {
        Map<String, RunSpec> kinds = new LinkedHashMap<>();
        runs.stream()
                .map(PendingRun::spec)
                .filter(spec ->
                        spec.dataChecksum().isPresent() && spec.dataLocation().isEmpty())
                .forEach(spec -> kinds.putIfAbsent(spec.task() + spec.taskConfig(), spec));
        int executors = slots(spark);
        for (RunSpec spec : kinds.values()) {
            try {
                spark.parallelize(Collections.nCopies(executors, spec.toJson()), executors)
                        .map(new DataProbe())
                        .collect();
            } catch (Exception e) {
                throw new ConfigException(
                        "--cluster: an executor cannot have the data of the task '" + spec.task() + "': "
                                + SparkFailures.reason(e),
                        e);
            }
        }
    }

    /** Returns the runner that each executor makes once, the same for all runs of a command. */
    private Broadcast<ExecutorRuns> runs(boolean measuresInference) {
        return runners.computeIfAbsent(
                measuresInference, measures -> spark.broadcast(new ExecutorRuns(measures, plan)));
    }

    /** A run whose job has ended, with the JSON of the result or the reason why there is none. */
    private record Ended(PendingRun run, Try<Seq<String>> answer) {}

    /** The runs of one call. */
    private final class Execution {
        private final Deque<PendingRun> waiting;
        private final Consumer<RunResult> sink;
        private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
        private int submitted;

        Execution(List<PendingRun> runs, Consumer<RunResult> sink) {
            this.waiting = new ArrayDeque<>(runs);
            this.sink = sink;
        }

        void finish() {
            boolean whole = false;
            spark.setJobGroup(GROUP, GROUP, true);
            try {
                submit();
                while (submitted > 0) {
                    take(ended.take());
                    submit();
                }
                whole = true;
            } catch (InterruptedException e) {
                cancel();
                whole = true;
                Thread.currentThread().interrupt();
            } finally {
                if (!whole) {
                    spark.cancelJobGroup(GROUP);
                }
                spark.clearJobGroup();
            }
        }

        private void submit() {
            int most = 2 * slots(spark) + LEAST_WAITING;
            while (submitted < most && !waiting.isEmpty()) {
                submit(waiting.remove());
            }
        }

        private void submit(PendingRun run) {
            RunSpec spec = run.spec();
            Map<String, String> shipped = files.ship(spec);
            MakeRun made = new MakeRun(Runtime.version().feature(), runs(run.measuresInference()), shipped);
            spark.setJobDescription(
                    spec.model() + " on " + spec.task() + ", seed " + spec.seed() + " (" + spec.runId() + ")");
            JavaRDD<String> job = spark.parallelize(List.of(spec.toJson()), 1).map(made);
            new AsyncRDDActions<>(job.rdd(), job.classTag())
                    .collectAsync()
                    .onComplete(
                            answer -> ended.add(new Ended(run, answer)), ExecutionContext.fromExecutor(Runnable::run));
            submitted++;
        }

        private void take(Ended end) {
            submitted--;
            if (end.answer().isSuccess()) {
                sink.accept(result(end.run(), end.answer().get().head()));
            } else {
                fail(end.run(), end.answer().failed().get());
            }
        }

        private void fail(PendingRun run, Throwable cause) {
            if (!spark.sc().isStopped()) {
                LOG.warn(
                        "The run {} of {} could not be made",
                        run.spec().runId(),
                        run.spec().model(),
                        cause);
                sink.accept(run.failed(new ClusterException(SparkFailures.reason(cause), cause)));
                return;
            }
            if (ShutdownHookManager.get().isShutdownInProgress()) {
                awaitEnd();
            }
            throw new ClusterException(
                    "The cluster has ended the application: " + SparkFailures.reason(cause)
                            + ". The results that have come are kept; the same command again makes the other runs",
                    cause);
        }

        /** Cancels the jobs, and keeps the results that have come in the meantime. */
        private void cancel() {
            waiting.clear();
            spark.cancelJobGroup(GROUP);
            try {
                while (submitted > 0) {
                    Ended end = ended.poll(CANCEL_SECONDS, TimeUnit.SECONDS);
                    if (end == null) {
                        LOG.warn("{} runs do not end on the cluster, although they were cancelled", submitted);
                        return;
                    }
                    submitted--;
                    if (end.answer().isSuccess()) {
                        sink.accept(result(end.run(), end.answer().get().head()));
                    }
                }
            } catch (InterruptedException e) {
                LOG.debug("Interrupted again; what else would come is not waited for", e);
            }
        }
    }

    /** Returns a result as of this process: with the place of its files here, and the title that it is made for. */
    private static RunResult result(PendingRun run, String json) {
        RunResult made = RunResult.fromJson(json);
        return new RunResult(
                run.spec(),
                made.outcome(),
                made.curve(),
                made.measurements(),
                made.provenance().withStudy(run.study()));
    }

    /** Waits for the JVM to halt, which it does soon: a hook has stopped Spark, and another one says what is kept. */
    private static void awaitEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            spark.close();
        } finally {
            files.close();
        }
    }
}
