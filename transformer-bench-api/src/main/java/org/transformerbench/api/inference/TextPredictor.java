package org.transformerbench.api.inference;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncoding.Kind;
import org.transformerbench.api.TextEncoding.Label;
import org.transformerbench.api.TrainedModel;

/**
 * A model as its user sees it: text in, text out. Many texts are computed at once, so that a list takes far less time than its
 * texts one by one. Each token is the most likely one.
 *
 * <pre>{@code
 * try (OpenModel open = SavedModel.read(file).open(registry)) {
 *     Dataset data = new AdditionTask().load(ArithmeticConfig.defaults(), new SeedStreams(1));
 *     TextPredictor predictor =
 *             new TextPredictor(open.model(), open.card().spec().targets(), data.textEncoding().orElseThrow());
 *     String sum = predictor.predict(List.of("272+926")).get(0).output();   // 1198
 * }
 * }</pre>
 */
public final class TextPredictor {
    private final int contextLength;
    private final Targets mode;
    private final TextEncoding encoding;
    private final TokenLoop loop;
    /** The name of each class by its token; empty where there are none. */
    private final Map<Integer, String> labels;

    /**
     * Creates a predictor.
     *
     * @param model computes
     * @param mode the mode that it was trained in
     * @param encoding of the data that it was trained on
     * @throws IllegalArgumentException if a text of this data has no end, as running text, which a {@link TextGenerator} continues
     */
    public TextPredictor(TrainedModel model, Targets mode, TextEncoding encoding) {
        if (encoding.kind() != Kind.LABEL && encoding.endToken().isEmpty()) {
            throw new IllegalArgumentException("Running text has no end that could be predicted");
        }
        this.contextLength = model.shape().contextLength();
        this.mode = mode;
        this.encoding = encoding;
        this.labels = encoding.labels().stream().collect(Collectors.toMap(Label::token, Label::name));
        // A class is one token: nothing is gained from keeping keys and values of what comes before it.
        this.loop = encoding.kind() == Kind.LABEL
                ? new TokenLoop(model, count -> Decoder.recomputing(model, count), likeliestOf(encoding.labels()))
                : new TokenLoop(
                        model,
                        model::decoder,
                        TokenLoop.choice(
                                model, encoding.endToken(), Sampling.greedy(), new SplittableRandom(0)));
    }

    /** Returns the choice of the likeliest class, with its probability among the classes. */
    private static TokenLoop.Choice likeliestOf(List<Label> labels) {
        return (text, logits, row) -> {
            int best = labels.get(0).token();
            for (Label label : labels) {
                best = logits[row + label.token()] > logits[row + best] ? label.token() : best;
            }
            double sum = 0;
            for (Label label : labels) {
                sum += Math.exp((double) logits[row + label.token()] - logits[row + best]);
            }
            text.append(best, 1 / sum, true);
        };
    }

    /**
     * Predicts what belongs to each text.
     *
     * @param inputs texts as a user types them
     * @return one prediction per text, in their order
     * @throws DataException if no model of this data can read one of the texts
     */
    public List<TextPrediction> predict(List<String> inputs) {
        return predictPrompts(inputs.stream()
                .map(input -> TextPrompt.of(input, encoding, contextLength))
                .toList());
    }

    /**
     * Predicts what belongs to each text.
     *
     * @param prompts texts that the same encoding has made into tokens
     * @return one prediction per text, in their order
     */
    public List<TextPrediction> predictPrompts(List<TextPrompt> prompts) {
        List<GrowingText> texts = prompts.stream()
                .map(prompt -> new GrowingText(prompt.prompt().tokens(), mostTokens(prompt)))
                .toList();
        loop.run(texts, mode, encoding.padToken());
        return IntStream.range(0, texts.size())
                .mapToObj(text -> prediction(prompts.get(text), texts.get(text)))
                .toList();
    }

    /** An answer cannot be longer than what prompt and answer have together in the data. */
    private int mostTokens(TextPrompt prompt) {
        return Math.max(1, contextLength + 1 - prompt.prompt().tokens().length);
    }

    private TextPrediction prediction(TextPrompt prompt, GrowingText text) {
        return new TextPrediction(
                prompt.input(),
                encoding.kind() == Kind.LABEL ? labels.get(text.last()) : encoding.decode(text.written()),
                text.probability(),
                text.ended(),
                prompt.prompt().unknownUnits(),
                prompt.prompt().cutUnits());
    }
}
