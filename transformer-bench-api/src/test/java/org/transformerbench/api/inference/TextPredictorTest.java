package org.transformerbench.api.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.inference.Scripted.Rule;

/** A model that counts up: 5 ends an answer, 0 fills windows. */
class TextPredictorTest {
    private static final double TWO = Math.exp(2);
    /** The probability of the token with a logit of 2 among the others with 0. */
    private static final double ONE = TWO / (TWO + Scripted.V - 1);

    /** Digits; a letter is unknown and read as 0, and a fifth digit is left out. */
    private record Digits(Kind kind, OptionalInt endToken) implements TextEncoding {
        @Override
        public Prompt encode(String input) {
            if (input.isEmpty()) {
                throw new DataException("'' has no digit");
            }
            String kept = input.substring(0, Math.min(4, input.length()));
            int[] tokens = kept.chars()
                    .map(symbol -> Character.isDigit(symbol) ? symbol - '0' : 0)
                    .toArray();
            int unknown = (int) kept.chars().filter(Character::isLetter).count();
            return new Prompt(tokens, unknown, input.length() - kept.length());
        }

        @Override
        public String decode(int... tokens) {
            return Arrays.stream(tokens).mapToObj(Integer::toString).collect(Collectors.joining());
        }

        @Override
        public OptionalInt padToken() {
            return OptionalInt.of(0);
        }

        @Override
        public List<Label> labels() {
            return kind == Kind.LABEL ? List.of(new Label(3, "three"), new Label(2, "two")) : List.of();
        }
    }

    private static TextPredictor predictor(Targets mode, TextEncoding.Kind kind) {
        OptionalInt end = kind == TextEncoding.Kind.LABEL ? OptionalInt.empty() : OptionalInt.of(5);
        return new TextPredictor(
                new Rule(4, mode == Targets.LAST ? 1 : 4, Scripted::increment), mode, new Digits(kind, end));
    }

