package org.transformerbench.data.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.training.CheckedDataset;

class ArithmeticDatasetTest {
    private static final SeedStreams SEEDS = new SeedStreams(42);

    @Test
    void defaults_have_the_notebooks_shape_and_sizes() {
        Dataset data = new AdditionTask().load(ArithmeticConfig.defaults(), SEEDS);

        assertThat(data.vocabulary().size()).isEqualTo(16);
        assertThat(data.contextLength()).isEqualTo(12);
        assertThat(data.targets()).containsExactly(Targets.LAST);
        assertThat(data.test(Targets.LAST).size()).isEqualTo(4096 * 5);
        assertThat(data.validation(Targets.LAST).size()).isEqualTo(1024 * 5);
        assertThat(data.train(Targets.LAST).size() / 5).isBetween(89_700L, 90_400L);
    }

    @ParameterizedTest
    @EnumSource(ArithmeticTargets.class)
    void no_problem_stands_twice_in_a_part_or_in_two_parts(ArithmeticTargets targets) {
        ArithmeticConfig config = ArithmeticConfig.builder().targets(targets).build();
        Dataset data = new SubtractionTask().load(config, SEEDS);

        List<Problem> problems = problems(data, config, Operator.MINUS);

        assertThat(problems).hasSizeGreaterThan(90_000).doesNotHaveDuplicates();
    }

    @Test
    void parts_have_the_sizes_asked_for() {
        ArithmeticConfig config = ArithmeticConfig.builder()
                .draws(5000)
                .replacement(false)
                .testProblems(300)
                .validationProblems(20)
                .targets(ArithmeticTargets.WHOLE_SEQUENCE)
                .build();

        Dataset data = new AdditionTask().load(config, SEEDS);

        assertThat(data.targets()).containsExactly(Targets.EVERY);
        assertThat(data.test(Targets.EVERY).size()).isEqualTo(300);
        assertThat(data.validation(Targets.EVERY).size()).isEqualTo(20);
        assertThat(data.train(Targets.EVERY).size()).isEqualTo(4680);
    }

