package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Durations;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.experiment.Study;
import org.transformerbench.api.registry.ProviderFailure;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.api.training.StudyStart;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.examples.report.ComparisonText;
import org.transformerbench.examples.report.ResultTable;
import org.transformerbench.examples.report.ResultsFolder;
import org.transformerbench.models.checkpoint.CheckpointFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Trains models on one task and shows the table.",
        description = {
            "Runs every model with every learning rate and every seed. The table goes to standard output, progress and"
                    + " errors to standard error. If nothing says what to compare, it is the study " + Defaults.STUDY
                    + ": two-digit addition, with a small search of learning rates and three seeds."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:at least one run has a result",
            "1:no run has one, for example because data cannot be had; or results or models could not be written",
            "2:a mistake in what was typed, or in the file, or a path that cannot be written",
            "3:as 0, but models that cannot do the task were left out; standard error says which and why",
            "130:ended by Ctrl-C, after a checkpoint of each run in training; the same command again goes on"
        },
        footer = {
            "",
            "Examples:",
            "  transformer-bench compare",
            "  transformer-bench compare --models mlp,nano-gpt --learning-rates 1e-3,1e-2 --seeds 1,2,3",
            "  transformer-bench compare addition --set digits=2 --steps 500 --output two-digits",
            "  transformer-bench compare shakespeare --corpus input.txt --batch-size 64 --time 5m",
            "  transformer-bench compare --file notebook-addition --output notebook",
            "  transformer-bench compare --file my-study.yaml --parallel 2",
            "  transformer-bench compare --file my-study.yaml --shard 3/8 --output grid"
        })
final class CompareCommand implements Callable<Integer> {
    /** Exit code for a table without some of the models. */
    private static final int LEFT_OUT = 3;

    private final Environment environment;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CompareOptions options;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private PluginOptions plugins;

    CompareCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        cluster.check(spec.commandLine().getParseResult());
        Path output = options.folder();
        environment.backend().begin();
        if (StudyFactory.saysNothing(spec.commandLine().getParseResult())) {
            options.study.file = Defaults.STUDY;
        }
        GracefulShutdown earlyEnd = new GracefulShutdown(spec.commandLine().getErr(), GracefulShutdown.PATIENCE);
        try (URLClassLoader loader = plugins.open();
                RunPlace place = cluster.place();
                ResultsFolder folder = new ResultsFolder(
                        output,
                        spec.commandLine().getErr(),
                        options.study.again,
                        () -> place.endOfRuns(earlyEnd::end));
                WatchPage page =
                        WatchPage.open(options.watch, spec.commandLine().getErr())) {
            Registry registry = environment.discovery().apply(loader);
            Optional<Study> file = file(registry);
            Optional<RunCheckpoint> origin =
                    Optional.ofNullable(options.study.continueFrom).map(ContinuedExperiment::read);
            Optional<Experiment> typed = file.isPresent()
                    ? Optional.empty()
                    : Optional.of(options.namingOptions(() -> experiment(registry, origin)));
            Path unfinished = output.resolve("checkpoints");
            CheckpointFolder files = new CheckpointFolder(unfinished);
            CommandCheckpoints checkpoints = new CommandCheckpoints(
                    files,
                    folder::lacks,
                    options.study.again,
                    spec.commandLine().getErr());
            ExperimentRunner runner =
                    keeping(checkpoints, earlyEnd, new ExperimentRunner(registry).withParallelRuns(parallelRuns()));
            ModelFiles models =
                    new ModelFiles(output.resolve("models"), spec.commandLine().getErr());
            probeOutputs(folder, models.folder(), unfinished);
            warnOf(registry.failures());
            environment.backend().check();
            TrainingListener progress =
                    environment.progress().apply(spec.commandLine().getErr());
            TrainingListener saving = options.save ? models : new TrainingListener() {};
            runner = options.study.threads.of(runner, trainers(registry, file, typed));
            runner = origin.isPresent() ? runner.continuingFrom(origin.get()) : runner;
            runner = options.noInference ? runner : runner.measuringInference();
            // Also where they are not wanted: a line is not appended to what is no file of results.
            List<RunResult> earlier = folder.earlier();
            folder.trials(); // What is no file of trials is refused before the first run, too.
            Study study = typed.map(experiment -> new Study("", List.of(experiment)))
                    .or(() -> file)
                    .orElseThrow();
            cluster.check(study);
            options.study.shard.check(study);
            StudyRuns runs = new StudyRuns(
                    place.of(
                            runner.resuming(options.study.again ? List.of() : earlier),
                            registry,
                            plugins.paths(),
                            checkpointInterval()),
                    options.study.shard.value(),
                    output,
                    folder,
                    earlyEnd,
                    page,
                    spec.commandLine().getErr());
            List<RunResult> results = file.isPresent()
                    ? run(runs, study, folder.listener(), earlyEnd, progress, saving, page.listener())
                    : options.namingOptions(() ->
                            runs.run(study, true, folder.listener(), earlyEnd, progress, saving, page.listener()));
            folder.complete(results);
            checkpoints.deleteWritten();
            files.removeIfEmpty();
            if (isEmptyShard(results)) {
                return reportEmpty(folder);
            }
            int code = report(results, folder);
            return models.report() == ExitCode.OK ? code : ExitCode.SOFTWARE;
        }
    }

    private Experiment experiment(Registry registry, Optional<RunCheckpoint> origin) {
        boolean typedRate = spec.commandLine().getParseResult().hasMatchedOption("--learning-rates");
        if (typedRate && options.learningRates.size() == 1) {
            options.tuning.keepLearningRate(options.learningRates.get(0));
        }
        return origin.isPresent()
                ? new ContinuedExperiment(registry, origin.get())
                        .create(options, spec.commandLine().getParseResult())
                : ExperimentFactory.ofSeveralModels(registry).create(options);
    }

    private static List<Trainer> trainers(Registry registry, Optional<Study> file, Optional<Experiment> typed) {
        return Stream.concat(file.map(Study::experiments).stream().flatMap(List::stream), typed.stream())
                .map(experiment -> registry.trainer(experiment.trainer()))
                .toList();
    }

    private Optional<Study> file(Registry registry) {
        return options.study.file == null
                ? Optional.empty()
                : Optional.of(new StudyFactory(registry)
                        .create(options, spec.commandLine().getParseResult()));
    }

    private List<RunResult> run(StudyRuns runs, Study study, TrainingListener... listeners) {
        List<TrainingListener> all = new ArrayList<>(List.of(listeners));
        all.add(0, new Title(study.title(), spec.commandLine().getErr()));
        try {
            return runs.run(study, false, all.toArray(TrainingListener[]::new));
        } catch (ConfigException e) {
            throw new ConfigException(options.study.file + ": " + e.getMessage(), e);
        }
    }

    /** A title that is printed once, when all names and values have been validated. */
    private static final class Title implements TrainingListener {
        private final String title;
        private final PrintWriter messages;
        private boolean printed;

        Title(String title, PrintWriter messages) {
            this.title = title;
            this.messages = messages;
        }

        @Override
        public void onStudyStart(StudyStart start) {
            if (!title.isBlank() && !printed) {
                printed = true;
                messages.println(title);
                messages.flush();
            }
        }
    }

    private int parallelRuns() {
        Require.atLeast("--parallel", options.study.parallel, 1);
        return options.study.parallel;
    }

    private ExperimentRunner keeping(
            CommandCheckpoints checkpoints, GracefulShutdown earlyEnd, ExperimentRunner runner) {
        return keepsCheckpoints()
                ? runner.withCheckpoints(
                        earlyEnd.watching(checkpoints), checkpointInterval().orElseThrow())
                : runner;
    }

    /** Returns the time from one checkpoint of a run to the next; empty for no checkpoints. */
    private Optional<Duration> checkpointInterval() {
        if (options.checkpointEvery.equalsIgnoreCase(Configs.NONE)) {
            return Optional.empty();
        }
        try {
            Duration interval = Durations.parse(options.checkpointEvery);
            Require.that(!interval.isNegative(), "interval", interval, "must not be negative");
            return Optional.of(interval);
        } catch (ConfigException e) {
            throw new ConfigException(
                    "--checkpoint-every: " + e.getMessage() + "; or write '" + Configs.NONE + "' for no checkpoints",
                    e);
        }
    }

    /** A study that was interrupted may have no results either. */
    private boolean isEmptyShard(List<RunResult> results) {
        return results.isEmpty()
                && options.study.shard.value().isPart()
                && !Thread.currentThread().isInterrupted();
    }

    private int reportEmpty(ResultsFolder folder) {
        if (!Files.exists(folder.lines())) {
            // So that there is a file of every shard that has come to its end.
            new ResultsFile(folder.lines()).replace(List.of());
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println("Shard " + options.study.shard.value() + " has no run: the study has fewer runs than shards. "
                + folder.lines() + " is there for 'merge'.");
        err.flush();
        return ExitCode.OK;
    }

    private int report(List<RunResult> results, ResultsFolder folder) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(ComparisonText.of(results, folder.notes(), folder.trials().trials()));
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        ResultTable.troubles(results).forEach(err::println);
        ResultTable.tooShort(results).ifPresent(err::println);
        List<String> unwritten = folder.unwritten();
        unwritten.forEach(out::println);
        out.flush();
        err.println(
                unwritten.isEmpty()
                        ? "Results: " + folder.lines() + " and " + folder.report()
                        : folder.lines() + " lacks " + unwritten.size() + " of " + results.size()
                                + " results: their lines are the last ones on standard output");
        int others = folder.others();
        if (others > 0) {
            err.println("Also in " + folder.lines() + ", but not part of this study: " + others
                    + (others == 1 ? " run" : " runs") + " of earlier commands. 'report' shows all, " + folder.report()
                    + " this study only.");
        }
        List<RunResult> made = results.stream()
                .filter(result -> result.outcome().kind() != Outcome.Kind.LEFT_OUT)
                .toList();
        // A shard may have nothing but a model that was left out.
        boolean nothing = !made.isEmpty()
                && made.stream().allMatch(result -> result.outcome().kind() == Outcome.Kind.FAILED);
        if (nothing) {
            err.println(made.size() == 1 ? "The run failed." : "All " + made.size() + " runs failed.");
        }
        if (options.study.shard.value().isPart()) {
            err.println("This was shard " + options.study.shard.value() + "; 'merge " + options.output + " --output "
                    + options.output + "' puts all shards in that folder together.");
        }
        err.flush();
        if (nothing || !unwritten.isEmpty()) {
            return ExitCode.SOFTWARE;
        }
        return made.size() < results.size() ? LEFT_OUT : ExitCode.OK;
    }

    /** Warns of plug-ins that were left out. A plug-in that is left out must not look as if it had never been asked for. */
    private void warnOf(List<ProviderFailure> failures) {
        PrintWriter err = spec.commandLine().getErr();
        failures.forEach(failure -> err.println(Excerpt.line("Failed to load and left out: " + failure.service() + " "
                + failure.provider() + ": " + failure.reason())));
        err.flush();
    }

    /** Checks that the output files can be written. Before the first run, because its result would be lost. */
    private void probeOutputs(ResultsFolder folder, Path models, Path checkpoints) {
        OutputProbe.appended("--output", folder.lines());
        OutputProbe.replaced("--output", folder.report());
        if (options.save) {
            OutputProbe.folder("--save", models);
        }
        if (keepsCheckpoints()) {
            OutputProbe.folder("--checkpoint-every", checkpoints);
        }
    }

    private boolean keepsCheckpoints() {
        return !cluster.cluster && checkpointInterval().isPresent();
    }
}