    @ParameterizedTest
    @EnumSource
    void texts_of_all_lengths_are_answered_in_their_order(Targets mode) {
        List<TextPrediction> found =
                predictor(mode, TextEncoding.Kind.ANSWER).predict(List.of("3", "012", "4", "a2", "66662"));

        assertThat(found).extracting(TextPrediction::input).containsExactly("3", "012", "4", "a2", "66662");
        assertThat(found).extracting(TextPrediction::output).containsExactly("4", "34", "", "34", "0");
        assertThat(found).extracting(TextPrediction::ended).containsExactly(true, false, true, true, false);
        assertThat(found.get(2).probability()).isCloseTo(ONE, within(1e-12));
        assertThat(found.get(0).probability()).isCloseTo(ONE * ONE, within(1e-12));
        assertThat(found).extracting(TextPrediction::unknownUnits).containsExactly(0, 0, 0, 1, 0);
        assertThat(found).extracting(TextPrediction::cutUnits).containsExactly(0, 0, 0, 0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void a_class_is_chosen_among_the_classes_only(Targets mode) {
        List<TextPrediction> found = predictor(mode, TextEncoding.Kind.LABEL).predict(List.of("1", "62", "0006", "3"));

        // After 6 comes 0, after 3 comes 4: no class, so that both are as likely.
        assertThat(found).extracting(TextPrediction::output).containsExactly("two", "three", "three", "three");
        assertThat(found.get(0).probability()).isCloseTo(TWO / (TWO + 1), within(1e-6));
        assertThat(found.get(2).probability()).isCloseTo(0.5, within(1e-12));
        assertThat(found).allMatch(TextPrediction::ended);
    }

    @ParameterizedTest
    @EnumSource
    void more_texts_than_go_through_the_model_at_once_are_predicted_in_parts(Targets mode) {
        List<String> inputs =
                IntStream.range(0, 2500).mapToObj(i -> String.valueOf(i % 5)).toList();

        assertThat(predictor(mode, TextEncoding.Kind.LABEL).predict(inputs))
                .extracting(TextPrediction::output)
                .hasSize(2500)
                .element(2401)
                .isEqualTo("two");
        assertThat(predictor(mode, TextEncoding.Kind.LINE)
                        .predict(inputs)
                        .get(2402)
                        .output())
                .isEqualTo("34");
    }

    @ParameterizedTest
    @EnumSource
    void units_are_named_with_what_else_could_stand_there(Targets mode) {
        TextPredictor predictor = predictor(mode, TextEncoding.Kind.ANSWER);
        TextEncoding digits = new Digits(TextEncoding.Kind.ANSWER, OptionalInt.of(5));

        DetailedPrediction found =
                predictor.detail(List.of(TextPrompt.of("3", digits, 4)), 2).get(0);

        assertThat(found.prediction()).isEqualTo(predictor.predict(List.of("3")).get(0));
        assertThat(found.units()).extracting(UnitPrediction::text).containsExactly("4", "");
        assertThat(found.units()).allSatisfy(unit -> {
            assertThat(unit.probability()).isCloseTo(ONE, within(1e-12));
            assertThat(unit.alternatives()).hasSize(2);
        });
        // All others are as likely: the first ones are named.
        assertThat(found.units().get(0).alternatives())
                .extracting(UnitPrediction.Alternative::text)
                .containsExactly("0", "1");
        assertThat(found.units().get(0).alternatives().get(0).probability()).isCloseTo(ONE / TWO, within(1e-12));
    }

    @Test
    void the_other_classes_are_the_alternatives_of_a_class() {
        TextPredictor predictor = predictor(Targets.LAST, TextEncoding.Kind.LABEL);
        TextEncoding classes = new Digits(TextEncoding.Kind.LABEL, OptionalInt.empty());

        List<UnitPrediction> units = predictor
                .detail(List.of(TextPrompt.of("1", classes, 4)), 9)
                .get(0)
                .units();

        assertThat(units).singleElement().satisfies(unit -> {
            assertThat(unit.text()).isEqualTo("two");
            assertThat(unit.alternatives()).hasSize(1);
            assertThat(unit.alternatives().get(0).text()).isEqualTo("three");
            assertThat(unit.probability() + unit.alternatives().get(0).probability())
                    .isCloseTo(1, within(1e-12));
        });
    }

    @Test
    void prompts_that_are_there_are_not_encoded_again() {
        TextPrompt unreadable = new TextPrompt("", new TextEncoding.Prompt(new int[] {3}, 2, 1));

        List<TextPrediction> found =
                predictor(Targets.LAST, TextEncoding.Kind.ANSWER).predictPrompts(List.of(unreadable));

        assertThat(found)
                .containsExactly(new TextPrediction("", "4", found.get(0).probability(), true, 2, 1));
    }

    /** After 3 comes 4, and then the end; all else is as likely as nothing. */
    @ParameterizedTest
    @EnumSource
    void other_answers_differ_in_one_unit_and_go_on_from_there(Targets mode) {
        TextPredictor predictor = predictor(mode, TextEncoding.Kind.ANSWER);
        TextEncoding digits = new Digits(TextEncoding.Kind.ANSWER, OptionalInt.of(5));
        TextPrompt prompt = TextPrompt.of("3", digits, 4);

        List<TextPrediction> all = predictor.others(prompt, 100);

        double other = ONE / TWO;
        // Another first unit, or another second one after the right first one.
        assertThat(all).hasSize(2 * (Scripted.V - 1));
        assertThat(all).extracting(TextPrediction::output).doesNotContain("4").contains("", "34", "44", "4012");
        assertThat(all)
                .isSortedAccordingTo((a, b) -> Double.compare(b.probability(), a.probability()))
                .filteredOn(found -> found.output().equals("34"))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.ended()).isTrue();
                    assertThat(found.probability()).isCloseTo(other * ONE * ONE, within(1e-12));
                });
        assertThat(all)
                .filteredOn(found -> found.output().isEmpty())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.ended()).isTrue();
                    assertThat(found.probability()).isCloseTo(other, within(1e-12));
                });
        assertThat(predictor.others(prompt, 3)).hasSize(3).isSubsetOf(all);
        assertThat(predictor.others(prompt, 0)).isEmpty();
    }

    @Test
    void the_others_of_a_class_are_the_other_classes() {
        TextPredictor predictor = predictor(Targets.LAST, TextEncoding.Kind.LABEL);
        TextEncoding classes = new Digits(TextEncoding.Kind.LABEL, OptionalInt.empty());

        assertThat(predictor.others(TextPrompt.of("1", classes, 4), 5))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.output()).isEqualTo("three");
                    assertThat(found.probability()).isCloseTo(1 / (TWO + 1), within(1e-6));
                });
    }

    @Test
    void no_texts_have_no_predictions() {
        assertThat(predictor(Targets.LAST, TextEncoding.Kind.ANSWER).predict(List.of()))
                .isEmpty();
    }

    @Test
    void a_text_that_cannot_be_read_is_an_error() {
        TextPredictor predictor = predictor(Targets.EVERY, TextEncoding.Kind.ANSWER);

        assertThatThrownBy(() -> predictor.predict(List.of("1", "")))
                .isInstanceOf(DataException.class)
                .hasMessage("'' has no digit");
    }

    @Test
    void a_text_that_is_longer_than_the_context_is_an_error() {
        TextPredictor predictor = new TextPredictor(
                new Rule(3, 3, Scripted::increment),
                Targets.EVERY,
                new Digits(TextEncoding.Kind.ANSWER, OptionalInt.of(5)));

        assertThatThrownBy(() -> predictor.predict(List.of("123", "1234")))
                .isInstanceOf(DataException.class)
                .hasMessage("The text '1234' makes 4 tokens; the model reads at most 3");
    }

    @Test
    void running_text_has_no_end_to_predict() {
        TextEncoding endless = new Digits(TextEncoding.Kind.LINE, OptionalInt.empty());

        assertThatThrownBy(() -> new TextPredictor(new Rule(4, 4, Scripted::increment), Targets.EVERY, endless))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Running text has no end that could be predicted");
    }
}
