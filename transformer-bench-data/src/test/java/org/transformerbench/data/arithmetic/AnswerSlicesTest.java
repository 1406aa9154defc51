package org.transformerbench.data.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Slice;

class AnswerSlicesTest {

    @ParameterizedTest
    @CsvSource({
        "123, PLUS, 456, 0",
        "999, PLUS, 1, 3",
        "5, PLUS, 5, 1",
        "190, PLUS, 910, 2",
        "0, PLUS, 0, 0",
        "123, MINUS, 999, 0",
        "1000, MINUS, 1, 3",
        "1, MINUS, 1000, 3",
        "42, MINUS, 17, 1",
        "12, TIMES, 3, 0",
        "12, TIMES, 34, 1",
        "99, TIMES, 99, 3",
        "0, TIMES, 999, 0",
        "999999999999999999, TIMES, 999999999999999999, 35"
    })
    void carries_and_borrows_are_counted_as_on_paper(long left, Operator operator, long right, int carries) {
        assertThat(Carries.of(new Problem(left, operator, right))).isEqualTo(carries);
    }

    @ParameterizedTest
    @EnumSource(ArithmeticTargets.class)
    void every_scored_target_is_in_one_position_and_one_number_of_carries(ArithmeticTargets targets) {
        ArithmeticConfig config = ArithmeticConfig.builder()
                .digits(2)
                .targets(targets)
                .testProblems(50)
                .build();
        Dataset data = new AdditionTask().load(config, new SeedStreams(3));
        ExampleSet test = data.test(targets.mode());
        ArithmeticEncoding encoding = config.encoding(Operator.PLUS);

        assertThat(test.slices().subList(0, 4))
                .containsExactly(
                        new Slice("answer position", "1"),
                        new Slice("answer position", "2"),
                        new Slice("answer position", "3"),
                        new Slice("answer position", "4"));
        for (long example = 0; example < test.size(); example++) {
            for (int output = 0; output < test.targetsPerExample(); output++) {
                List<Slice> in = slicesOf(test, example, output);
                if (output < test.firstScoredTarget(example)) {
                    assertThat(in).isEmpty();
                } else {
                    assertThat(in).extracting(Slice::group).containsExactly("answer position", "carries");
                }
            }
        }
        // The end sign is at the last position, and nowhere else.
        int end = ArithmeticEncoding.VOCABULARY.encode("|")[0];
        Batch all = test.batch(0, 1, 2, 3);
        int last = all.targets().length - 1;
        assertThat(all.targets()[last]).isEqualTo(end);
        assertThat(slicesOf(test, 3, test.targetsPerExample() - 1))
                .contains(new Slice("answer position", Integer.toString(encoding.answerLength())));
    }

    @Test
    void carries_are_those_of_the_examples_own_problem() {
        ArithmeticConfig config =
                ArithmeticConfig.builder().digits(2).testProblems(50).build();
        ExampleSet test = new AdditionTask()
                .load(config, new SeedStreams(3))
                .test(config.targets().mode());
        int answer = config.encoding(Operator.PLUS).answerLength();
        for (long problem = 0; problem < 50; problem++) {
            Batch last = test.batch(problem * answer + answer - 1);
            String text = ArithmeticEncoding.VOCABULARY.decode(last.tokens()) + "|";
            Problem known = config.encoding(Operator.PLUS).parse(text).problem();
            assertThat(slicesOf(test, problem * answer, 0))
                    .contains(new Slice("carries", Integer.toString(Carries.of(known))));
        }
    }

    private static List<Slice> slicesOf(ExampleSet examples, long example, int output) {
        List<Slice> all = examples.slices();
        return all.stream()
                .filter(slice -> examples.inSlice(all.indexOf(slice), example, output))
                .toList();
    }
}