    @Test
    void validation_may_be_empty() {
        Dataset data = new AdditionTask()
                .load(ArithmeticConfig.builder().validationProblems(0).build(), SEEDS);

        assertThat(data.validation(Targets.LAST).size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"PLUS, true", "PLUS, false", "MINUS, true", "MINUS, false"})
    void all_hundred_one_digit_problems_are_there_and_right(Operator operator, boolean reversed) {
        ArithmeticConfig config = ArithmeticConfig.builder()
                .digits(1)
                .reversed(reversed)
                .draws(100)
                .replacement(false)
                .testProblems(20)
                .validationProblems(10)
                .build();

        List<Problem> problems = problems(ArithmeticDataset.generate(operator, config, SEEDS), config, operator);

        Set<Problem> expected = new HashSet<>();
        for (int left = 0; left < 10; left++) {
            for (int right = 0; right < 10; right++) {
                expected.add(new Problem(left, operator, right));
            }
        }
        assertThat(problems).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nine_digits_work_with_either_way_of_drawing(boolean replacement) {
        ArithmeticConfig config = ArithmeticConfig.builder()
                .digits(9)
                .draws(20_000)
                .replacement(replacement)
                .build();

        List<Problem> problems = problems(new SubtractionTask().load(config, SEEDS), config, Operator.MINUS);

        assertThat(problems).hasSize(20_000).doesNotHaveDuplicates();
        assertThat(problems).anyMatch(problem -> problem.left() > 900_000_000 && problem.right() > 900_000_000);
    }

    @Test
    void the_same_seed_gives_the_same_data_and_another_seed_other_data() {
        ArithmeticConfig config = ArithmeticConfig.builder()
                .draws(2000)
                .testProblems(100)
                .validationProblems(50)
                .build();

        List<Problem> first = problems(new AdditionTask().load(config, new SeedStreams(1)), config);

        assertThat(problems(new AdditionTask().load(config, new SeedStreams(1)), config))
                .isEqualTo(first);
        assertThat(problems(new AdditionTask().load(config, new SeedStreams(2)), config))
                .isNotEqualTo(first);
    }

    /** A change here makes published results unrepeatable: the draws, the shuffle or the stream have changed. */
    @Test
    void the_data_of_a_seed_never_changes() {
        ArithmeticConfig config =
                ArithmeticConfig.builder().keepCommutedPairsTogether(false).build();

        assertThat(problems(new AdditionTask().load(config, SEEDS), config).stream()
                        .limit(4)
                        .map(Problem::toString))
                .containsExactly("447+604", "149+256", "805+596", "121+661");
    }

    static Stream<Arguments> publishedData() {
        return Stream.of(
                Arguments.of(
                        Operator.PLUS,
                        1,
                        ArithmeticConfig.defaults(),
                        "13d411b276e2ab4c5d4c9410c2da43493c239ff452b9a984509d236b14ee4410"),
                Arguments.of(
                        Operator.MINUS,
                        2,
                        ArithmeticConfig.defaults(),
                        "7291a590cd722fe5d531e8419b8422b7a862c365d64b0ff5d229eac4e1d94acd"),
                Arguments.of(
                        Operator.PLUS,
                        3,
                        ArithmeticConfig.builder()
                                .targets(ArithmeticTargets.WHOLE_SEQUENCE)
                                .digits(2)
                                .reversed(false)
                                .testProblems(300)
                                .build(),
                        "1c04021df975854ed3f6053b180fb044e212da4a9fd823a3a908dfcdba9c4ccf"),
                Arguments.of(
                        Operator.PLUS,
                        4,
                        ArithmeticConfig.builder()
                                .digits(9)
                                .replacement(false)
                                .draws(50_000)
                                .build(),
                        "64893f0bcfe55b7131c2932b6a6943ae2ae5c35a7bc50cbdc60a9bafe0b23316"));
    }

    /**
     * The checksums were made before there were wider problems; those of drawn sums when a problem became as likely to be in test data
     * whether or not its commuted one is drawn.
     */
    @ParameterizedTest
    @MethodSource("publishedData")
    void every_example_and_slice_of_published_data_is_what_it_was(
            Operator operator, long seed, ArithmeticConfig config, String checksum) throws NoSuchAlgorithmException {
        Dataset data = ArithmeticDataset.generate(operator, config, new SeedStreams(seed));
        Targets mode = config.targets().mode();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Stream.of(data.train(mode), data.validation(mode), data.test(mode)).forEach(part -> part.updateDigest(digest));
        ExampleSet test = data.test(mode);
        StringBuilder slices = new StringBuilder(test.slices().toString());
        for (int slice = 0; slice < test.slices().size(); slice++) {
            for (long example = 0; example < test.size(); example++) {
                for (int output = 0; output < test.targetsPerExample(); output++) {
                    slices.append(test.inSlice(slice, example, output) ? 1 : 0);
                }
            }
        }
        digest.update(slices.toString().getBytes(StandardCharsets.US_ASCII));

        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(checksum);
    }

    @Test
    void twins_of_sums_stay_in_one_part_and_cost_no_problem() {
        ArithmeticConfig config = ArithmeticConfig.defaults();
        Dataset data = new AdditionTask().load(config, SEEDS);
        Set<List<Long>> test = operands(data.test(Targets.LAST), config);
        Set<List<Long>> validation = operands(data.validation(Targets.LAST), config);
        Set<List<Long>> train = operands(data.train(Targets.LAST), config);

        // By hashing: AssertJ compares each pair, of 90,000 problems.
        assertThat(Collections.disjoint(test, validation)).isTrue();
        assertThat(Collections.disjoint(test, train)).isTrue();
        assertThat(Collections.disjoint(validation, train)).isTrue();
        ArithmeticConfig apart =
                ArithmeticConfig.builder().keepCommutedPairsTogether(false).build();
        List<Problem> together = problems(data, config);
        assertThat(together).doesNotHaveDuplicates();
        assertThat(new HashSet<>(together)
                        .equals(new HashSet<>(problems(new AdditionTask().load(apart, SEEDS), apart))))
                .isTrue();
    }

    private static Set<List<Long>> operands(ExampleSet examples, ArithmeticConfig config) {
        return operands(examples, config, 0, examples.answers().count());
    }

    private static Set<List<Long>> operands(ExampleSet examples, ArithmeticConfig config, long from, long to) {
        Set<List<Long>> found = new HashSet<>();
        for (long answer = from; answer < to; answer++) {
            long last = examples.answers().endExample(answer) - 1;
            String text =
                    ArithmeticEncoding.VOCABULARY.decode(examples.batch(last).tokens()) + "|";
            Problem problem = config.encoding(Operator.PLUS).parse(text).problem();
            found.add(List.of(Math.min(problem.left(), problem.right()), Math.max(problem.left(), problem.right())));
        }
        return found;
    }

    static Stream<Arguments> wideTasks() {
        ArithmeticConfig.Builder small =
                ArithmeticConfig.builder().testProblems(200).validationProblems(100);
        return Stream.of(
                Arguments.of(Operator.PLUS, small.digits(10).draws(3000).build()),
                Arguments.of(Operator.TIMES, small.digits(18).draws(3000).build()),
                Arguments.of(
                        Operator.TIMES,
                        small.digits(4).rightDigits(2).replacement(false).build()),
                Arguments.of(Operator.PLUS, small.padded(false).build()),
                Arguments.of(
                        Operator.MINUS,
                        small.targets(ArithmeticTargets.WHOLE_SEQUENCE).build()),
                Arguments.of(Operator.MINUS, small.digits(18).rightDigits(17).build()),
                Arguments.of(
                        Operator.PLUS,
                        small.lossOnQuestion(false).reversedAnswer(false).build()));
    }

    @ParameterizedTest
    @MethodSource("wideTasks")
    void each_width_and_form_gives_problems_that_are_right_and_stand_once(Operator operator, ArithmeticConfig config) {
        Dataset data = ArithmeticDataset.generate(operator, config, SEEDS);

        List<Problem> problems = problems(data, config, operator);

        assertThat(problems).hasSize(3000);
        assertThat(new HashSet<>(problems)).hasSize(3000);
        assertThat(data.vocabulary().size()).isEqualTo(operator == Operator.TIMES ? 17 : 16);
        assertThat(CheckedDataset.of("wide", data).fingerprint()).isPresent();
    }

    /** Ten digits on both sides have 10^20 problems, which nobody can enumerate. */
    @Test
    void a_billion_problems_to_learn_from_are_computed_when_they_are_read() {
        ArithmeticConfig config = ArithmeticConfig.builder()
                .digits(10)
                .draws(1_000_000_000)
                .targets(ArithmeticTargets.WHOLE_SEQUENCE)
                .build();

        Dataset data = new AdditionTask().load(config, SEEDS);

        ExampleSet train = data.train(Targets.EVERY);
        assertThat(train.size()).isEqualTo(1_000_000_000L - 4096 - 1024);
        Batch ends = train.batch(0, train.size() - 1);
        assertThat(new AdditionTask().load(config, SEEDS).train(Targets.EVERY).batch(0, train.size() - 1))
                .usingRecursiveComparison()
                .isEqualTo(ends);
        assertThat(config.encoding(Operator.PLUS)
                        .parse(text(data.vocabulary(), train, train.size() - 1))
                        .isTrue())
                .isTrue();
        assertThatThrownBy(() -> train.batch(train.size())).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(data.references(Targets.EVERY)).hasSize(2);
        Optional<String> fingerprint = CheckedDataset.of("addition", data).fingerprint();
        assertThat(fingerprint).isPresent();
        assertThat(CheckedDataset.of("addition", new AdditionTask().load(config, new SeedStreams(43)))
                        .fingerprint())
                .isNotEqualTo(fingerprint);
    }

    /** The same order is cut into parts, whether problems are held or computed. */
    @Test
    void problems_that_are_computed_have_nothing_in_common_with_those_that_judge_them() {
        ArithmeticConfig config = ArithmeticConfig.builder()
                .digits(4)
                .draws(40_000_000)
                .testProblems(20_000)
                .validationProblems(1001)
                .build();
        Dataset data = new AdditionTask().load(config, SEEDS);
        Set<List<Long>> judging = operands(data.test(Targets.LAST), config);
        judging.addAll(operands(data.validation(Targets.LAST), config));
        assertThat(judging).hasSize(21_001);

        // Of 50,000,000 pairs 21,001 judge: 21 of 50,000 would, were they drawn without a look at these.
        Set<List<Long>> some = operands(data.train(Targets.LAST), config, 17_000_000, 17_050_000);
        assertThat(some).hasSize(50_000);
        assertThat(Collections.disjoint(judging, some)).isTrue();
    }

    @Test
    void more_problems_than_there_are_without_commuted_ones_are_refused() {
        ArithmeticConfig config =
                ArithmeticConfig.builder().digits(4).draws(60_000_000).build();

        assertThatThrownBy(() -> new AdditionTask().load(config, SEEDS))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "draws (60000000) must be at most 50000000, half of all problems, so that none is another one"
                                + " commuted (keepCommutedPairsTogether=false would allow more)");
        assertThat(new SubtractionTask().load(config, SEEDS).train(Targets.LAST).size())
                .isEqualTo((60_000_000L - 4096 - 1024) * 6);
    }

