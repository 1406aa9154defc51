package org.transformerbench.data.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.Curriculum;
import org.transformerbench.api.CurriculumPace;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;

class ArithmeticCurriculumTest {
    private static final SeedStreams SEEDS = new SeedStreams(42);

    private static ArithmeticConfig.Builder config(int digits) {
        return ArithmeticConfig.builder()
                .digits(digits)
                .draws(5000)
                .replacement(false)
                .testProblems(900)
                .validationProblems(300)
                .targets(ArithmeticTargets.WHOLE_SEQUENCE)
                .reversed(false)
                .curriculum(CurriculumPace.parse("steps:100"));
    }

    /** Returns all problems of a set, from their texts. */
    private static List<Problem> problems(ExampleSet examples, ArithmeticEncoding encoding) {
        List<Problem> problems = new ArrayList<>();
        int[] tokens = new int[examples.positions()];
        int[] targets = new int[examples.targetsPerExample()];
        for (long i = 0; i < examples.size(); i++) {
            examples.read(i, tokens, 0, targets, 0);
            StringBuilder text = new StringBuilder();
            for (int token : tokens) {
                text.append(ArithmeticEncoding.VOCABULARY.decode(token));
            }
            Equation equation = encoding.parse(text.toString().replace(".", "") + "|");
            problems.add(equation.problem());
        }
        return problems;
    }

    private static boolean fits(Problem problem, int leftDigits, int rightDigits) {
        return problem.left() < ProblemRange.numbers(leftDigits) && problem.right() < ProblemRange.numbers(rightDigits);
    }

