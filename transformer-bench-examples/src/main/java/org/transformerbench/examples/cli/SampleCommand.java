package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncoding.Kind;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.inference.Sampling;
import org.transformerbench.api.inference.TextGenerator;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.models.bundle.Bundle;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "sample",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Has a model write text, or lines.",
        description = {
            "The prompt and what follows it go to standard output, character by character. Without a file a model is"
                    + " trained first.",
            "A model that reads whole windows, as mlp does, gets the prompt after as many line ends as are missing (or"
                    + " spaces, where the vocabulary has no line end).",
            "A model of lines writes some, each with the prompt at its beginning, and says of each whether it stands in the data or"
                    + " is new."
        },
        footer = {
            "",
            "Examples:",
            "  transformer-bench sample --prompt ROMEO: --time 2m --save romeo.safetensors",
            "  transformer-bench sample --model-file romeo.safetensors --temperature 0.5 --length 1000",
            "  transformer-bench sample --task text --corpus my.txt --model mlp --greedy",
            "  transformer-bench sample --task lines --data names.txt --lines 20 --temperature 1"
        })
final class SampleCommand implements Callable<Integer> {
    private static final String STREAM = "sample";

    private final Environment environment;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            description = "What the text begins with; \\n is a line end. Default: a line end.")
    private String prompt;

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "500",
            description = "Characters to write of running text. Default: ${DEFAULT-VALUE}.")
    private int length;

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "10",
            description = "Lines to write, of a task whose lines end. Default: ${DEFAULT-VALUE}.")
    private int lines;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0.8",
            description = {
                "Below 1 likely characters become likelier, 0 takes always the most likely one. Default:"
                        + " ${DEFAULT-VALUE}."
            })
    private double temperature;

    @Option(names = "--greedy", description = "The same as --temperature 0.")
    private boolean greedy;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            description = "Choose among the K most likely characters only. Default: among all.")
    private Integer topK;

    @Mixin
    private ModelOptions options;

    @Mixin
    private PluginOptions plugins;

    SampleCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        options.check(spec.commandLine().getParseResult());
        Require.atLeast("--length", length, 1);
        Require.atLeast("--lines", lines, 1);
        Sampling sampling = sampling();
        PrintWriter out = spec.commandLine().getOut();
        environment.backend().begin();
        try (URLClassLoader loader = plugins.open()) {
            Optional<Bundle> imported = ImportedSamples.bundle(options.file, loader);
            if (imported.isPresent()) {
                new ImportedSamples(imported.get(), sampling, options.seed)
                        .write(Optional.ofNullable(prompt), lines, length, out);
                return ExitCode.OK;
            }
            ModelSource source = source(environment.discovery().apply(loader));
            if (!SettingOptions.readsText(source.task())) {
                Dataset data = source.data();
                Optional<TextEncoding> encoding = data.textEncoding().filter(found -> !isEndless(found));
                if (encoding.isPresent()) {
                    writeLines(source, data, encoding.get(), sampling);
                    return ExitCode.OK;
                }
            }
            Vocabulary vocabulary = source.vocabulary();
            int[] start = encode(vocabulary);
            environment.backend().check();
            source.use(open -> {
                out.print(vocabulary.decode(start));
                new TextGenerator(open.model(), sampling, new SeedStreams(options.seed).stream(STREAM))
                        .generate(window(start, open.model(), vocabulary), length, token -> {
                            out.print(vocabulary.decode(token));
                            out.flush();
                        });
                out.println();
                out.flush();
            });
            return ExitCode.OK;
        }
    }

    private static boolean isEndless(TextEncoding encoding) {
        return encoding.kind() == Kind.LINE && encoding.endToken().isEmpty();
    }

    private void writeLines(ModelSource source, Dataset data, TextEncoding encoding, Sampling sampling)
            throws IOException {
        if (encoding.kind() != Kind.LINE) {
            throw new ConfigException("A model of '" + source.task().id()
                    + "' writes no text of its own; 'predict' asks it for what belongs to a text");
        }
        LineSamples samples = new LineSamples(data, encoding, prompt == null ? "" : prompt);
        environment.backend().check();
        PrintWriter out = spec.commandLine().getOut();
        source.use(open -> {
            samples.write(open, lines, sampling, new SeedStreams(options.seed).stream(STREAM))
                    .forEach(out::println);
            out.flush();
        });
    }

    private Sampling sampling() {
        if (topK != null) {
            Require.atLeast("--top-k", topK, 1);
        }
        Require.notNegative("--temperature", temperature);
        return new Sampling(greedy ? 0 : temperature, topK == null ? OptionalInt.empty() : OptionalInt.of(topK));
    }

    private ModelSource source(Registry registry) throws IOException {
        return options.file == null
                ? TrainingSource.of(
                        options,
                        Defaults.SAMPLE_MODEL,
                        Defaults.SAMPLE_TASK,
                        registry,
                        environment.progress().apply(spec.commandLine().getErr()))
                : FileSource.of(options, registry);
    }

    private int[] encode(Vocabulary vocabulary) {
        String text = prompt == null || prompt.isEmpty() ? blank(vocabulary) : unescaped(prompt);
        String known = vocabulary.symbols();
        String unknown = text.codePoints()
                .distinct()
                .filter(symbol -> known.indexOf(symbol) < 0)
                .mapToObj(symbol -> Excerpt.isPrintable(symbol)
                        ? "'" + Character.toString(symbol) + "'"
                        : String.format(Locale.ROOT, "U+%04X", symbol))
                .collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            throw new ConfigException("--prompt: the model does not know " + unknown + "; it knows the "
                    + vocabulary.size() + " characters " + Excerpt.line(known.replace("\n", "\\n")));
        }
        return vocabulary.encode(text);
    }

    /** Returns a prompt with line ends where it was typed with their escapes. */
    static String unescaped(String typed) {
        return typed.replace("\\n", "\n");
    }

    /** Returns the separator between texts. */
    static String blank(Vocabulary vocabulary) {
        String symbols = vocabulary.symbols();
        return symbols.contains("\n")
                ? "\n"
                : symbols.contains(" ") ? " " : symbols.substring(0, symbols.offsetByCodePoints(0, 1));
    }

    private static int[] window(int[] start, TrainedModel model, Vocabulary vocabulary) {
        int missing = model.shape().contextLength() - start.length;
        if (missing <= 0 || !TextGenerator.readsWholeWindows(model)) {
            return start;
        }
        int[] window = new int[model.shape().contextLength()];
        Arrays.fill(window, 0, missing, vocabulary.encode(blank(vocabulary))[0]);
        System.arraycopy(start, 0, window, missing, start.length);
        return window;
    }
}