    @Test
    void names_the_values_if_removing_duplicates_leaves_nothing_to_train_on() {
        ArithmeticConfig config = ArithmeticConfig.builder()
                .digits(1)
                .draws(60)
                .testProblems(40)
                .validationProblems(18)
                .build();

        assertThatThrownBy(() -> new AdditionTask().load(config, SEEDS))
                .isInstanceOf(DataException.class)
                .hasMessageMatching("Nothing is left to train on: draws \\(60\\) gave \\d+ distinct problems, and"
                        + " testProblems \\(40\\) and validationProblems \\(18\\) take them all;"
                        + " testProblems=\\d and validationProblems=\\d would fit");
    }

    /** Follows what the messages say until there is data. */
    @ParameterizedTest
    @CsvSource({"2, 1", "4, 1", "9, 1", "60, 1", "100, 1", "1000, 1", "4000, 2", "100000, 1"})
    void parts_that_a_message_recommends_fit(int draws, int digits) {
        for (long seed = 1; seed <= 20; seed++) {
            int test = 4096;
            int validation = 1024;
            Dataset data = null;
            for (int attempts = 1; data == null; attempts++) {
                assertThat(attempts).as("attempts").isLessThanOrEqualTo(2);
                try {
                    data = new AdditionTask()
                            .load(
                                    ArithmeticConfig.builder()
                                            .digits(digits)
                                            .draws(draws)
                                            .testProblems(test)
                                            .validationProblems(validation)
                                            .build(),
                                    new SeedStreams(seed));
                } catch (ConfigException | DataException e) {
                    Matcher advice = Pattern.compile("testProblems=(\\d+) and validationProblems=(\\d+) would fit")
                            .matcher(e.getMessage());
                    assertThat(advice.find()).as(e.getMessage()).isTrue();
                    test = Integer.parseInt(advice.group(1));
                    validation = Integer.parseInt(advice.group(2));
                }
            }
        }
    }

