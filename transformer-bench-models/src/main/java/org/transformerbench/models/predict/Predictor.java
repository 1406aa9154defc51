package org.transformerbench.models.predict;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.transformerbench.api.DataException;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncoding.Kind;
import org.transformerbench.api.TextEncoding.Label;
import org.transformerbench.api.TextEncoding.Prompt;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.inference.Completer;
import org.transformerbench.api.inference.Completion;
import org.transformerbench.api.inference.Sampling;
import org.transformerbench.api.inference.TextPrediction;
import org.transformerbench.api.inference.TextPredictor;
import org.transformerbench.api.inference.TextPrompt;
import org.transformerbench.api.inference.UnitPrediction;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.BundleReader;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.Kernels;

/**
 * A trained model in production: text in, text out, from one file, without the model's class, its data, or ND4J.
 *
 * <pre>{@code
 * try (Predictor predictor = Predictor.load(Path.of("winner.safetensors"))) {
 *     Prediction answer = predictor.predict("3 March 1998");
 *     String text = answer.text();                  // 1998-03-03
 *     double probability = answer.probability();    // 0.97
 * }
 * }</pre>
 *
 * <p>Thread-safe: any number of threads may use a predictor at the same time, each computes on its own thread, and gets the numbers
 * that one alone would get. As many compute at once as the JVM has processors; others wait, which an interrupt does not end. A list of texts takes far less
 * time than its texts one by one, since several are computed at once, on further threads where processors are free. {@link #close}
 * ends them; idle ones end by themselves after some seconds.
 *
 * <p>With {@code --add-modules jdk.incubator.vector} the faster kernels do the work, as soon as the JVM has compiled them.
 */
public final class Predictor implements AutoCloseable {
    /** Texts that go through the model at once: enough for its kernels, few enough for several threads and the cache. */
    private static final int AT_ONCE = 128;

    /** Other units that are named for each unit. */
    private static final int ALTERNATIVES = 3;

    private final Bundle bundle;
    private final PredictorKernels kernels;
    private final WorkerPool<PredictorWorker> workers;
    private final int minTokens;

    private Predictor(Bundle bundle, PredictorKernels kernels, WorkerPool<PredictorWorker> workers) {
        this.bundle = bundle;
        this.kernels = kernels;
        this.workers = workers;
        this.minTokens =
                WorkerModel.readsWholeWindows(bundle) ? bundle.card().shape().contextLength() : 1;
    }

    /**
     * Loads a model.
     *
     * @param file that {@code compare --save} or a {@link org.transformerbench.models.bundle.BundleWriter} has written
     * @return to be closed by the caller
     * @throws DataException if it is no bundle, of another version, damaged, or has no graph; the message says which and why
     * @throws IOException if it cannot be read
     */
    public static Predictor load(Path file) throws IOException {
        DryRun beside = new DryRun();
        try {
            return of(new BundleReader().read(file));
        } finally {
            beside.join();
        }
    }

