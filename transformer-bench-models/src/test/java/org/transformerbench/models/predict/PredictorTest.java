package org.transformerbench.models.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Model;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncoding.Kind;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.inference.Sampling;
import org.transformerbench.api.inference.TextPrediction;
import org.transformerbench.api.inference.UnitPrediction;
import org.transformerbench.models.Allocation;
import org.transformerbench.models.HuggingFaceGpt;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.ForwardGraph;

/** Text in, text out. */
class PredictorTest {
    private static final int CONTEXT = 8;

    private static Predictor predictor(Model<?> model, Targets mode, TextEncoding encoding) {
        return Predictor.of(TrainedModels.bundle(model, CONTEXT, mode, encoding));
    }

    private static Predictor predictor(Targets mode, TextEncoding encoding) {
        return predictor(new NanoGpt(), mode, encoding);
    }

    /** Words of all lengths that fit. */
    private static List<String> words(int count) {
        SplittableRandom random = new SplittableRandom(6);
        return IntStream.range(0, count)
                .mapToObj(word -> IntStream.rangeClosed(0, random.nextInt(CONTEXT - 1))
                        .mapToObj(letter -> String.valueOf("abcdefg".charAt(random.nextInt(7))))
                        .reduce("", String::concat))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void a_list_has_the_predictions_of_each_text_alone(Targets mode) {
        for (Kind kind : Kind.values()) {
            try (Predictor predictor = predictor(mode, LetterEncoding.of(kind))) {
                List<String> inputs = words(300);

                List<Prediction> together = predictor.predict(inputs);

                assertThat(together).extracting(Prediction::input).isEqualTo(inputs);
                for (int i = 0; i < inputs.size(); i += 7) {
                    Prediction alone = predictor.predict(inputs.get(i));
                    assertThat(together.get(i).text()).isEqualTo(alone.text());
                    assertThat(together.get(i).probability()).isCloseTo(alone.probability(), within(1e-6));
                }
                assertThat(predictor.predict(List.of())).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_has_the_product_of_its_units_probabilities(Targets mode) {
        try (Predictor predictor = predictor(mode, LetterEncoding.of(Kind.ANSWER))) {
            for (Prediction answer : predictor.predict(words(20))) {
                double product = answer.units().stream()
                        .mapToDouble(UnitPrediction::probability)
                        .reduce(1, (a, b) -> a * b);
                String text = answer.units().stream().map(UnitPrediction::text).reduce("", String::concat);

                assertThat(answer.probability()).isCloseTo(product, within(1e-12));
                assertThat(text).isEqualTo(answer.text());
                assertThat(answer.units()).allSatisfy(unit -> {
                    assertThat(unit.alternatives()).hasSize(3);
                    assertThat(unit.alternatives())
                            .isSortedAccordingTo((a, b) -> Double.compare(b.probability(), a.probability()))
                            .allSatisfy(
                                    other -> assertThat(other.probability()).isLessThanOrEqualTo(unit.probability()));
                });
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void classes_have_probabilities_that_add_up_to_one(Targets mode) {
        try (Predictor predictor = predictor(mode, LetterEncoding.of(Kind.LABEL))) {
            for (String word : words(10)) {
                Prediction best = predictor.predict(word);
                Map<String, Double> probabilities = predictor.probabilities(word);

                assertThat(probabilities.keySet()).containsExactly("bee", "ant", "cat");
                assertThat(probabilities.values().stream()
                                .mapToDouble(each -> each)
                                .sum())
                        .isCloseTo(1, within(1e-12));
                assertThat(probabilities.get(best.text())).isEqualTo(best.probability());
                assertThat(best.units()).hasSize(1);
                assertThat(best.units().get(0).alternatives())
                        .hasSize(2)
                        .allSatisfy(other ->
                                assertThat(probabilities.get(other.text())).isEqualTo(other.probability()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void other_answers_are_less_probable_than_the_first_units_allow(Targets mode) {
        try (Predictor predictor = predictor(mode, LetterEncoding.of(Kind.ANSWER))) {
            for (String word : words(5)) {
                Prediction best = predictor.predict(word);
                List<TextPrediction> others = predictor.others(word, 4);

                assertThat(others).hasSizeBetween(1, 4).allSatisfy(other -> {
                    assertThat(other.input()).isEqualTo(word);
                    assertThat(other.output()).isNotEqualTo(best.text());
                    assertThat(other.probability()).isBetween(0.0, 1.0);
                });
            }
        }
    }

    /** Those that run on rows: interleaved micro-batches on vectors make garbage until their loops are compiled. */
    static Stream<Model<?>> models() {
        return Stream.of(new HuggingFaceGpt(), new Mlp(), new NanoGpt(), new TlTransformer());
    }

    /** What is kept for later belongs to the first thread; others find it there. */
    @ParameterizedTest
    @MethodSource("models")
    void the_class_of_a_text_needs_little_memory(Model<?> model) {
        try (Predictor predictor = predictor(model, Targets.LAST, LetterEncoding.of(Kind.LABEL))) {
            for (int i = 0; i < 200; i++) {
                predictor.predict("abc");
            }
            assertThat(Allocation.allocatedAgainBy(() -> predictor.predict("abc")))
                    .isLessThan(10_000);
            assertThat(Allocation.allocatedAgainBy(() -> predictor.probabilities("abc")))
                    .isLessThan(10_000);
        }
    }

    @Test
    void the_class_of_a_text_needs_little_memory_where_every_position_was_learned() {
        try (Predictor predictor = predictor(Targets.EVERY, LetterEncoding.of(Kind.LABEL))) {
            for (int i = 0; i < 200; i++) {
                predictor.predict("abc");
            }
            assertThat(Allocation.allocatedAgainBy(() -> predictor.predict("abc")))
                    .isLessThan(10_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void lines_are_drawn_with_a_seed(Targets mode) {
        try (Predictor predictor = predictor(mode, LetterEncoding.of(Kind.LINE))) {
            List<TextPrediction> drawn = IntStream.range(0, 40)
                    .mapToObj(seed -> predictor.generate("a", Sampling.of(1), seed))
                    .toList();

            assertThat(drawn.stream().map(TextPrediction::output).distinct()).hasSizeGreaterThan(10);
            assertThat(predictor.generate("a", Sampling.of(1), 7)).isEqualTo(drawn.get(7));
            assertThat(drawn)
                    .allSatisfy(line -> assertThat(line.output().length()).isLessThanOrEqualTo(CONTEXT));
            assertThat(predictor.generate("a", Sampling.greedy(), 1).output())
                    .isEqualTo(predictor.predict("a").text());
        }
    }

    @Test
    void running_text_goes_on_beyond_the_context() {
        try (Predictor predictor = predictor(Targets.EVERY, LetterEncoding.ofRunningText())) {
            TextPrediction written = predictor.generate("abcabcabcabcabc", Sampling.of(0.8), 3, 50);

            assertThat(written.output().length() + written.unknownUnits()).isBetween(20, 50);
            assertThat(written.ended()).isFalse();
            assertThatThrownBy(() -> predictor.predict("abc"))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("running text, which has no end");
            assertThatThrownBy(() -> predictor.generate("abc", Sampling.of(1), 1))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("say how much");
        }
    }

    @Test
    void what_a_model_cannot_do_is_an_error() {
        try (Predictor classes = predictor(Targets.LAST, LetterEncoding.of(Kind.LABEL));
                Predictor answers = predictor(Targets.EVERY, LetterEncoding.of(Kind.ANSWER))) {
            assertThatThrownBy(() -> classes.generate("a", Sampling.of(1), 1))
                    .isInstanceOf(DataException.class)
                    .hasMessage("The model 'nano-gpt' predicts classes, and writes no text");
            assertThatThrownBy(() -> answers.probabilities("a"))
                    .isInstanceOf(DataException.class)
                    .hasMessage("The model 'nano-gpt' writes text, and has no classes");
            assertThatThrownBy(() -> answers.predict("a?"))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("'?'");
            assertThatThrownBy(() -> answers.predict(List.of("a", "aaaaaaaaa")))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("the model reads at most 8");
            assertThatThrownBy(() -> answers.predict(List.of("a", "b", "a?")))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith("inputs[2]: ");
            assertThatThrownBy(() -> answers.predict((String) null))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("input (null) must be given");
            assertThat(answers.others("a", Integer.MAX_VALUE)).hasSizeGreaterThan(3);
            assertThatThrownBy(() -> answers.generate("a", Sampling.of(1), 1, 0))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("maxUnits (0) must be at least 1");
        }
    }

    @Test
    void the_first_text_of_a_long_list_that_cannot_be_read_is_named() {
        List<String> texts = new ArrayList<>(Collections.nCopies(1_000, "a"));
        texts.set(400, "a?");
        texts.set(401, "?");
        texts.set(900, null);
        try (Predictor answers = predictor(Targets.EVERY, LetterEncoding.of(Kind.ANSWER))) {
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> answers.predict(texts))
                        .isInstanceOf(DataException.class)
                        .hasMessageStartingWith("inputs[400]: ");
            }
            texts.set(399, null);
            assertThatThrownBy(() -> answers.predict(texts))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("inputs[399] (null) must be given");
        }
    }

    @Test
    void a_bundle_without_graph_or_encoding_says_what_is_missing() {
        Bundle whole = TrainedModels.bundle(new Mlp(), CONTEXT, Targets.LAST, LetterEncoding.of(Kind.LABEL));
        Bundle weights = new Bundle(
                whole.card(),
                whole.encoding(),
                ForwardGraph.missing("a part of it is computed by ND4J"),
                whole.parameters(),
                whole.spec(),
                whole.result());
        Bundle tokens = new Bundle(
                whole.card(), Optional.empty(), whole.forward(), whole.parameters(), whole.spec(), whole.result());

        assertThatThrownBy(() -> Predictor.of(weights))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("no graph to compute with: a part of it is computed by ND4J");
        try (Predictor predictor = Predictor.of(tokens)) {
            assertThatThrownBy(() -> predictor.predict("a"))
                    .isInstanceOf(DataException.class)
                    .hasMessage("The bundle of the model 'mlp' does not say how a text becomes tokens");
        }
    }
}
