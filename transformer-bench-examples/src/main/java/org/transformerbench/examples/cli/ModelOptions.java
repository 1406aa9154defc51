package org.transformerbench.examples.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.FileNames;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options that choose a command's model: one from a file, or one trained on the spot. */
final class ModelOptions {
    private static final String FILE = "--model-file";
    private static final String MODEL = "--model";
    static final String FILE_ENDING = ".safetensors";
    private static final Set<String> OF_TRAINING = Set.of(
            MODEL,
            "--task",
            "--corpus",
            "--data",
            "--set",
            "--time",
            "--steps",
            "--tokens",
            "--targets",
            "--flops",
            "--stop-accuracy",
            "--learning-rate",
            "--batch-size",
            "--threads",
            "--save");

    /** Returns whether a command line names the file of a model. */
    static boolean nameFile(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            boolean isValue = i > 0 && arguments.get(i - 1).equals(MODEL);
            boolean hasValue = argument.startsWith(MODEL + "=");
            if (argument.startsWith(FILE)
                    || isValue && isFile(argument)
                    || hasValue && isFile(argument.substring(MODEL.length() + 1))) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the value of an option is no id: by its ending, or since there is such a file. */
    private static boolean isFile(String model) {
        FileNames names = FileNames.ofThisJvm();
        return model.endsWith(FILE_ENDING)
                || names.canUse(model) && model.indexOf('.') >= 0 && Files.isRegularFile(Path.of(model));
    }

    @Option(
            names = FILE,
            paramLabel = "FILE",
            description = "A model from 'compare --save' or --save. Default: one is trained on the spot.")
    Path file;

    @Option(
            names = MODEL,
            paramLabel = "ID",
            description = "The model to train, or a file of one, such as sums" + FILE_ENDING + ". Default: "
                    + Defaults.SAMPLE_MODEL + " to sample, " + Defaults.SOLVE_MODEL + " to predict and solve.")
    String model;

    @Option(
            names = "--task",
            paramLabel = "ID",
            description = "What to train it on. Default: " + Defaults.SAMPLE_TASK + " to sample, " + Defaults.TASK
                    + " to predict; to solve, what the first problem is.")
    String task;

    @Mixin
    SettingOptions settings;

    @Mixin
    BudgetOptions budget;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            description =
                    "Default: " + Defaults.LEARNING_RATES + "; on running text " + Defaults.TEXT_LEARNING_RATE + ".")
    Double learningRate;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Examples per step. Default: " + Defaults.BATCH_SIZE + "; on running text "
                    + Defaults.TEXT_BATCH_SIZE + ".")
    String batchSize;

    @Option(
            names = "--trainer",
            paramLabel = "ID",
            defaultValue = Defaults.TRAINER,
            description = "What trains and computes. Default: ${DEFAULT-VALUE}.")
    String trainer;

    @Mixin
    ThreadOption threads;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "Of everything that is drawn. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--save", paramLabel = "FILE", description = "Keep the model that is trained. Default: no.")
    Path save;

    /**
     * Checks the options.
     *
     * @throws ConfigException if options of training were typed beside a file, or the model could not be saved
     */
    void check(ParseResult parsed) {
        boolean modelIsFile = model != null && isFile(model);
        if (modelIsFile) {
            if (file != null) {
                throw new ConfigException(
                        MODEL + ": either " + model + " or the file of " + FILE + "; one of them would be lost");
            }
            file = FileNames.ofThisJvm().path(model);
            model = null;
        }
        List<String> useless = parsed.matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(OF_TRAINING::contains)
                .filter(option -> !modelIsFile || !option.equals(MODEL))
                .toList();
        if (file != null && !useless.isEmpty()) {
            throw new ConfigException(
                    String.join(", ", useless) + ": no effect on a model from a file; leave out either " + FILE + " or "
                            + (useless.size() == 1 ? "this" : "these"));
        }
        if (save != null) {
            OutputProbe.replaced("--save", save);
        }
    }
}
