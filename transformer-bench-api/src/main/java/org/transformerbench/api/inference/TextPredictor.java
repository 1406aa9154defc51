package org.transformerbench.api.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncoding.Kind;
import org.transformerbench.api.TextEncoding.Label;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.config.Require;

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
    private final TrainedModel model;
    private final int contextLength;
    private final Targets mode;
    private final TextEncoding encoding;
    /** The tokens that are chosen from: the classes, or all. */
    private final int[] candidates;

    /** The text of each token, as far as it was asked for before; null else. */
    private final String[] names;

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
        this.model = model;
        this.contextLength = model.shape().contextLength();
        this.mode = mode;
        this.encoding = encoding;
        this.names = new String[model.shape().vocabularySize()];
        List<Label> classes = encoding.labels();
        classes.forEach(label -> names[label.token()] = label.name());
        this.candidates = isClassifier()
                ? classes.stream().mapToInt(Label::token).toArray()
                : IntStream.range(0, names.length).toArray();
    }

    private boolean isClassifier() {
        return encoding.kind() == Kind.LABEL;
    }

    /** Returns a loop. A class is one token: nothing is gained from keeping keys and values of what comes before it. */
    private <T extends GrowingText> TokenLoop<T> loop(TokenLoop.Choice<T> choice) {
        return new TokenLoop<>(
                model, isClassifier() ? count -> Decoder.recomputing(model, count) : model::decoder, choice);
    }

    /** Appends the likeliest class, with its probability among the classes, or the likeliest token. */
    private LikelyTokens append(GrowingText text, float[] logits, int row) {
        LikelyTokens tokens = new LikelyTokens(logits, row, candidates);
        int best = tokens.first();
        text.append(best, tokens.probability(best), isClassifier() || isEnd(best));
        return tokens;
    }

    private boolean isEnd(int token) {
        return encoding.endToken().equals(OptionalInt.of(token));
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
        List<GrowingText> texts = texts(prompts);
        loop(this::append).run(texts, mode, encoding.padToken());
        return IntStream.range(0, texts.size())
                .mapToObj(text -> prediction(prompts.get(text), texts.get(text)))
                .toList();
    }

    /**
     * Predicts what belongs to each text, and how sure the model is of each unit of it.
     *
     * @param prompts texts that the same encoding has made into tokens
     * @param alternatives the most that are named for each unit; at least 0
     * @return one prediction per text, in their order
     */
    public List<DetailedPrediction> detail(List<TextPrompt> prompts, int alternatives) {
        Require.atLeast("alternatives", alternatives, 0);
        List<DetailedText> texts = prompts.stream().map(DetailedText::new).toList();
        TokenLoop.Choice<DetailedText> noting = (text, logits, row) -> {
            LikelyTokens tokens = append(text, logits, row);
            text.units.add(unit(text.last(), tokens, alternatives));
        };
        loop(noting).run(texts, mode, encoding.padToken());
        return texts.stream()
                .map(text -> new DetailedPrediction(prediction(text.asked, text), text.units))
                .toList();
    }

    /**
     * Predicts what else may belong to a text: the other classes, or answers that differ from the likeliest one in one unit and go
     * on with the likeliest units after that.
     *
     * @param prompt a text that the same encoding has made into tokens
     * @param count the most to predict; at least 0
     * @return the most probable first, each text once and none like the likeliest; fewer if there are not so many
     */
    public List<TextPrediction> others(TextPrompt prompt, int count) {
        Require.atLeast("count", count, 0);
        OtherAnswers others = new OtherAnswers(count);
        TokenLoop.Choice<GrowingText> noting = (text, logits, row) -> {
            int[] before = text.written();
            double probability = text.probability();
            LikelyTokens tokens = append(text, logits, row);
            others.note(before, probability, text.last(), tokens);
        };
        List<GrowingText> likeliest = texts(List.of(prompt));
        loop(noting).run(likeliest, mode, encoding.padToken());
        List<OtherAnswers.Beginning> beginnings = others.likeliest();
        List<GrowingText> texts =
                beginnings.stream().map(beginning -> text(prompt, beginning)).toList();
        loop(this::append).run(texts.stream().filter(text -> !text.isComplete()).toList(), mode, encoding.padToken());
        // Signs are no part of a text, so that two answers may be one text.
        Set<String> known =
                new HashSet<>(Set.of(prediction(prompt, likeliest.get(0)).output()));
        return IntStream.range(0, texts.size())
                .mapToObj(text -> prediction(prompt, beginnings.get(text), texts.get(text)))
                .sorted(Comparator.comparing(TextPrediction::probability).reversed())
                .filter(other -> known.add(other.output()))
                .toList();
    }

    /** Returns what is to be written after the beginning of an answer: nothing after a class or the end sign. */
    private GrowingText text(TextPrompt prompt, OtherAnswers.Beginning beginning) {
        int[] question = prompt.prompt().tokens();
        int[] given = Arrays.copyOf(question, question.length + beginning.tokens().length);
        System.arraycopy(beginning.tokens(), 0, given, question.length, beginning.tokens().length);
        boolean isWhole = isClassifier() || isEnd(beginning.last());
        return new GrowingText(given, isWhole ? 0 : mostTokens(prompt) - beginning.tokens().length);
    }

    private TextPrediction prediction(TextPrompt prompt, OtherAnswers.Beginning beginning, GrowingText text) {
        int[] begun = beginning.tokens();
        boolean endsAtOnce = isEnd(beginning.last());
        int kept = endsAtOnce ? begun.length - 1 : begun.length;
        int[] whole = Arrays.copyOf(begun, kept + text.length());
        text.copyWritten(text.length(), whole, kept);
        return new TextPrediction(
                prompt.input(),
                isClassifier() ? name(beginning.last()) : encoding.decode(whole),
                beginning.probability() * text.probability(),
                isClassifier() || endsAtOnce || text.ended(),
                prompt.prompt().unknownUnits(),
                prompt.prompt().cutUnits());
    }

    private UnitPrediction unit(int token, LikelyTokens tokens, int alternatives) {
        int[] likeliest = tokens.without(token, alternatives);
        UnitPrediction.Alternative[] others = new UnitPrediction.Alternative[likeliest.length];
        for (int i = 0; i < others.length; i++) {
            others[i] = new UnitPrediction.Alternative(name(likeliest[i]), tokens.probability(likeliest[i]));
        }
        return new UnitPrediction(name(token), tokens.probability(token), List.of(others));
    }

    private String name(int token) {
        String name = names[token];
        if (name == null) {
            name = isEnd(token) ? "" : encoding.decode(token);
            names[token] = name;
        }
        return name;
    }

    private List<GrowingText> texts(List<TextPrompt> prompts) {
        return prompts.stream()
                .map(prompt -> new GrowingText(prompt.prompt().tokens(), mostTokens(prompt)))
                .toList();
    }

    /** An answer cannot be longer than what prompt and answer have together in the data. */
    private int mostTokens(TextPrompt prompt) {
        return Math.max(1, contextLength + 1 - prompt.prompt().tokens().length);
    }

    private TextPrediction prediction(TextPrompt prompt, GrowingText text) {
        return new TextPrediction(
                prompt.input(),
                isClassifier() ? name(text.last()) : encoding.decode(text.written()),
                text.probability(),
                text.ended(),
                prompt.prompt().unknownUnits(),
                prompt.prompt().cutUnits());
    }

    /** A text with what is known of each of its units. */
    private final class DetailedText extends GrowingText {
        private final TextPrompt asked;
        private final List<UnitPrediction> units;

        DetailedText(TextPrompt asked) {
            super(asked.prompt().tokens(), mostTokens(asked));
            this.asked = asked;
            this.units = new ArrayList<>(isClassifier() ? 1 : mostTokens(asked));
        }
    }
}
