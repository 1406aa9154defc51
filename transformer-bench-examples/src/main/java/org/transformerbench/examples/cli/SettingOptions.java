package org.transformerbench.examples.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.api.Model;
import org.transformerbench.api.Task;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Suggestion;
import org.transformerbench.api.experiment.Settings;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.TrainingConfig;
import picocli.CommandLine.Option;

/** The options that set single values of tasks and models, and the file of a task that reads one. */
final class SettingOptions {
    private static final String CORPUS = "corpus";
    private static final String DATA = "data";
    /** What tasks read from the files of these settings, each of which is an option too. */
    private static final Map<String, String> FILES = Map.of(CORPUS, "text", DATA, "table");

    @Option(
            names = "--corpus",
            paramLabel = "FILE",
            description = "The UTF-8 text to learn from, for tasks that read one. Default: the task's own.")
    private Path corpus;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = {
                "Your own examples to learn from, for the tasks labels, lines and pairs: a table in CSV, TSV or JSON lines, or"
                        + " one text per line, as the file's ending says. --set names columns, for example --set label=language."
            })
    private Path data;

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
     * Returns all settings; a file is a setting of its task.
     *
     * @throws ConfigException if the task reads no such file, or there is none
     */
    Map<String, String> of(Task<?> task, Registry registry) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        for (String key : given()) {
            requireReader(key, task, registry);
        }
        all.putAll(files(task));
        return all;
    }

    /**
     * Returns the settings of those files that a task reads.
     *
     * @throws ConfigException if there is no such file
     */
    Map<String, String> files(Task<?> task) {
        Map<String, String> files = new LinkedHashMap<>();
        for (String key : given()) {
            if (reads(task, key)) {
                Path file = key.equals(CORPUS) ? corpus : data;
                InputFile.require("--" + key, file);
                files.put(task.id() + "." + key, file.toString());
            }
        }
        return files;
    }

    private List<String> given() {
        List<String> given = new ArrayList<>();
        if (corpus != null) {
            given.add(CORPUS);
        }
        if (data != null) {
            given.add(DATA);
        }
        return given;
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

    /**
     * Returns the settings for a command that has a model and no task.
     *
     * @throws ConfigException if a file for a task is given, or a setting is not one of the model
     */
    Map<String, String> ofModel(Model<?> model) {
        given().stream().findFirst().ifPresent(key -> {
            throw new ConfigException("--" + key + ": no effect without a --task that reads it");
        });
        Map<String, String> values = new LinkedHashMap<>();
        settings.forEach((key, value) -> {
            String component =
                    key.startsWith(model.id() + ".") ? key.substring(model.id().length() + 1) : key;
            List<String> known = Configs.keys(model.configType());
            if (!known.contains(component)) {
                throw new ConfigException("--set " + key + ": the model '" + model.id() + "' has no such value"
                        + Suggestion.didYouMean(component, known) + " Known: " + String.join(", ", known));
            }
            // A qualified key wins.
            if (!key.equals(component) || !settings.containsKey(model.id() + "." + key)) {
                values.put(component, value);
            }
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
        return reads(task, CORPUS);
    }

    /** Returns whether a task reads a table of a user's own. */
    static boolean readsTable(Task<?> task) {
        return reads(task, DATA);
    }

    private static boolean reads(Task<?> task, String key) {
        return Configs.keys(task.configType()).contains(key);
    }

    private static void requireReader(String key, Task<?> task, Registry registry) {
        if (!reads(task, key)) {
            List<String> readers = new ArrayList<>();
            registry.tasks().stream()
                    .filter(other -> reads(other.provider(), key))
                    .forEach(other -> readers.add(other.id()));
            throw new ConfigException("--" + key + ": the task '" + task.id() + "' reads no " + FILES.get(key)
                    + "; those that do: " + (readers.isEmpty() ? "none" : String.join(", ", readers)));
        }
    }
}
