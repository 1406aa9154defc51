package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.experiment.Settings;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.BundleWriter;
import org.transformerbench.models.pytorch.ImportedModel;
import org.transformerbench.models.pytorch.PyTorchWeights;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Makes a model file of weights that were trained with PyTorch.",
        description = {
            "Reads a safetensors file with the names of the original implementation, finds layers, widths, vocabulary and context"
                    + " length in the shapes, and writes a file as 'compare --save' does. What no shape tells is set by --set.",
            "Weights do not say which symbol a token stands for: --task names data with the same symbols in the same order, and the"
                    + " model is tried on some of it: so is each number of heads, if none is set and no shape tells it. Without a"
                    + " task the file takes tokens and no text."
        },
        footer = {
            "",
            "Examples:",
            "  transformer-bench import --from-pytorch ckpt.safetensors --model nano-gpt --set heads=6 --task shakespeare"
                    + " --output shakespeare.safetensors",
            "  transformer-bench import --from-pytorch adder.safetensors --model tl-transformer --task addition --output"
                    + " adder-model.safetensors"
        })
final class ImportCommand implements Callable<Integer> {
    private static final String CONTEXT = "contextLength";
    private static final long SEED = 1;

    private final Environment environment;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--from-pytorch",
            required = true,
            paramLabel = "FILE",
            description = "The weights, as safetensors.torch.save_file writes them.")
    private Path weights;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "ID",
            description = "The model that they belong to, as in 'transformer-bench list'.")
    private String model;

    @Option(names = "--task", paramLabel = "ID", description = "What it was trained on. Default: it is not said.")
    private String task;

    @Mixin
    private SettingOptions settings;

    @Option(
            names = "--ignore",
            paramLabel = "NAME",
            description = {
                "A tensor of the file that is no weight of the model; with * at the end, all whose names begin so. May be"
                        + " repeated. Default: none."
            })
    private List<String> ignored = new ArrayList<>();

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "The model file to write.")
    private Path output;

    @Mixin
    private PluginOptions plugins;

    /** The settings of a training that there is not. */
    private record NoTraining() {}

    ImportCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        InputFile.require("--from-pytorch", weights);
        OutputProbe.replaced("--output", output);
        if (Files.exists(output) && Files.isSameFile(output, weights)) {
            throw new ConfigException("--output: " + output + " is the file of the weights, which would be lost");
        }
        environment.backend().begin();
        try (URLClassLoader loader = plugins.open()) {
            Registry registry = environment.discovery().apply(loader);
            PyTorchWeights file = PyTorchWeights.read(weights).ignoring(ignored.toArray(String[]::new));
            importTo(registry.model(model), file, registry);
            return ExitCode.OK;
        }
    }

    private <C extends Record> void importTo(Model<C> typed, PyTorchWeights file, Registry registry)
            throws IOException {
        if (task != null) {
            importFor(registry.task(task), typed, file, registry);
            return;
        }
        ImportedModel<C> imported = file.with(settings.ofModel(typed)).toModel(typed);
        describe(imported);
        environment.backend().check();
        write(imported.toBundle());
        spec.commandLine().getErr().println("No --task was named: the file takes tokens and no text.");
    }

    private <T extends Record, C extends Record> void importFor(
            Task<T> data, Model<C> typed, PyTorchWeights file, Registry registry) throws IOException {
        Map<String, String> values = new LinkedHashMap<>(settings.of(data, registry));
        ExperimentFactory.refusePreset(values.keySet());
        Settings owners = Settings.of(data, List.of(typed), NoTraining.class, values);
        PyTorchWeights configured = file.with(owners.model(typed));
        List<ImportedModel<C>> known =
                PyTorchWeights.tellContextLengthOf(typed) ? configured.candidates(typed) : List.of();
        known.stream()
                .findFirst()
                .ifPresent(imported -> readWindowsOf(imported.shape().contextLength(), data, values));
        Settings complete = Settings.of(data, List.of(typed), NoTraining.class, values);
        Protocol protocol = complete.protocol(Protocol.strict());
        Dataset loaded = data.load(complete.task(data, protocol), new SeedStreams(SEED));
        Targets targets = Settings.targets(typed, loaded, protocol);
        environment.backend().check();
        List<ImportedModel<C>> candidates = known.isEmpty() ? candidatesFor(typed, configured, loaded) : known;
        candidates.get(0).requireFit(loaded, targets);
        ImportTrial trial = new ImportTrial(task, loaded, targets, registry.trainer(Defaults.TRAINER));
        ImportTrial.Tried<C> tried = trial.best(candidates, spec.commandLine().getOut());
        describe(tried.model());
        trial.report(
                tried.loss(), spec.commandLine().getOut(), spec.commandLine().getErr());
        write(tried.model().toBundle(loaded, targets));
    }

    /** Returns the models that the weights may be; where these do not tell how many positions are read, the data does. */
    private static <C extends Record> List<ImportedModel<C>> candidatesFor(
            Model<C> model, PyTorchWeights file, Dataset data) {
        return PyTorchWeights.tellSizesOf(model)
                ? file.withContextLength(data.contextLength()).candidates(model)
                : List.of(file.toModel(model, shapeFor(model, data)));
    }

    private static SequenceShape shapeFor(Model<?> model, Dataset data) {
        return SequenceShape.of(data.vocabulary().size(), data.contextLength(), model.predicts());
    }

    /** Has running text cut into windows as long as those that the model was trained on. */
    private static void readWindowsOf(int positions, Task<?> task, Map<String, String> values) {
        String key = task.id() + "." + CONTEXT;
        if (Configs.keys(task.configType()).contains(CONTEXT)
                && !values.containsKey(CONTEXT)
                && !values.containsKey(key)) {
            values.put(key, Integer.toString(positions));
        }
    }

    private void describe(ImportedModel<?> imported) {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, String> values = new Configs().texts(imported.config());
        out.println(imported.model().id() + ": " + imported.shape().vocabularySize() + " symbols, "
                + imported.shape().contextLength() + " positions, " + shown(values, values.keySet()));
        if (!imported.assumed().isEmpty()) {
            out.println("Not in the file, and as by default; --set changes it: " + shown(values, imported.assumed()));
        }
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        imported.warnings().forEach(err::println);
        err.flush();
    }

    private static String shown(Map<String, String> values, Iterable<String> keys) {
        List<String> shown = new ArrayList<>();
        keys.forEach(key -> shown.add(key + "=" + values.getOrDefault(key, Configs.NONE)));
        return shown.stream().collect(Collectors.joining(", "));
    }

    private void write(Bundle bundle) throws IOException {
        try {
            new BundleWriter().write(output, bundle);
        } catch (IOException e) {
            throw new Failure("--output: " + output + " could not be written: " + OutputProbe.reason(e), e);
        }
        spec.commandLine().getOut().println("Written to " + output);
        spec.commandLine().getOut().flush();
    }
}