    @Test
    void rejects_a_target_mode_that_it_does_not_offer() {
        Dataset data = new AdditionTask().load(ArithmeticConfig.defaults(), SEEDS);

        assertThatThrownBy(() -> data.train(Targets.EVERY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Targets EVERY are not offered: targets (PER_ANSWER_TOKEN) gives LAST");
    }

    /** Reads every text back from the examples, and checks that it is right. */
    private static List<Problem> problems(Dataset data, ArithmeticConfig config) {
        return problems(data, config, Operator.PLUS);
    }

    private static List<Problem> problems(Dataset data, ArithmeticConfig config, Operator operator) {
        Targets mode = config.targets().mode();
        List<Problem> problems = new ArrayList<>();
        Stream.of(data.test(mode), data.validation(mode), data.train(mode))
                .forEach(part -> problems.addAll(problems(data.vocabulary(), part, config.encoding(operator))));
        return problems;
    }

    private static List<Problem> problems(Vocabulary vocabulary, ExampleSet part, ArithmeticEncoding encoding) {
        List<Problem> problems = new ArrayList<>();
        for (long answer = 0; answer < part.answers().count(); answer++) {
            Equation equation =
                    encoding.parse(text(vocabulary, part, part.answers().endExample(answer) - 1));
            if (!equation.isTrue()) {
                throw new AssertionError(equation);
            }
            problems.add(equation.problem());
        }
        return problems;
    }

    /** The last example of an answer reads all but the last token, whatever the mode. */
    private static String text(Vocabulary vocabulary, ExampleSet part, long example) {
        Batch batch = part.batch(example);
        return vocabulary.decode(batch.tokens()).replace(".", "") + "|";
    }
}
