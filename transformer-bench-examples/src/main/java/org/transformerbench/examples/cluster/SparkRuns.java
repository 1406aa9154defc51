package org.transformerbench.examples.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.experiment.PendingRun;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.CheckpointStore;

/** An executor that makes runs on Spark: it starts the context, has the executors checked, and leaves the cluster at the end. */
final class SparkRuns implements ClusterExecutor {
    private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    private final JavaSparkContext spark;
    private final ShippedFiles files;
    private final SparkJobs jobs;
    private final ExecutorCheck check;
    private final Optional<CheckpointStore> checkpoints;
    private volatile Optional<Execution> atWork = Optional.empty();

    private SparkRuns(
            JavaSparkContext spark,
            Registry registry,
            List<ExecutorFacts> executors,
            Optional<CheckpointPlan> plan,
            Optional<CheckpointStore> checkpoints) {
        this.spark = spark;
        this.checkpoints = checkpoints;
        this.files = new ShippedFiles(registry, spark::addFile);
        this.jobs = new SparkJobs(spark, files, plan);
        this.check = new ExecutorCheck(spark, files, executors);
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
            return new SparkRuns(spark, registry, ExecutorCheck.ask(spark), plan, checkpoints);
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

    @Override
    public Optional<CheckpointStore> checkpoints() {
        return checkpoints;
    }

    @Override
    public int parallelRuns(int runs) {
        return Math.max(1, Math.min(runs, SparkJobs.slots(spark)));
    }

    @Override
    public void execute(List<PendingRun> runs, Consumer<RunResult> sink) {
        List<PendingRun> toTrain = runs.stream().filter(PendingRun::trains).toList();
        check.require(toTrain);
        runs.stream().filter(run -> !run.trains()).forEach(run -> sink.accept(run.make()));
        Execution execution = new Execution(jobs, ExpectedTimes.longestFirst(toTrain), sink);
        atWork = Optional.of(execution);
        jobs.together(execution::finish);
    }

    @Override
    public boolean endEarly() {
        return atWork.map(Execution::end).orElse(false);
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
