package org.transformerbench.api.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.Targets;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;

/** A task whose examples are good and whose batches are not: what is wrong is found with the batch. */
class BrokenBatchTest {
    private static FakeData data(ExampleSet train, ExampleSet test) {
        return new FakeData(train, Rows.of(), test, List.of(Targets.LAST));
    }

    /** Good when it is looked at, one example at a time; wrong when it makes batches of its own. */
    private static ExampleSet badInBatches(Batch bad) {
        return new Examples() {
            @Override
            public Batch batch(long... indices) {
                return bad;
            }
        };
    }

    static Stream<Arguments> batches() {
        int[] tokens = new int[12];
        int[] wrong = new int[12];
        wrong[7] = 300;
        return Stream.of(
                Arguments.of(null, "its batch is null"),
                Arguments.of(
                        new Batch(4, 3, 1, wrong, new int[4]), ": token 1 is 300, must be at least 0 and below 300"),
                Arguments.of(
                        new Batch(4, 3, 1, tokens, new int[] {0, 0, 0, -7}),
                        ": target 0 is -7, must be at least 0 and below 300, the size of the vocabulary, or -1 for a target that does not"
                                + " count"),
                Arguments.of(
                        new Batch(4, 3, 1, new int[] {0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0}, new int[4]),
                        ": token 0 is -1, must be at least 0 and below 300, the size of the vocabulary"),
                Arguments.of(
                        new Batch(4, 3, 1, tokens, new int[] {0, 0, 0, Integer.MIN_VALUE}),
                        ": target 0 is -2147483648, must be at least 0"),
                Arguments.of(new Batch(3, 3, 1, new int[9], new int[3]), "a batch has 3 examples, must be 4"),
                Arguments.of(new Batch(4, 2, 1, new int[8], new int[4]), "a batch has 2 positions, must be 3"),
                Arguments.of(new Batch(4, 3, 2, tokens, new int[8]), "a batch has 2 targets per example, must be 1"));
    }

    @ParameterizedTest
    @MethodSource("batches")
    void whose_batches_are_wrong_later_fails_the_run_with_any_trainer_before_its_step(Batch bad, String message) {
        List<FakeSession> sessions = new ArrayList<>();
        List<RunResult> results =
                FaultyRuns.run(FaultyRuns.registry(() -> data(badInBatches(bad), new Examples()), spec -> {
                    sessions.add(new FakeSession());
                    return sessions.get(sessions.size() - 1);
                }));

        assertThat(results).hasSize(3).allSatisfy(result -> {
            assertThat(result.outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
            assertThat(result.outcome().reason())
                    .startsWith("DataException: The task 'sort' breaks its contract: training data, ")
                    .contains(message);
        });
        assertThat(sessions).allMatch(session -> session.batches.isEmpty());
    }

    @Test
    void whose_test_data_is_wrong_later_keeps_what_was_trained() {
        ExampleSet bad = badInBatches(new Batch(6, 3, 1, new int[18], new int[] {0, 0, 0, 0, 400, 0}));
        List<RunResult> results =
                FaultyRuns.run(FaultyRuns.registry(() -> data(new Examples(), bad), spec -> new FakeSession()));

        assertThat(results).allSatisfy(result -> {
            assertThat(result.outcome().reason()).contains("test data, ");
            assertThat(result.measurements().training().steps()).isEqualTo(10);
            assertThat(result.measurements().lastEvaluation().train()).isPresent();
        });
    }
}
