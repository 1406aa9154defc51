package org.transformerbench.examples.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.Task;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.experiment.Settings;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.TrainingConfig;
import picocli.CommandLine.Option;

/** The options that set single values of tasks and models, and the text file of a task that reads one. */
final class SettingOptions {
    private static final String CORPUS = "corpus";

    @Option(
            names = "--corpus",
            paramLabel = "FILE",
            description = "The UTF-8 text to learn from, for tasks that read one. Default: the task's own.")
    private Path corpus;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = {
                "A single setting, for example digits=2 for whatever has such a setting, or nano-gpt.heads=2 for one"
                        + " model; 'training.' holds beta1, schedule and so on, 'protocol.' the switches of the protocol."
                        + " weightDecay is that of all parameters, biases and gains of norms too."
                        + " May be repeated."
            })
    private Map<String, String> settings = new LinkedHashMap<>();

    /**
     * Returns all settings; the corpus is a setting of its task.
     *
     * @throws ConfigException if the task reads no text, or there is no such file
     */
    Map<String, String> of(Task<?> task, Registry registry) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        corpus(task, registry).ifPresent(path -> all.put(task.id() + "." + CORPUS, path));
        return all;
    }

    /**
     * Returns the settings for a command that allows only those of the training.
     *
     * @param option that is why
     * @throws ConfigException if one is of something else
     */
    Map<String, String> ofTraining(String option) {
        Map<String, String> values = new LinkedHashMap<>();
        settings.forEach((key, value) -> {
            String component =
                    key.startsWith(Settings.TRAINING + ".") ? key.substring(Settings.TRAINING.length() + 1) : key;
            if (!Configs.keys(TrainingConfig.class).contains(component)) {
                throw new ConfigException(
                        "--set " + key + ": beside " + option + ", only values of the training can be set: "
                                + String.join(", ", Configs.keys(TrainingConfig.class)));
            }
            values.put(component, value);
        });
        return values;
    }

    /** Returns whether any of these training values is set. */
    boolean setsTraining(String... keys) {
        return Arrays.stream(keys)
                .anyMatch(key -> settings.containsKey(key) || settings.containsKey(Settings.TRAINING + "." + key));
    }

    /** Returns whether a task reads running text. */
    static boolean readsText(Task<?> task) {
        return Configs.keys(task.configType()).contains(CORPUS);
    }

    private Optional<String> corpus(Task<?> task, Registry registry) {
        if (corpus == null) {
            return Optional.empty();
        }
        if (!readsText(task)) {
            List<String> readers = new ArrayList<>();
            registry.tasks().stream()
                    .filter(other -> readsText(other.provider()))
                    .forEach(other -> readers.add(other.id()));
            throw new ConfigException("--corpus: the task '" + task.id() + "' reads no text; those that do: "
                    + (readers.isEmpty() ? "none" : String.join(", ", readers)));
        }
        InputFile.require("--corpus", corpus);
        return Optional.of(corpus.toString());
    }
}
