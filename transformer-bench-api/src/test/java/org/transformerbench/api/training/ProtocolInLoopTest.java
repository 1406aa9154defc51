package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.OverRows;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.ForwardingDataset;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Slice;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.run.TrainingConfig;

/** Each switch does what it says, and nothing else does. */
class ProtocolInLoopTest {
    private static final TrainingConfig CONFIG = TrainingConfig.builder()
            .batchSize(4)
            .withoutBudgets()
            .maxSteps(7)
            .evaluationInterval(3)
            .stopAccuracy(0.9)
            .build();

    private final ScriptedSession session = new ScriptedSession();
    private final List<Duration> stepTimes = new ArrayList<>();
    private final Watched validation = new Watched(100);
    private final Watched test = new Watched(200);
    private final FakeData data = new FakeData(Rows.numbered(50), validation, test, List.of(Targets.LAST));

    /** Two rows, each in a slice of its own; notes after which steps it is read. */
    private final class Watched implements OverRows {
        private final Rows rows;
        private final List<Integer> readAfter = new ArrayList<>();

        Watched(int firstToken) {
            rows = Rows.of(new int[] {firstToken, 1}, new int[] {firstToken + 1, 2});
        }

        @Override
        public Rows rows() {
            return rows;
        }

        @Override
        public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
            if (index == 0) {
                readAfter.add(session.batches.size());
            }
            OverRows.super.read(index, tokens, tokenOffset, targets, targetOffset);
        }

        @Override
        public List<Slice> slices() {
            return List.of(new Slice("row", "first"), new Slice("row", "second"));
        }