    @ParameterizedTest
    @CsvSource({"2, true", "2, false", "3, true", "10, true"})
    void a_stage_has_problems_of_its_digits_that_no_one_is_judged_by(int digits, boolean together) {
        ArithmeticConfig config =
                config(digits).keepCommutedPairsTogether(together).build();
        ArithmeticEncoding encoding = config.encoding(Operator.PLUS);
        Dataset data = new AdditionTask().load(config, SEEDS);
        Curriculum curriculum = data.curriculum(Targets.EVERY).orElseThrow();
        Set<Problem> judged = new HashSet<>(problems(data.test(Targets.EVERY), encoding));
        judged.addAll(problems(data.validation(Targets.EVERY), encoding));

        assertThat(curriculum.stages()).isEqualTo(digits);
        for (int stage = 1; stage < Math.min(digits, 4); stage++) {
            int most = stage;
            List<Problem> train = problems(curriculum.train(stage), encoding);
            List<Problem> validation = problems(curriculum.validation(stage), encoding);
            if (stage == 1) {
                assertThat(validation).as("too few to set some apart").isEqualTo(train);
                assertThat(train).hasSizeBetween(40, 100).doesNotContainAnyElementsOf(judged);
                continue;
            }
            assertThat(validation).hasSize(300);
            assertThat(train)
                    .hasSizeGreaterThanOrEqualTo(4 * validation.size())
                    .hasSizeLessThanOrEqualTo(ArithmeticCurriculum.MOST_PROBLEMS)
                    .doesNotHaveDuplicates()
                    .doesNotContainAnyElementsOf(validation)
                    .doesNotContainAnyElementsOf(judged)
                    .allMatch(problem -> fits(problem, most, most))
                    .anyMatch(problem -> !fits(problem, most - 1, most));
            assertThat(validation).doesNotContainAnyElementsOf(judged).allMatch(problem -> fits(problem, most, most));
            if (together) {
                assertThat(train)
                        .extracting(problem -> new Problem(problem.right(), problem.operator(), problem.left()))
                        .doesNotContainAnyElementsOf(judged)
                        .doesNotContainAnyElementsOf(validation);
            }
        }
        assertThat(curriculum.train(digits)).isSameAs(data.train(Targets.EVERY));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_mixed_stage_has_as_many_problems_of_each_number_of_digits(boolean padded) {
        ArithmeticConfig config =
                config(6).padded(padded).curriculum("steps:100@1-3,5").build();
        ArithmeticEncoding encoding = config.encoding(Operator.PLUS);
        Dataset data = new AdditionTask().load(config, SEEDS);
        Curriculum curriculum = data.curriculum(Targets.EVERY).orElseThrow();
        List<Problem> train = problems(curriculum.train(1), encoding);
        List<Problem> validation = problems(curriculum.validation(1), encoding);

        assertThat(curriculum.stages()).isEqualTo(3);
        for (List<Problem> part : List.of(train, validation)) {
            int[] ofDigits = new int[4];
            part.forEach(problem -> ofDigits[
                    Long.toString(Math.max(problem.left(), problem.right())).length()]++);
            assertThat(ofDigits).containsExactly(0, part.size() / 3, part.size() / 3, part.size() / 3);
        }
        Set<Problem> apart = new HashSet<>(validation);
        assertThat(train)
                .as("one digit has too few problems to set some apart")
                .allMatch(problem -> fits(problem, 1, 1) == apart.contains(problem));
        assertThat(problems(curriculum.validation(2), encoding))
                .allMatch(problem -> fits(problem, 5, 5))
                .anyMatch(problem -> !fits(problem, 4, 4));
        assertThat(curriculum.train(3)).isSameAs(data.train(Targets.EVERY));
    }

    @Test
    void stages_that_are_paced_by_steps_need_no_validation() {
        ArithmeticConfig config =
                config(6).validationProblems(0).curriculum("steps:100@1-3").build();
        Curriculum curriculum =
                new AdditionTask().load(config, SEEDS).curriculum(Targets.EVERY).orElseThrow();

        assertThat(curriculum.validation(1).size()).isZero();
        assertThat(curriculum.train(1).size()).isGreaterThan(1000);
    }

    @Test
    void the_shorter_operand_stops_growing() {
        ArithmeticConfig config = config(3).rightDigits(1).draws(9000).build();
        Curriculum curriculum =
                new AdditionTask().load(config, SEEDS).curriculum(Targets.EVERY).orElseThrow();

        assertThat(curriculum.stages()).isEqualTo(3);
        assertThat(problems(curriculum.train(2), config.encoding(Operator.PLUS)))
                .allMatch(problem -> fits(problem, 2, 1))
                .anyMatch(problem -> problem.left() > 9);
    }

    @Test
    void the_same_seed_has_the_same_stages_and_another_one_has_others() {
        ArithmeticConfig config = config(6).build();
        ArithmeticEncoding encoding = config.encoding(Operator.PLUS);
        List<Problem> first = stage(config, SEEDS, encoding);

        assertThat(stage(config, SEEDS, encoding)).isEqualTo(first);
        assertThat(stage(config, new SeedStreams(43), encoding)).isNotEqualTo(first);
    }

    private static List<Problem> stage(ArithmeticConfig config, SeedStreams seeds, ArithmeticEncoding encoding) {
        Dataset data = new AdditionTask().load(config, seeds);
        return problems(data.curriculum(Targets.EVERY).orElseThrow().validation(4), encoding);
    }

    @Test
    void a_curriculum_changes_nothing_else() {
        ArithmeticConfig with = config(4).build();
        ArithmeticConfig without = ArithmeticConfig.builder()
                .digits(4)
                .draws(5000)
                .replacement(false)
                .testProblems(900)
                .validationProblems(300)
                .targets(ArithmeticTargets.WHOLE_SEQUENCE)
                .reversed(false)
                .build();
        Dataset one = new AdditionTask().load(with, SEEDS);
        Dataset other = new AdditionTask().load(without, SEEDS);
        ArithmeticEncoding encoding = with.encoding(Operator.PLUS);

        assertThat(other.curriculum(Targets.EVERY)).isEmpty();
        assertThat(problems(one.train(Targets.EVERY), encoding))
                .isEqualTo(problems(other.train(Targets.EVERY), encoding));
        assertThat(problems(one.test(Targets.EVERY), encoding))
                .isEqualTo(problems(other.test(Targets.EVERY), encoding));
        assertThat(one.contextLength()).isEqualTo(other.contextLength());
    }
}
