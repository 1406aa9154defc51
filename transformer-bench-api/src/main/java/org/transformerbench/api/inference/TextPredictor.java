package org.transformerbench.api.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncoding.Kind;
import org.transformerbench.api.TextEncoding.Label;
import org.transformerbench.api.TextEncoding.Prompt;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.config.Excerpt;

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
    private static final int AT_ONCE = 1024;

    private final TrainedModel model;
    private final Targets mode;
    private final TextEncoding encoding;

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
        this.mode = mode;
        this.encoding = encoding;
    }

    /**
     * Encodes a text, and checks that a model can read it. {@link #predict} does the same; before a model is there, this finds out.
     *
     * @param input as a user types it
     * @param encoding of the data
     * @param contextLength T, of the data and its models
     * @return at most T tokens
     * @throws DataException if no model of this data can read the text
     */
    public static Prompt prompt(String input, TextEncoding encoding, int contextLength) {
        Prompt prompt = encoding.encode(input);
        if (prompt.tokens().length > contextLength) {
            throw new DataException("The text '" + Excerpt.of(input) + "' makes " + prompt.tokens().length
                    + " tokens; the model reads at most " + contextLength);
        }
        return prompt;
    }

    /**
     * Predicts what belongs to each text.
     *
     * @param inputs texts as a user types them
     * @return one prediction per text, in their order
     * @throws DataException if no model of this data can read one of the texts
     */
    public List<TextPrediction> predict(List<String> inputs) {
        TreeMap<Integer, List<Question>> byLength = new TreeMap<>();
        List<Question> questions = new ArrayList<>();
        for (String input : inputs) {
            Question question =
                    new Question(input, prompt(input, encoding, model.shape().contextLength()));
            questions.add(question);
            byLength.computeIfAbsent(question.prompt.tokens().length, length -> new ArrayList<>())
                    .add(question);
        }
        byLength.forEach(encoding.kind() == Kind.LABEL ? this::classify : this::complete);
        return questions.stream().map(question -> question.prediction).toList();
    }

    /** Completes prompts of one length. An answer cannot be longer than what prompt and answer have together in the data. */
    private void complete(int length, List<Question> questions) {
        int maxTokens = Math.max(1, model.shape().contextLength() + 1 - length);
        List<Completion> completions = new Completer(model, mode, encoding.padToken(), encoding.endToken())
                .complete(
                        questions.stream()
                                .map(question -> question.prompt.tokens())
                                .toList(),
                        maxTokens);
        for (int i = 0; i < questions.size(); i++) {
            Completion completion = completions.get(i);
            questions.get(i).answer(encoding.decode(completion.tokens()), completion.probability(), completion.ended());
        }
    }

    private void classify(int length, List<Question> questions) {
        for (int from = 0; from < questions.size(); from += AT_ONCE) {
            List<Question> some = questions.subList(from, Math.min(questions.size(), from + AT_ONCE));
            float[] logits = nextTokens(length, some);
            for (int i = 0; i < some.size(); i++) {
                classify(some.get(i), logits, i * model.shape().vocabularySize());
            }
        }
    }

    private float[] nextTokens(int length, List<Question> questions) {
        int positions = mode == Targets.LAST && encoding.padToken().isPresent()
                ? model.shape().contextLength()
                : length;
        int[] tokens = new int[questions.size() * positions];
        Arrays.fill(tokens, encoding.padToken().orElse(0));
        for (int i = 0; i < questions.size(); i++) {
            System.arraycopy(questions.get(i).prompt.tokens(), 0, tokens, (i + 1) * positions - length, length);
        }
        return model.logits(tokens, positions, Targets.LAST);
    }

    private void classify(Question question, float[] logits, int row) {
        Label best = encoding.labels().get(0);
        for (Label label : encoding.labels()) {
            best = logits[row + label.token()] > logits[row + best.token()] ? label : best;
        }
        double sum = 0;
        for (Label label : encoding.labels()) {
            sum += Math.exp((double) logits[row + label.token()] - logits[row + best.token()]);
        }
        question.answer(best.name(), 1 / sum, true);
    }

    /** A text with what the model predicts for it, once that is known. */
    private static final class Question {
        private final String input;
        private final Prompt prompt;
        private TextPrediction prediction;

        Question(String input, Prompt prompt) {
            this.input = input;
            this.prompt = prompt;
        }

        void answer(String output, double probability, boolean ended) {
            prediction =
                    new TextPrediction(input, output, probability, ended, prompt.unknownUnits(), prompt.cutUnits());
        }
    }
}
