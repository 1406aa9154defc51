package org.transformerbench.api.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.TrainedRun;
import org.transformerbench.api.training.TrainingListener;

/** A run that fails, in the middle of three: what was measured before is kept, and the others are as they would be alone. */
class FailingRunTest {

    /** An error that is none of the JDK's, as other languages have them. */
    private static final class NotDoneYet extends Error {
        private static final long serialVersionUID = 1L;

        NotDoneYet() {
            super("to do");
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private static int endless(int depth) {
        return 1 + endless(depth + 1);
    }

    static Stream<Supplier<Integer>> faults() {
        return Stream.of(
                () -> {
                    throw new IllegalStateException("no more");
                },
                () -> {
                    throw sneak(new IOException("undeclared"));
                },
                () -> {
                    throw new NoClassDefFoundError("p/Gone");
                },
                () -> {
                    throw new AssertionError("not true");
                },
                () -> {
                    throw new NotDoneYet();
                },
                () -> endless(0),
                () -> new long[Integer.MAX_VALUE].length);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatever_a_step_throws_is_a_failed_result_with_the_curve_so_far(Supplier<Integer> fault) {
        assertOthersRun(
                () -> new FakeSession() {
                    @Override
                    public StepResult step(Batch batch, double learningRate) {
                        return batches.size() == 6 ? new StepResult(fault.get(), 0) : super.step(batch, learningRate);
                    }
                },
                6);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatever_the_opening_of_a_session_throws_is_a_failed_result(Supplier<Integer> fault) {
        assertOthersRun(
                () -> {
                    fault.get();
                    throw new AssertionError("thrown before");
                },
                0);
    }

    private static void assertOthersRun(Supplier<TrainingSession> faulty, int steps) {
        List<RunResult> results = FaultyRuns.run(FaultyRuns.withSession(faulty));

        assertThat(results)
                .extracting(result -> result.outcome().kind())
                .containsExactly(Outcome.Kind.COMPLETED, Outcome.Kind.FAILED, Outcome.Kind.COMPLETED);
        assertThat(results.get(1).measurements().training().steps()).isEqualTo(steps);
        assertThat(results.get(1).curve())
                .extracting(CurvePoint::step)
                .containsExactlyElementsOf(steps == 0 ? List.of() : List.of(4L));
        assertThat(results.get(1).measurements().inference()).isEmpty();
        assertThat(results.get(2).curve()).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void what_is_thrown_after_the_last_step_takes_nothing_that_was_measured_with_it(Supplier<Integer> fault) {
        List<RunResult> results = FaultyRuns.run(FaultyRuns.withSession(() -> new FakeSession() {
            @Override
            public void close() {
                fault.get();
            }
        }));

        assertThat(results).extracting(RunResult::outcome).containsOnly(Outcome.completed("10 steps"));
        assertThat(results.get(1).measurements().lastEvaluation().test()).isPresent();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void what_is_thrown_while_the_trained_model_writes_takes_nothing_that_was_measured_with_it(
            Supplier<Integer> fault) {
        boolean[] thrown = new boolean[1];
        List<RunResult> results = FaultyRuns.run(FaultyRuns.withSession(() -> new FakeSession() {
            @Override
            public float[] logits(int[] tokens, int positions, Targets targets) {
                // The test data takes two passes in each mode.
                thrown[0] |= evaluations >= 4;
                return evaluations >= 4 ? new float[fault.get()] : super.logits(tokens, positions, targets);
            }
        }));

        assertThat(thrown[0]).isTrue();
        assertThat(results).extracting(RunResult::outcome).containsOnly(Outcome.completed("10 steps"));
        assertThat(results.get(1).measurements().lastEvaluation().test()).isPresent();
        assertThat(results.get(1).measurements().samples()).isEmpty();
        assertThat(results.get(2).measurements().samples()).isNotEmpty();
    }

    @Test
    void memory_that_a_listener_uses_up_after_the_last_step_takes_nothing_that_was_measured_with_it() {
        List<RunResult> results = new ExperimentRunner(FaultyRuns.withSession(FakeSession::new))
                .run(FaultyRuns.experiment().build(), new TrainingListener() {
                    @Override
                    public void onTrained(TrainedRun<?> run) {
                        assertThat(new long[Integer.MAX_VALUE]).isEmpty();
                    }
                });

        assertThat(results).hasSize(3).allSatisfy(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.completed("10 steps"));
            assertThat(result.measurements().lastEvaluation().test()).isPresent();
            assertThat(result.measurements().listenerFailures()).isEqualTo(1);
        });
    }

    @Test
    void an_error_of_the_virtual_machine_itself_is_not_passed_over() {
        InternalError broken = new InternalError("a fault in mapped memory");
        assertThatThrownBy(() -> FaultyRuns.run(FaultyRuns.withSession(() -> {
                    throw broken;
                })))
                .isSameAs(broken);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void a_loss_that_is_not_finite_ends_its_run_as_diverged_with_the_step(double loss) {
        List<RunResult> results = FaultyRuns.run(FaultyRuns.withSession(() -> new FakeSession() {
            @Override
            public StepResult step(Batch batch, double learningRate) {
                super.step(batch, learningRate);
                return new StepResult(batches.size() == 7 ? loss : 1, 0);
            }
        }));

        assertThat(results)
                .extracting(RunResult::outcome)
                .containsExactly(
                        Outcome.completed("10 steps"),
                        Outcome.diverged("the training loss was " + loss + " at step 7"),
                        Outcome.completed("10 steps"));
        assertThat(results.get(1).curve()).extracting(CurvePoint::step).containsExactly(4L);
        assertThat(results.get(1).measurements().inference()).isEmpty();
        assertThat(results.get(1).measurements().samples()).isEmpty();
    }

    @Test
    void logits_of_a_wrong_number_fail_the_run_and_say_how_many_there_were() {
        List<RunResult> results = FaultyRuns.run(FaultyRuns.withSession(() -> new FakeSession() {
            @Override
            public float[] logits(int[] tokens, int positions, Targets targets) {
                return new float[tokens.length * 3 + 1];
            }
        }));

        assertThat(results.get(1).outcome().reason())
                .isEqualTo("ModelException: The model gave 13 logits for 4 examples x 1 targets x 3 tokens");
        assertThat(results.get(2).outcome()).isEqualTo(Outcome.completed("10 steps"));
    }
}