    /**
     * Creates a predictor of a model that was loaded before.
     *
     * @param bundle the model
     * @return to be closed by the caller
     * @throws DataException if it has no graph; the message says why
     */
    public static Predictor of(Bundle bundle) {
        return of(bundle, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Creates a predictor that computes on a number of threads at once.
     *
     * @param bundle the model
     * @param threads the most threads that compute at the same time; at least 1
     * @return to be closed by the caller
     * @throws DataException if it has no graph; the message says why
     */
    public static Predictor of(Bundle bundle, int threads) {
        return open(bundle, threads, KernelChoice.kernels(), KernelChoice.first());
    }

    static Predictor open(Bundle bundle, int threads, Kernels kernels, Optional<Kernels> begins) {
        return PredictorKernels.open(bundle, threads, kernels, begins, Predictor::new);
    }

    /**
     * Returns the model.
     *
     * @return as it was loaded
     */
    public Bundle bundle() {
        return bundle;
    }

    /**
     * Predicts what belongs to a text: an answer, a class, or the rest of a line.
     *
     * @param input as a user types it
     * @return the likeliest text, where each unit is the likeliest one after those before it
     * @throws DataException if the model cannot read the text, or is one of running text, which has no end; the message says why
     * @throws IllegalStateException if the predictor is closed
     */
    public Prediction predict(String input) {
        Require.given("input", input);
        return predict(List.of(input)).get(0);
    }

    /**
     * Predicts what belongs to each text.
     *
     * @param inputs as users type them
     * @return one prediction per text, in their order; the same as for each text alone
     * @throws DataException if the model cannot read one of the texts, or is one of running text; the message says why
     * @throws IllegalStateException if the predictor is closed
     */
    public List<Prediction> predict(List<String> inputs) {
        return predictAll(prompts(inputs, encodingWithEnd()));
    }

    /**
     * Predicts what belongs to each text.
     *
     * @param prompts texts that the encoding of the {@link #bundle} has made into tokens
     * @return one prediction per text, in their order; the same as for each text alone
     * @throws DataException if the model is one of running text, or reads no texts that are so short
     * @throws IllegalStateException if the predictor is closed
     */
    public List<Prediction> predictPrompts(List<TextPrompt> prompts) {
        return predictAll(prompts.toArray(TextPrompt[]::new));
    }

    private List<Prediction> predictAll(TextPrompt[] prompts) {
        encodingWithEnd();
        for (TextPrompt prompt : prompts) {
            requireLength(prompt.prompt());
        }
        Prediction[] found = new Prediction[prompts.length];
        if (prompts.length == 1) {
            found[0] = workers.use(
                    worker -> detail(worker, List.of(prompts[0]), ALTERNATIVES).get(0));
            return List.of(found);
        }
        // Texts of about one length together: those of the same length are computed side by side.
        int[] order = byLength(prompts);
        inParts(prompts.length, (from, to, worker) -> {
            List<TextPrompt> some = IntStream.range(from, to)
                    .mapToObj(place -> prompts[order[place]])
                    .toList();
            List<Prediction> predicted = detail(worker, some, ALTERNATIVES);
            for (int place = from; place < to; place++) {
                found[order[place]] = predicted.get(place - from);
            }
        });
        return List.of(found);
    }

    /** Returns the places of the texts, the shortest text first, those of one length in their order. */
    private static int[] byLength(TextPrompt[] prompts) {
        return IntStream.range(0, prompts.length)
                .mapToLong(place -> (long) prompts[place].prompt().tokens().length << Integer.SIZE | place)
                .sorted()
                .mapToInt(key -> (int) key)
                .toArray();
    }

    /** The work on the texts {@code from} to {@code to - 1} of a list. */
    private interface Texts {
        void run(int from, int to, PredictorWorker worker);
    }

    private void inParts(int count, Texts texts) {
        workers.each(
                (count + AT_ONCE - 1) / AT_ONCE,
                (part, worker) -> texts.run(part * AT_ONCE, Math.min(count, (part + 1) * AT_ONCE), worker));
    }

    /**
     * Predicts what else may belong to a text: the other classes, or answers that differ from the likeliest one in one unit and go on
     * with the likeliest units after that.
     *
     * @param input as a user types it
     * @param count the most to predict; at least 0
     * @return the most probable first, each text once and none like the likeliest; fewer if there are not so many
     * @throws DataException as for {@link #predict(String)}
     * @throws IllegalStateException if the predictor is closed
     */
    public List<TextPrediction> others(String input, int count) {
        Require.given("input", input);
        TextPrompt prompt = prompts(List.of(input), encodingWithEnd())[0];
        requireLength(prompt.prompt());
        return workers.use(
                worker -> kernels.working(() -> worker.texts().orElseThrow().others(prompt, count)));
    }

    private TextPrompt[] prompts(List<String> inputs, TextEncoding encoding) {
        TextPrompt[] prompts = new TextPrompt[inputs.size()];
        if (prompts.length == 1) {
            prompts[0] = prompt(0, inputs, encoding);
            return prompts;
        }
        inParts(prompts.length, (from, to, worker) -> {
            for (int i = from; i < to; i++) {
                prompts[i] = prompt(i, inputs, encoding);
            }
        });
        return prompts;
    }

    private TextPrompt prompt(int index, List<String> inputs, TextEncoding encoding) {
        if (inputs.get(index) == null) {
            throw new ConfigException("inputs[" + index + "] (null) must be given");
        }
        try {
            return TextPrompt.of(
                    inputs.get(index), encoding, bundle.card().shape().contextLength());
        } catch (DataException | ConfigException e) {
            if (inputs.size() == 1) {
                throw e;
            }
            String message = "inputs[" + index + "]: " + e.getMessage();
            throw e instanceof DataException ? new DataException(message, e) : new ConfigException(message, e);
        }
    }

    private void requireLength(Prompt prompt) {
        int length = prompt.tokens().length;
        if (length < minTokens) {
            throw new DataException("The text makes " + length + (length == 1 ? " token" : " tokens") + "; the model '"
                    + bundle.card().model() + "' reads no fewer than " + minTokens);
        }
    }

    private List<Prediction> detail(PredictorWorker worker, List<TextPrompt> prompts, int alternatives) {
        TextPredictor predictor = worker.texts().orElseThrow();
        return kernels.working(() -> predictor.detail(prompts, alternatives)).stream()
                .map(Prediction::of)
                .toList();
    }

    /**
     * Returns how probable the model holds each class for a text.
     *
     * @param input as a user types it
     * @return class to probability, in the order of the data; they add up to 1
     * @throws DataException if the model cannot read the text, or does not predict classes; the message says why
     * @throws IllegalStateException if the predictor is closed
     */
    public Map<String, Double> probabilities(String input) {
        Require.given("input", input);
        TextEncoding encoding = encoding();
        if (encoding.kind() != Kind.LABEL) {
            throw new DataException("The model '" + bundle.card().model() + "' writes text, and has no classes");
        }
        List<Label> labels = encoding.labels();
        List<TextPrompt> prompt = List.of(prompts(List.of(input), encoding));
        requireLength(prompt.get(0).prompt());
        UnitPrediction label = workers.use(worker -> detail(worker, prompt, labels.size()))
                .get(0)
                .units()
                .get(0);
        Map<String, Double> probabilities = new LinkedHashMap<>();
        labels.forEach(each -> probabilities.put(each.name(), label.probability()));
        label.alternatives().forEach(other -> probabilities.put(other.text(), other.probability()));
        return probabilities;
    }

    /**
     * Writes what may follow a text, up to the end sign, and at most as long as texts of the data can be.
     *
     * @param beginning as a user types it; of lines it may be empty
     * @param sampling chooses each unit
     * @param seed of what is drawn; the same seed gives the same text
     * @return what was written after the beginning
     * @throws DataException if the model cannot read the text, predicts classes, or is one of running text, which has no end; the
     *     message says why
     * @throws IllegalStateException if the predictor is closed
     */
    public TextPrediction generate(String beginning, Sampling sampling, long seed) {
        Prompt prompt = beginning(beginning, encodingWithEnd());
        int most = bundle.card().shape().contextLength() + 1 - prompt.tokens().length;
        return generate(beginning, prompt, sampling, seed, Math.max(1, most));
    }

    /**
     * Writes what may follow a text, up to the end sign if there is one, and at most so long.
     *
     * @param beginning as a user types it; running text continues at least one character, and a model that reads whole windows as
     *     many as these have
     * @param sampling chooses each unit
     * @param seed of what is drawn; the same seed gives the same text
     * @param maxUnits the most characters or words to write; at least 1
     * @return what was written after the beginning
     * @throws DataException if the model cannot read the text, or predicts classes; the message says why
     * @throws IllegalStateException if the predictor is closed
     */
    public TextPrediction generate(String beginning, Sampling sampling, long seed, int maxUnits) {
        Require.atLeast("maxUnits", maxUnits, 1);
        return generate(beginning, beginning(beginning, encoding()), sampling, seed, maxUnits);
    }

    private Prompt beginning(String beginning, TextEncoding encoding) {
        Require.given("beginning", beginning);
        if (encoding.kind() == Kind.LABEL) {
            throw new DataException("The model '" + bundle.card().model() + "' predicts classes, and writes no text");
        }
        // Running text may be longer than the context: the model reads its end.
        Prompt prompt = encoding.endToken().isEmpty()
                ? encoding.encode(beginning)
                : TextPrompt.of(beginning, encoding, bundle.card().shape().contextLength())
                        .prompt();
        requireLength(prompt);
        return prompt;
    }

    private TextPrediction generate(String beginning, Prompt prompt, Sampling sampling, long seed, int maxUnits) {
        Require.given("sampling", sampling);
        TextEncoding encoding = encoding();
        Completion written = workers.use(worker -> {
            Completer completer = new Completer(
                    worker.model(),
                    bundle.card().targets(),
                    encoding.padToken(),
                    encoding.endToken(),
                    sampling,
                    new SplittableRandom(seed));
            return kernels.working(() -> completer.complete(List.of(prompt.tokens()), maxUnits))
                    .get(0);
        });
        return new TextPrediction(
                beginning,
                encoding.decode(written.tokens()),
                written.probability(),
                written.ended(),
                prompt.unknownUnits(),
                prompt.cutUnits());
    }

    /** Computes tokens. */
    <R> R compute(Function<TrainedModel, R> call) {
        return workers.use(worker -> call.apply(worker.model()));
    }

    private TextEncoding encodingWithEnd() {
        TextEncoding encoding = encoding();
        if (encoding.kind() != Kind.LABEL && encoding.endToken().isEmpty()) {
            throw new DataException("The model '" + bundle.card().model()
                    + "' writes running text, which has no end: say how much it is to generate");
        }
        return encoding;
    }

    private TextEncoding encoding() {
        Optional<TextEncoding> encoding = bundle.encoding();
        return encoding.orElseThrow(() -> new DataException(
                "The bundle of the model '" + bundle.card().model() + "' does not say how a text becomes tokens"));
    }

    /**
     * Waits until the model computes in the way that is the fastest in the end, so that the first request need not. It takes some
     * seconds at most. Numbers do not change.
     *
     * @throws IllegalStateException if the predictor is closed
     */
    public void warmUp() {
        workers.use(worker -> {
            kernels.finish();
            return null;
        });
    }

    /** Waits for running calls, and ends all threads. To close it again has no effect; any other call fails then. */
    @Override
    public void close() {
        kernels.close();
        workers.close();
    }
}
