package org.transformerbench.data.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.CurriculumPace;
import org.transformerbench.api.DataException;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;

class ArithmeticConfigTest {

    @Test
    void defaults_are_the_notebooks_and_a_validation_part() {
        assertThat(ArithmeticConfig.defaults())
                .isEqualTo(new ArithmeticConfig(
                        3,
                        true,
                        ArithmeticTargets.PER_ANSWER_TOKEN,
                        100_000,
                        true,
                        4096,
                        1024,
                        true,
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void the_builder_sets_every_value() {
        ArithmeticConfig config = ArithmeticConfig.builder()
                .digits(2)
                .reversed(false)
                .targets(ArithmeticTargets.WHOLE_SEQUENCE)
                .draws(777)
                .replacement(false)
                .testProblems(55)
                .validationProblems(44)
                .keepCommutedPairsTogether(false)
                .rightDigits(4)
                .reversedAnswer(true)
                .padded(false)
                .lossOnQuestion(false)
                .curriculum(CurriculumPace.parse("steps:70"))
                .build();

        assertThat(config)
                .isEqualTo(new ArithmeticConfig(
                        2,
                        false,
                        ArithmeticTargets.WHOLE_SEQUENCE,
                        777,
                        false,
                        55,
                        44,
                        false,
                        OptionalInt.of(4),
                        Optional.of(true),
                        Optional.of(false),
                        Optional.of(false),
                        Optional.of("steps:70")));
    }

    @Test
    void reads_single_values_and_its_own_json() {
        Configs configs = new Configs();
        ArithmeticConfig changed = configs.with(
                ArithmeticConfig.defaults(),
                Map.of("digits", "2", "targets", "whole_sequence", "reversed", "false", "testProblems", "100"));

        assertThat(changed.targets()).isEqualTo(ArithmeticTargets.WHOLE_SEQUENCE);
        assertThat(changed.encoding(Operator.MINUS)).isEqualTo(new ArithmeticEncoding(2, 3, false));
        assertThat(configs.read(configs.write(changed), ArithmeticConfig.class)).isEqualTo(changed);
    }

    @Test
    void a_curriculum_needs_more_than_one_digit_and_examples_to_judge_by() {
        Configs configs = new Configs();
        ArithmeticConfig one = ArithmeticConfig.builder()
                .digits(1)
                .testProblems(20)
                .validationProblems(0)
                .build();

        assertThatThrownBy(() -> configs.with(one, Map.of("curriculum", "steps:9")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("curriculum (steps:9) must be left out with digits (1): there is nothing to begin with");
        assertThatThrownBy(() -> configs.with(one, Map.of("digits", "2", "curriculum", "accuracy:0.9")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("curriculum (accuracy:0.9) must be given in steps with validationProblems (0)");
        assertThat(configs.with(one, Map.of("digits", "2", "curriculum", " Steps:9 "))
                        .curriculum())
                .hasValue("steps:9");
        assertThat(configs.with(ArithmeticConfig.defaults(), Map.of("curriculum", "none")))
                .isEqualTo(ArithmeticConfig.defaults());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "steps:9 | steps:9",
                " Steps:9 @ 2, 5 | steps:9@2,5",
                "accuracy:0.90@1-2,1-5 | accuracy:0.9@1-2,1-5",
                "steps:9@3-3 | steps:9@3",
                "steps:9@1,2,3,4,5 | steps:9"
            })
    void stages_are_named_by_their_digits(String text, String written) {
        ArithmeticConfig config =
                new Configs().with(ArithmeticConfig.defaults(), Map.of("digits", "6", "curriculum", text));

        assertThat(config.curriculum()).hasValue(written);
        assertThat(config)
                .isEqualTo(
                        new Configs().with(ArithmeticConfig.defaults(), Map.of("digits", "6", "curriculum", written)));
    }

    @Test
    void answers_alone_may_be_reversed_in_one_word() {
        Configs configs = new Configs();
        ArithmeticConfig brief = configs.with(ArithmeticConfig.defaults(), Map.of("reversed", "answer"));

        assertThat(brief)
                .as("the same configuration, so that a run has the same id")
                .isEqualTo(configs.with(
                        ArithmeticConfig.defaults(), Map.of("reversed", "false", "reversedAnswer", "true")));
        assertThat(brief.encoding(Operator.PLUS).text(new Problem(123, Operator.PLUS, 456)))
                .isEqualTo("123+456=9750|");
    }

    @ParameterizedTest
    @CsvSource({
        "digits, 0, digits (0) must be between 1 and 18",
        "digits, 19, digits (19) must be between 1 and 18",
        "rightDigits, 0, rightDigits (0) must be between 1 and 18",
        "rightDigits, 19, rightDigits (19) must be between 1 and 18",
        "padded, maybe, 'padded (maybe) must be true or false, or none'",
        "lossOnQuestion, true, 'lossOnQuestion (true) must be false for targets (PER_ANSWER_TOKEN), which has no target in the"
                + " question'",
        "curriculum, 1000, 'curriculum (1000) must be steps:N or accuracy:A, such as steps:1000 or accuracy:0.98'",
        "curriculum, steps:x, 'curriculum (steps:x) must be steps:N or accuracy:A, such as steps:1000 or accuracy:0.98'",
        "curriculum, steps:0, steps (0) must be at least 1",
        "curriculum, steps:9@, 'curriculum (steps:9@) must name stages by their digits after the @, such as steps:1000@3,6 or"
                + " steps:1000@1-3,1-6'",
        "curriculum, steps:9@1-2-3, 'curriculum (steps:9@1-2-3) must name stages by their digits after the @, such as"
                + " steps:1000@3,6 or steps:1000@1-3,1-6'",
        "curriculum, steps:9@0, 'curriculum (steps:9@0) must have digits from 1 on, the fewer ones first: not 0'",
        "curriculum, steps:9@2-1, 'curriculum (steps:9@2-1) must have digits from 1 on, the fewer ones first: not 2-1'",
        "curriculum, 'steps:9@2,1-2', 'curriculum (steps:9@2,1-2) must have more digits in each stage than in the one before: 1-2"
                + " follows 2'",
        "curriculum, steps:9@1-3, 'curriculum (steps:9@1-3) must have fewer than all 3 digits in each stage: not 1-3, the last"
                + " stage has all of them unnamed'",
        "draws, 0, draws (0) must be between 1 and 1000000000000000",
        "draws, 1000000000000001, draws (1000000000000001) must be between 1 and 1000000000000000",
        "draws, 10000001, 'draws (10000001) must be at most 1000000 without replacement, as more than 10000000 always are:"
                + " digits (3) has no more problems'",
        "testProblems, 0, testProblems (0) must be at least 1",
        "validationProblems, -1, validationProblems (-1) must be at least 0"
    })
    void rejects_values_out_of_range(String key, String value, String message) {
        assertThatThrownBy(() -> new Configs().with(ArithmeticConfig.defaults(), Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void rejects_one_digit_with_the_default_parts_and_says_what_would_fit() {
        assertThatThrownBy(() -> ArithmeticConfig.builder().digits(1).build())
                .isInstanceOf(ConfigException.class)
                .hasMessage("Nothing is left to train on: digits (1) and draws (100000) give at most 100 distinct"
                        + " problems, and testProblems (4096) and validationProblems (1024) take them all;"
                        + " testProblems=20 and validationProblems=10 would fit");
        assertThat(ArithmeticConfig.builder()
                        .digits(1)
                        .testProblems(20)
                        .validationProblems(10)
                        .build()
                        .digits())
                .isEqualTo(1);
    }

    @Test
    void rejects_parts_that_take_every_draw_even_if_their_sum_overflows() {
        assertThatThrownBy(() -> ArithmeticConfig.builder().draws(5120).build())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("draws (5120)")
                .hasMessageContaining("testProblems (4096)")
                .hasMessageContaining("validationProblems (1024)");
        assertThatThrownBy(() -> ArithmeticConfig.builder()
                        .testProblems(Integer.MAX_VALUE)
                        .validationProblems(Integer.MAX_VALUE)
                        .build())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Nothing is left");
        assertThat(ArithmeticConfig.builder().draws(5121).build().draws()).isEqualTo(5121);
    }

    @Test
    void a_value_that_is_so_without_it_is_left_out() {
        ArithmeticConfig said = new Configs()
                .with(
                        ArithmeticConfig.defaults(),
                        Map.of(
                                "rightDigits", "3",
                                "reversedAnswer", "true",
                                "padded", "true",
                                "lossOnQuestion", "false"));

        assertThat(said).isEqualTo(ArithmeticConfig.defaults());
        assertThat(Configs.keys(ArithmeticConfig.class)).contains("padded", "lossOnQuestion");
        assertThat(new Configs().write(said).toString())
                .isEqualTo("{\"digits\":3,\"reversed\":true,\"targets\":\"PER_ANSWER_TOKEN\",\"draws\":100000,"
                        + "\"replacement\":true,\"testProblems\":4096,\"validationProblems\":1024,"
                        + "\"keepCommutedPairsTogether\":true}");
    }

    @Test
    void encodings_follow_digits_and_operator() {
        ArithmeticConfig config = ArithmeticConfig.builder()
                .digits(10)
                .rightDigits(4)
                .reversed(false)
                .reversedAnswer(true)
                .padded(false)
                .build();

        assertThat(config.encoding(Operator.PLUS)).isEqualTo(new ArithmeticEncoding(10, 4, 11, false, true, false));
        assertThat(config.encoding(Operator.TIMES)).isEqualTo(new ArithmeticEncoding(10, 4, 14, false, true, false));
    }

    @Test
    void rejects_more_problems_than_are_held_where_each_answer_has_its_own_number_of_examples() {
        ArithmeticConfig.Builder builder =
                ArithmeticConfig.builder().digits(9).draws(10_000_001).padded(false);

        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "draws (10000001) must be at most 10000000 with padded (false) and targets (PER_ANSWER_TOKEN)");
        assertThat(builder.targets(ArithmeticTargets.WHOLE_SEQUENCE).build().draws())
                .isEqualTo(10_000_001);
    }

    @Test
    void rejects_more_problems_to_judge_by_than_are_held() {
        assertThatThrownBy(() -> ArithmeticConfig.builder()
                        .digits(18)
                        .draws(1_000_000_000_000L)
                        .testProblems(Integer.MAX_VALUE)
                        .validationProblems(Integer.MAX_VALUE)
                        .build())
                .isInstanceOf(ConfigException.class)
                .hasMessage("testProblems (2147483647) and validationProblems (2147483647) must together be at most"
                        + " 10000000");
    }

    @Test
    void rejects_a_single_draw_without_proposing_an_empty_part() {
        assertThatThrownBy(() -> ArithmeticConfig.builder()
                        .draws(1)
                        .testProblems(1)
                        .validationProblems(0)
                        .build())
                .hasMessageEndingWith("more draws are needed");
    }

    @Test
    void rejects_more_distinct_pairs_than_exist() {
        assertThatThrownBy(() ->
                        ArithmeticConfig.builder().digits(2).replacement(false).build())
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "draws (100000) must be at most 10000 without replacement: digits (2) has no more problems");
    }

    @Test
    void names_both_widths_where_they_differ() {
        assertThatThrownBy(() -> ArithmeticConfig.builder()
                        .digits(1)
                        .rightDigits(2)
                        .replacement(false)
                        .build())
                .hasMessage("draws (100000) must be at most 1000 without replacement: digits (1) and rightDigits (2)"
                        + " have no more problems");
    }

    @ParameterizedTest
    @EnumSource(ArithmeticTargets.class)
    void problems_of_ones_own_have_the_form_of_the_data(ArithmeticTargets form) {
        ArithmeticConfig config = ArithmeticConfig.builder().targets(form).build();
        ExampleSet own =
                config.examples(List.of(new Problem(1, Operator.PLUS, 2), new Problem(272, Operator.PLUS, 926)));
        ExampleSet data = new AdditionTask().load(config, new SeedStreams(1)).test(form.mode());

        assertThat(own.answers().count()).isEqualTo(2);
        assertThat(own.answers().endExample(0)).isEqualTo(data.answers().endExample(0));
        assertThat(own.positions()).isEqualTo(data.positions());
        Batch last = own.batch(own.size() - 1);
        assertThat(ArithmeticEncoding.VOCABULARY.decode(last.tokens())).isEqualTo("272+629=8911");
        assertThat(ArithmeticEncoding.VOCABULARY.decode(last.targets())).endsWith("|");
    }

    @Test
    void problems_of_ones_own_must_fit() {
        ArithmeticConfig config = ArithmeticConfig.defaults();
        assertThatThrownBy(() -> config.examples(List.of(new Problem(1000, Operator.PLUS, 2))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("1000");
        assertThatThrownBy(() -> config.examples(List.of())).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() ->
                        config.examples(List.of(new Problem(1, Operator.PLUS, 2), new Problem(1, Operator.TIMES, 2))))
                .hasMessage("problems (1*2) must have the operator +");
    }
}
