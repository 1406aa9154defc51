package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.training.BatchSampler;
import org.transformerbench.examples.report.GraphTable;
import org.transformerbench.examples.speed.PeakProbe;
import org.transformerbench.examples.speed.ProcessMemory;
import org.transformerbench.examples.speed.SpeedLine;
import org.transformerbench.examples.speed.StepClock;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.engine.GraphDescription;
import org.transformerbench.models.kernel.KernelChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "speed",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Measures how long a model takes per example.",
        description = {
            "Warms up, times single steps and prints one line of JSON: the median step, its flops per second, and"
                    + " what matrix products alone reach in the same process."
        },
        footer = {
            "",
            "Examples:",
            "  transformer-bench speed --model tl-transformer --task addition",
            "  transformer-bench speed --model mlp --task shakespeare --trainer samediff --steps 10",
            "  transformer-bench speed --model nano-gpt --task shakespeare --infer --threads 1"
        })
final class SpeedCommand implements Callable<Integer> {
    private static final Duration MEASUREMENT = Duration.ofSeconds(15);
    private static final Duration PROBE = Duration.ofSeconds(2);

    /** Share of the peak that nobody reaches. The peak itself is measured, and the machine may have been slower then. */
    private static final double MOST_OF_PEAK = 1.5;

    private final Environment environment;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SpeedOptions options;

    @Mixin
    private PluginOptions plugins;

    SpeedCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        requirePositive("--steps", options.steps);
        requirePositive("--batch-size", options.batchSize);
        options.threads.check();
        environment.backend().begin();
        try (URLClassLoader loader = plugins.open()) {
            Registry registry = environment.discovery().apply(loader);
            Trainer trainer = options.threads.of(registry.trainer(options.trainer));
            Workload<?> workload = Workload.of(options.workload, registry);
            environment.backend().check();
            SpeedLine line = measure(steady(trainer), workload);
            PrintWriter out = spec.commandLine().getOut();
            out.println(line.json());
            out.flush();
            return ExitCode.OK;
        }
    }

    private static Trainer steady(Trainer trainer) {
        return trainer instanceof CompiledTrainer compiled ? compiled.steady() : trainer;
    }

    private static void requirePositive(String option, Integer value) {
        if (value != null) {
            Require.atLeast(option, value, 1);
        }
    }

    private <C extends Record> SpeedLine measure(Trainer trainer, Workload<C> workload) {
        TrainingSpec<C> what = workload.spec();
        GraphDescription graph = new CompiledTrainer().describe(what);
        int batch = options.batchSize == null ? Defaults.speedBatchSize(workload) : options.batchSize;
        try (TrainingSession session = CheckedPlugin.of(Trainer.class, trainer).open(what)) {
            boolean kernels =
                    trainer instanceof CompiledTrainer && graph.fallback().isEmpty();
            explainFallback(trainer, graph);
            Map<String, Tensor> before = options.infer ? Map.of() : session.parameters();
            // A clock may be too coarse for a step that does nothing.
            double microseconds = Math.max(1, medianNanos(workload, session, batch)) / 1e3 / batch;
            double memory = ProcessMemory.residentMib();
            double peak = PeakProbe.gflops(
                    KernelChoice.kernels(),
                    session.threads(),
                    options.warmUp.compareTo(PROBE) < 0 ? options.warmUp : PROBE);
            long flops = options.infer ? graph.inferenceFlops() : graph.trainingFlops();
            boolean counted =
                    graph.fallback().isEmpty() && graph.partialFallback().isEmpty();
            Optional<Double> gflops = counted ? Optional.of(flops / microseconds / 1e3) : Optional.empty();
            if (gflops.isPresent() && !works(trainer, before, session, gflops.get() / peak)) {
                gflops = Optional.empty();
            }
            return new SpeedLine(
                    what.model().id(),
                    workload.task().id(),
                    trainer.id(),
                    kernels ? graph.kernels() : session.backend(),
                    session.threads(),
                    batch,
                    session.parameterCount(),
                    microseconds,
                    1e6 / microseconds,
                    gflops,
                    peak,
                    gflops.map(achieved -> achieved / peak),
                    memory);
        }
    }

    /** Returns whether a trainer can have done the work of the model; if not, standard error says why. */
    private boolean works(Trainer trainer, Map<String, Tensor> before, TrainingSession session, double peakShare) {
        String reason;
        if (peakShare > MOST_OF_PEAK) {
            reason = "is faster than matrix products alone can be";
        } else if (!before.isEmpty() && before.equals(session.parameters())) {
            reason = "changes no parameter in its steps";
        } else {
            return true;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println("The trainer '" + trainer.id() + "' " + reason + ", so that it has no flops per second.");
        err.flush();
        return false;
    }

    private void explainFallback(Trainer trainer, GraphDescription graph) {
        PrintWriter err = spec.commandLine().getErr();
        if (trainer instanceof CompiledTrainer) {
            graph.fallback().ifPresent(reason -> err.println(GraphTable.fallback(graph.model(), reason)));
            graph.partialFallback().ifPresent(part -> err.println(GraphTable.partialFallback(graph.model(), part)));
        }
        err.flush();
    }

    private double medianNanos(Workload<?> workload, TrainingSession session, int batchSize) {
        Targets targets = workload.spec().targets();
        BatchSampler sampler = new BatchSampler(
                workload.data().train(targets), batchSize, workload.spec().seeds());
        double learningRate = workload.spec().optimizer().learningRate();
        StepClock clock = new StepClock(options.warmUp, MEASUREMENT);
        OptionalInt steps = options.steps == null ? OptionalInt.empty() : OptionalInt.of(options.steps);
        return clock.<Batch>medianNanos(
                sampler::next,
                options.infer
                        ? batch -> session.logits(batch.tokens(), batch.positions(), targets)
                        : batch -> session.step(batch, learningRate),
                steps);
    }
}
