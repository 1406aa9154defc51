package org.transformerbench.examples.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Suggestion;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.statistics.SequentialSeeds;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code compare}: what to compare, and how. */
final class CompareOptions {
    /** A message on the most seeds, whether or not all models are known where it comes from. */
    private static final Pattern ON_MOST_SEEDS =
            Pattern.compile("(seeds " + SequentialSeeds.UNTIL_DECIDED + ": )?mostSeeds \\(.*");

    @Parameters(
            arity = "0..1",
            paramLabel = "TASK",
            defaultValue = Defaults.TASK,
            description = "The task's id, as in 'transformer-bench list'. Default: ${DEFAULT-VALUE}.")
    String task;

    @Option(
            names = "--models",
            split = ",",
            paramLabel = "ID",
            description = "Models in the order of the runs. Default: all that are installed.")
    List<String> models = new ArrayList<>();

    @Option(
            names = "--learning-rates",
            split = ",",
            paramLabel = "RATE",
            defaultValue = Defaults.LEARNING_RATES,
            description = "Each model is trained with each of them. Default: ${DEFAULT-VALUE}.")
    List<Double> learningRates;

    @Option(
            names = "--seeds",
            split = ",",
            paramLabel = "SEED",
            defaultValue = Defaults.SEEDS,
            description = {
                "Each combination is repeated with each of them; or '" + SequentialSeeds.UNTIL_DECIDED
                        + "': 1, 2 and so on, until the"
                        + " two leading models are decided or --most-seeds are used up. Default: ${DEFAULT-VALUE}."
            })
    List<String> seeds;

    @Option(
            names = "--most-seeds",
            paramLabel = "N",
            description = "The most seeds of --seeds " + SequentialSeeds.UNTIL_DECIDED + ". Default: "
                    + SequentialSeeds.DEFAULT_MOST_SEEDS + ".")
    Integer mostSeeds;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            defaultValue = Defaults.PROTOCOL,
            description = {
                "The rules: " + Protocol.STRICT + " (dropout off in evaluation, validation data decides when to stop,"
                        + " test data read once at the end) or " + Protocol.NOTEBOOK_2023
                        + " (as in the notebook: dropout on, test data read all the time, evaluation timed). --set"
                        + " changes single switches, for example evaluationDropout=true. Default: ${DEFAULT-VALUE}."
            })
    String protocol;

    @Mixin
    BudgetOptions budget;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = Defaults.BATCH_SIZE,
            description = "Examples per step. Default: ${DEFAULT-VALUE}.")
    String batchSize;

    @Option(
            names = "--interval",
            paramLabel = "STEPS",
            defaultValue = Defaults.INTERVAL,
            description = "Steps between evaluations. Default: ${DEFAULT-VALUE}.")
    String interval;

    @Option(
            names = "--trainer",
            paramLabel = "ID",
            defaultValue = Defaults.TRAINER,
            description = "What executes the steps. Default: ${DEFAULT-VALUE}.")
    String trainer;

    @Mixin
    SettingOptions settings;

    @Mixin
    TuningOptions tuning;

    @Mixin
    StudyOptions study;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            defaultValue = Defaults.OUTPUT,
            description = {
                "Where results.jsonl and results.md go. Each run is appended to results.jsonl as soon as it ends, after"
                        + " those of earlier commands; results.md shows this command's runs. The same command again goes"
                        + " on where it was ended. Default: the current folder."
            })
    Path output;

    @Option(
            names = "--save",
            description = {
                "Keep each trained model in the folder models of the output folder, for 'sample' and 'solve' and as a"
                        + " checkpoint of the original implementation. A run that is skipped, because its result is"
                        + " there, saves none; --again makes it. Default: no."
            })
    boolean save;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "DURATION",
            defaultValue = Defaults.CHECKPOINT_INTERVAL,
            description = {
                "How often a run in training is kept in the folder checkpoints of the output folder, or 'none'. The same"
                        + " command goes on from there if it was ended in the middle of a run, and the result is the"
                        + " same. The checkpoint of a finished run is removed. Default: ${DEFAULT-VALUE}."
            })
    String checkpointEvery;

    @Option(
            names = "--watch",
            paramLabel = "PORT",
            description = {
                "Serve the report to browsers on this machine while the runs go on, with the curves of those in progress:"
                        + " http://localhost:PORT/, 0 for any port that is free. The page reloads itself, and ends with the"
                        + " command. Default: no."
            })
    Integer watch;

    @Option(
            names = "--no-inference",
            description = {
                "Leave out how fast each trained model answers, which takes about a second per run. Default: measure it."
            })
    boolean noInference;

    /** Returns the folder for the results: the output folder, or that of the shard in it. */
    Path folder() {
        return study.shard.folder(output);
    }

    /**
     * Chooses the seeds of an experiment.
     *
     * @throws ConfigException if one is no integer, or the most seeds are given and the seeds are fixed
     */
    void seeds(Experiment.Builder experiment) {
        if (seeds.equals(List.of(SequentialSeeds.UNTIL_DECIDED))) {
            experiment.seedsUntilDecided(mostSeeds == null ? SequentialSeeds.DEFAULT_MOST_SEEDS : mostSeeds);
            return;
        }
        if (mostSeeds != null) {
            throw new ConfigException(
                    "--most-seeds has no effect; use it with --seeds " + SequentialSeeds.UNTIL_DECIDED);
        }
        if (seeds.stream().map(String::strip).anyMatch(SequentialSeeds.UNTIL_DECIDED::equals)) {
            throw new ConfigException("--seeds: " + SequentialSeeds.UNTIL_DECIDED
                    + " stands alone: which seeds are added is fixed beforehand; --most-seeds says how many at most");
        }
        experiment.seeds(seeds.stream().mapToLong(CompareOptions::seed).toArray());
    }

    /**
     * Runs what finds mistakes in values that were typed as options, of which it knows the names that they have in files.
     *
     * @throws ConfigException if there is a mistake; its message begins with the name of the option
     */
    <R> R namingOptions(Supplier<R> action) {
        try {
            return action.get();
        } catch (ConfigException e) {
            Optional<String> option =
                    mostSeeds != null && ON_MOST_SEEDS.matcher(e.getMessage()).matches()
                            ? Optional.of("--most-seeds")
                            : tuning.option(e.getMessage());
            throw option.map(name -> new ConfigException(name + ": " + e.getMessage(), e))
                    .orElse(e);
        }
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new ConfigException(
                    "--seeds (" + Excerpt.of(text) + ") must be whole numbers, or " + SequentialSeeds.UNTIL_DECIDED
                            + Suggestion.didYouMean(text, List.of(SequentialSeeds.UNTIL_DECIDED)),
                    e);
        }
    }
}
