package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncoding.Kind;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.inference.TextPrediction;
import org.transformerbench.api.inference.TextPredictor;
import org.transformerbench.api.inference.TextPrompt;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.models.bundle.BundleCard;
import org.transformerbench.models.bundle.BundleReader;
import org.transformerbench.models.predict.Prediction;
import org.transformerbench.models.predict.Predictor;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Has a model predict what belongs to texts: an answer, a class, or the rest of a line.",
        description = {
            "One line per text: the text, what is predicted for it, and how probable the model holds that. Without a model"
                    + " file a model is trained first; the texts are looked at before that. A model from a file needs neither"
                    + " its data nor ND4J.",
            "As JSON, a line has also 'unknown' and 'cut', where so many characters or words of the text are not in the training"
                    + " data, or were left out because it is too long, and 'ended', where the model found no end."
        },
        footer = {
            "",
            "Examples:",
            "  transformer-bench predict \"272+926\" \"1+999\"",
            "  transformer-bench predict --task labels --data words.csv casa house --save words.safetensors",
            "  transformer-bench predict --model words.safetensors --input words.txt --format jsonl"
        })
final class PredictCommand implements Callable<Integer> {
    private static final String INPUT = "--input";
    /** Texts between two writes: enough for all threads, and the first ones are there soon. */
    private static final int AT_ONCE = 8192;

    private final Environment environment;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "TEXT", description = "What to predict something for.")
    private List<String> typed = List.of();

    @Option(
            names = INPUT,
            paramLabel = "FILE",
            description = "A UTF-8 file with one text a line, - for standard input.")
    private Path inputFile;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "TSV",
            description = "TSV, with a heading, or JSONL, a JSON object per line. Default: ${DEFAULT-VALUE}.")
    private PredictionFormat format;

    @Mixin
    private ModelOptions options;

    @Mixin
    private PluginOptions plugins;

    PredictCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        options.check(spec.commandLine().getParseResult());
        InputLines input = input();
        if (answersTexts()) {
            try (URLClassLoader loader = plugins.open();
                    Predictor predictor = Predictor.of(new BundleReader(loader).read(options.file))) {
                predict(input, predictor);
                return ExitCode.OK;
            }
        }
        environment.backend().begin();
        try (URLClassLoader loader = plugins.open()) {
            ModelSource source = source(environment.discovery().apply(loader));
            Dataset data = source.data();
            TextEncoding encoding = encoding(source.task().id(), data.textEncoding());
            List<TextPrompt> prompts = prompts(input, encoding, data.contextLength());
            environment.backend().check();
            source.use(open -> {
                TextPredictor predictor =
                        new TextPredictor(open.model(), open.card().spec().targets(), encoding);
                print(prompts, predictor::predictPrompts);
            });
            return ExitCode.OK;
        }
    }

    /** Returns whether a predictor computes; not if somebody else was asked for, or the file lacks what it takes. */
    private boolean answersTexts() throws IOException {
        if (options.file == null || spec.commandLine().getParseResult().hasMatchedOption("--trainer")) {
            return false;
        }
        InputFile.require("--model-file", options.file);
        return BundleReader.answersTexts(options.file);
    }

    private void predict(InputLines input, Predictor predictor) {
        BundleCard card = predictor.bundle().card();
        TextEncoding encoding =
                encoding(card.task().orElse(card.model()), predictor.bundle().encoding());
        print(
                prompts(input, encoding, card.shape().contextLength()),
                prompts -> predictor.predictPrompts(prompts).stream()
                        .map(Prediction::whole)
                        .toList());
    }

    private InputLines input() throws IOException {
        if (typed.isEmpty() == (inputFile == null)) {
            throw new ConfigException(
                    typed.isEmpty()
                            ? "There is nothing to predict something for: type a text, or name a file with " + INPUT
                            : INPUT + ": either a file or texts that are typed; one of them would be lost");
        }
        return inputFile == null
                ? InputLines.ofArguments(typed)
                : InputLines.read(INPUT, inputFile, environment.input());
    }

    private ModelSource source(Registry registry) throws IOException {
        return options.file == null
                ? TrainingSource.of(
                        options,
                        Defaults.SOLVE_MODEL,
                        Defaults.TASK,
                        registry,
                        environment.progress().apply(spec.commandLine().getErr()))
                : FileSource.of(options, registry);
    }

    private static TextEncoding encoding(String task, Optional<TextEncoding> known) {
        TextEncoding encoding = known.orElseThrow(() -> new ConfigException(
                "The task '" + task + "' does not say how a text becomes its data, so that none can be typed"));
        if (encoding.kind() != Kind.LABEL && encoding.endToken().isEmpty()) {
            throw new ConfigException("A model of '" + task
                    + "' writes for as long as wanted, so that it has no end to predict; 'sample' has it write");
        }
        return encoding;
    }

    /** Encodes all texts, so that no mistake is found after minutes. */
    private static List<TextPrompt> prompts(InputLines input, TextEncoding encoding, int contextLength) {
        List<TextPrompt> prompts = new ArrayList<>();
        for (String text : input.texts()) {
            try {
                prompts.add(TextPrompt.of(text, encoding, contextLength));
            } catch (DataException | ConfigException e) {
                throw new ConfigException(input.place(prompts.size()) + e.getMessage(), e);
            }
        }
        return prompts;
    }

    private void print(List<TextPrompt> prompts, Function<List<TextPrompt>, List<TextPrediction>> predictor) {
        PrintWriter out = spec.commandLine().getOut();
        format.heading().forEach(out::println);
        List<TextPrediction> incomplete = new ArrayList<>();
        for (int from = 0; from < prompts.size(); from += AT_ONCE) {
            for (TextPrediction prediction :
                    predictor.apply(prompts.subList(from, Math.min(prompts.size(), from + AT_ONCE)))) {
                out.println(format.line(prediction));
                if (prediction.unknownUnits() > 0 || prediction.cutUnits() > 0 || !prediction.ended()) {
                    incomplete.add(prediction);
                }
            }
            out.flush();
        }
        PrintWriter err = spec.commandLine().getErr();
        report(err, incomplete, TextPrediction::unknownUnits, "characters or words that are not in the training data");
        report(err, incomplete, TextPrediction::cutUnits, "more than the model can read; the rest was left out");
        report(err, incomplete, prediction -> prediction.ended() ? 0 : 1, "a prediction without an end, which was cut");
        err.flush();
    }

    private static void report(
            PrintWriter err, List<TextPrediction> predictions, ToIntFunction<TextPrediction> count, String what) {
        List<TextPrediction> found = predictions.stream()
                .filter(prediction -> count.applyAsInt(prediction) > 0)
                .toList();
        if (!found.isEmpty()) {
            err.println(found.size() + (found.size() == 1 ? " text has " : " texts have ") + what + ", the first is '"
                    + Excerpt.of(found.get(0).input()) + "'");
        }
    }
}
