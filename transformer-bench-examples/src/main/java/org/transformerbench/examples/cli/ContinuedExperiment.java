package org.transformerbench.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.models.checkpoint.CheckpointFolder;
import picocli.CommandLine.ParseResult;

/** A factory of experiments that continue from a checkpoint, with the few options that may change how to train on. */
final class ContinuedExperiment {
    private static final String NAME = "--continue-from";
    private static final List<String> BESIDE = List.of(
            "--steps",
            "--time",
            "--tokens",
            "--targets",
            "--flops",
            "--stop-accuracy",
            "--interval",
            "--learning-rates",
            "--set",
            "--output",
            "--save",
            "--no-inference",
            "--again",
            "--parallel",
            "--threads",
            "--shard",
            "--checkpoint-every",
            "--watch",
            "--plugins",
            "--verbose");

    private final Registry registry;
    private final RunSpec run;

    ContinuedExperiment(Registry registry, RunCheckpoint checkpoint) {
        this.registry = registry;
        this.run = checkpoint.run().spec();
    }

    /**
     * Reads a checkpoint.
     *
     * @throws ConfigException if there is no checkpoint that can be read
     */
    static RunCheckpoint read(Path file) {
        InputFile.require(NAME, file);
        try {
            return CheckpointFolder.read(file);
        } catch (IOException e) {
            throw new ConfigException(NAME + ": " + file + " cannot be read: " + e.getMessage(), e);
        } catch (DataException e) {
            throw new ConfigException(NAME + ": " + e.getMessage(), e);
        }
    }

    /**
     * Creates the experiment.
     *
     * @param typed to find out which options were given
     * @throws IllegalArgumentException if an id is unknown, a value breaks a rule, or an option makes no sense here
     */
    Experiment create(CompareOptions options, ParseResult typed) {
        requireNothingElse(typed);
        TrainingConfig training = training(options, typed);
        List<Double> rates =
                typed.hasMatchedOption("--learning-rates") ? options.learningRates : List.of(training.learningRate());
        Experiment.Builder experiment = Experiment.on(run.task())
                .models(run.model())
                .learningRates(rates.stream().mapToDouble(Double::doubleValue).toArray())
                .seeds(run.seed())
                .trainer(run.trainer())
                .protocol(run.protocol())
                .training(training.withLearningRate(rates.get(0)));
        set(experiment, run.task(), registry.task(run.task()).configType(), run.completeTaskConfig());
        set(experiment, run.model(), registry.model(run.model()).configType(), run.modelConfig());
        return experiment.build();
    }

    private TrainingConfig training(CompareOptions options, ParseResult typed) {
        TrainingConfig training = run.trainingConfig();
        if (!options.budget.none()) {
            training =
                    ExperimentFactory.ofSeveralModels(registry).budgets(training, options.budget, options.budget.time);
        }
        if (typed.hasMatchedOption("--stop-accuracy")) {
            training = training.with(Map.of("stopAccuracy", options.budget.stopAccuracy));
        }
        if (typed.hasMatchedOption("--interval")) {
            training = training.with(Map.of("evaluationInterval", options.interval));
        }
        return training.with(options.settings.ofTraining(NAME));
    }

    /** Sets all values explicitly. All values, so that no default of another version comes in between. */
    private static void set(
            Experiment.Builder experiment, String owner, Class<? extends Record> type, ObjectNode values) {
        for (String key : Configs.keys(type)) {
            experiment.set(owner + "." + key, Configs.text(values.path(key)));
        }
    }

    private static void requireNothingElse(ParseResult typed) {
        List<String> wrong = StudyFactory.besides(typed, NAME, BESIDE);
        if (!wrong.isEmpty()) {
            throw new ConfigException(NAME + " takes all else from the checkpoint: " + String.join(", ", wrong)
                    + " cannot be given beside it; what can is " + String.join(", ", BESIDE));
        }
    }
}