        @Override
        public boolean inSlice(int slice, long example, int output) {
            return slice == example;
        }
    }

    private TrainingReport run(Protocol protocol) {
        return run(CONFIG, protocol);
    }

    private TrainingReport run(TrainingConfig config, Protocol protocol) {
        TrainingListener listener = new TrainingListener() {
            @Override
            public Signal onStep(StepEvent event) {
                stepTimes.add(event.trainingTime());
                return Signal.proceed();
            }
        };
        return new TrainingLoop(session, data, Targets.LAST, config, protocol, new SeedStreams(9), listener).run();
    }

    private static Protocol strictBut(String key, String value) {
        return new Configs().with(Protocol.strict(), Map.of(key, value));
    }

    private static Protocol notebookBut(String key, String value) {
        return new Configs().with(Protocol.notebook2023(), Map.of(key, value));
    }

    @Test
    void strict_reads_test_data_once_after_the_last_step() {
        TrainingReport report = run(Protocol.strict());

        assertThat(test.readAfter).containsExactly(7);
        assertThat(validation.readAfter).containsExactly(3, 6, 7);
        assertThat(report.curve()).extracting(CurvePoint::step).containsExactly(3L, 6L, 7L);
        assertThat(report.curve()).allMatch(point -> point.test().isEmpty());
        assertThat(report.curve()).allMatch(point -> point.validation().isPresent());
        assertThat(report.test()).isPresent();
    }

    @Test
    void strict_reads_test_data_once_when_validation_data_ends_the_run() {
        session.rightInValidation = step -> step == 6 ? 1f : -1f;
        session.rightInTest = step -> 1f;
        TrainingReport report = run(CONFIG.toBuilder().stopAccuracy(0.4).build(), Protocol.strict());

        assertThat(report.outcome()).isEqualTo(Outcome.stopped("validation accuracy above 0.4"));
        assertThat(test.readAfter).containsExactly(6);
        assertThat(report.test().orElseThrow().accuracy()).isEqualTo(0.5);
    }

    @Test
    void strict_does_not_read_test_data_of_a_run_that_diverged_or_failed() {
        session.onStep = step -> new StepResult(step == 5 ? Double.NaN : 1, 0);
        assertThat(run(Protocol.strict()).test()).isEmpty();
        session.batches.clear();
        session.onStep = step -> {
            throw new IllegalStateException("broken");
        };
        assertThat(run(Protocol.strict()).test()).isEmpty();
        assertThat(test.readAfter).isEmpty();
    }

    @Test
    void strict_calls_a_run_diverged_when_only_its_test_loss_is_not_finite() {
        session.rightInTest = step -> Float.NaN;
        TrainingReport report = run(Protocol.strict());

        assertThat(report.outcome()).isEqualTo(Outcome.diverged("the test loss was NaN at step 7"));
        assertThat(report.test()).isEmpty();
        assertThat(report.curve()).hasSize(3);
    }

    @Test
    void without_the_switch_test_data_is_read_at_every_evaluation_and_only_then() {
        TrainingReport report = run(strictBut("testAtEndOnly", "false"));

        assertThat(test.readAfter).containsExactly(3, 6, 7);
        assertThat(report.curve()).allMatch(point -> point.test().isPresent());
        assertThat(report.test().map(Metrics::withoutSlices))
                .isEqualTo(report.last().orElseThrow().test());
    }

    @Test
    void slices_are_scored_at_the_end_and_do_not_fill_the_curve() {
        TrainingReport report = run(strictBut("testAtEndOnly", "false"));

        assertThat(report.test().orElseThrow().slices()).hasSize(2);
        assertThat(report.curve())
                .allMatch(point -> point.test().orElseThrow().slices().isEmpty()
                        && point.validation().orElseThrow().slices().isEmpty());
        assertThat(run(Protocol.strict()).test().orElseThrow().slices()).hasSize(2);
    }

    @Test
    void test_data_decides_where_no_validation_is_apart() {
        session.rightInTest = step -> 1f;
        TrainingConfig config = CONFIG.toBuilder().stopAccuracy(0.4).build();
        TrainingReport report = run(config, notebookBut("evaluationDropout", "false"));

        assertThat(report.outcome()).isEqualTo(Outcome.stopped("test accuracy above 0.4"));
        assertThat(report.steps()).isEqualTo(3);
        assertThat(validation.readAfter).isEmpty();

        session.batches.clear();
        TrainingReport apart = run(config, notebookBut("validationApart", "true"));
        assertThat(apart.steps()).as("the validation data is never right").isEqualTo(7);
        assertThat(validation.readAfter).containsExactly(3, 6, 7);
    }

    @Test
    void dropout_stays_on_in_evaluation_only_where_the_protocol_wants_it() {
        run(Protocol.strict());
        assertThat(session.evaluations).isEqualTo(4);
        assertThat(session.evaluationsWithDropout).isZero();

        session.evaluations = 0;
        run(strictBut("evaluationDropout", "true"));
        assertThat(session.evaluationsWithDropout).isEqualTo(4).isEqualTo(session.evaluations);
    }

    @Test
    void evaluation_counts_as_training_time_only_where_the_protocol_wants_it() {
        TrainingReport apart = run(strictBut("evaluationTimed", "false"));
        assertThat(apart.evaluationTime()).isPositive();
        assertThat(apart.trainingTime()).isEqualTo(stepTimes.get(6));
        assertThat(apart.last().orElseThrow().trainingSeconds())
                .isEqualTo(stepTimes.get(6).toNanos() / 1e9);

        stepTimes.clear();
        TrainingReport counted = run(strictBut("evaluationTimed", "true"));
        assertThat(counted.trainingTime()).isGreaterThan(stepTimes.get(6)).isGreaterThan(counted.evaluationTime());
        assertThat(stepTimes.get(3).minus(stepTimes.get(2)).toNanos() / 1e9)
                .as("the evaluation after step 3 is in the time of step 4")
                .isGreaterThan(counted.curve().get(0).trainingSeconds()
                        - stepTimes.get(2).toNanos() / 1e9)
                .isPositive();
    }

    @Test
    void evaluation_uses_up_the_time_budget_where_the_protocol_wants_it() {
        session.rightInTest = step -> {
            pause();
            return -1f;
        };
        TrainingConfig config = CONFIG.toBuilder()
                .maxSteps(1_000_000)
                .maxTime(Duration.ofMillis(40))
                .evaluationInterval(1)
                .build();
        TrainingReport report = run(config, notebookBut("evaluationDropout", "false"));

        assertThat(report.outcome()).isEqualTo(Outcome.completed("0.04 s of training"));
        assertThat(report.steps()).as("20 ms and more each").isBetween(1L, 2L);
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void running_text_is_also_scored_at_full_context_once_at_the_end() {
        FakeData text = new FakeData(Rows.numbered(50), validation, test, List.of(Targets.EVERY, Targets.LAST));

        TrainingReport report = new TrainingLoop(
                        session,
                        text,
                        Targets.EVERY,
                        CONFIG,
                        Protocol.strict(),
                        new SeedStreams(9),
                        new TrainingListener() {})
                .run();

        assertThat(report.test().orElseThrow().slices())
                .filteredOn(slice -> slice.slice().equals(TrainingLoop.FULL_CONTEXT))
                .singleElement()
                .satisfies(slice -> assertThat(slice.targets()).isEqualTo(2));
        assertThat(test.readAfter).containsExactly(7, 7);
    }

    @Test
    void what_is_no_running_text_is_scored_in_its_own_mode_alone() {
        FakeData lines = new FakeData(Rows.numbered(50), validation, test, List.of(Targets.EVERY, Targets.LAST));
        TrainingReport report = new TrainingLoop(
                        session,
                        new ForwardingDataset(lines) {
                            @Override
                            public boolean runningText() {
                                return false;
                            }
                        },
                        Targets.EVERY,
                        CONFIG,
                        Protocol.strict(),
                        new SeedStreams(9),
                        new TrainingListener() {})
                .run();

        assertThat(report.test().orElseThrow().slices())
                .isNotEmpty()
                .noneMatch(slice -> slice.slice().equals(TrainingLoop.FULL_CONTEXT));
        assertThat(test.readAfter).containsExactly(7);
    }
}
