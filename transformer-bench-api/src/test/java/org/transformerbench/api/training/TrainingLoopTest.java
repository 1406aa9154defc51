package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.run.TrainingConfig;

class TrainingLoopTest {
    private static final TrainingConfig CONFIG = TrainingConfig.defaults().forSteps(10).toBuilder()
            .batchSize(4)
            .evaluationInterval(3)
            .build();

    /** Test data is evaluated at every interval, and decides where no validation is apart. */
    private static final Protocol WITHOUT_VALIDATION = protocol("false");

    private static final Protocol BOTH = protocol("true");

    /** Token 100 and above belongs to validation, 200 and above to test. */
    private static final Rows VALIDATION = Rows.of(new int[] {100, 1}, new int[] {101, 1});

    private static final Rows TEST = Rows.of(new int[] {200, 1}, new int[] {201, 1});
    private static final FakeData DATA = FakeData.of(Rows.numbered(50), TEST);
    private static final FakeData WITH_VALIDATION =
            new FakeData(Rows.numbered(50), VALIDATION, TEST, List.of(Targets.LAST));

    private final ScriptedSession session = new ScriptedSession();
    private final List<StepEvent> steps = new ArrayList<>();
    private final List<CurvePoint> evaluations = new ArrayList<>();

    private static Protocol protocol(String validationApart) {
        return new Configs()
                .with(Protocol.strict(), Map.of("testAtEndOnly", "false", "validationApart", validationApart));
    }

    private static Protocol protocolOf(FakeData data) {
        return data.validation().size() == 0 ? WITHOUT_VALIDATION : BOTH;
    }

    private static TrainingConfig stopAbove(double accuracy) {
        return CONFIG.toBuilder().stopAccuracy(accuracy).build();
    }

    private static TrainingConfig every(int interval) {
        return CONFIG.toBuilder().evaluationInterval(interval).build();
    }

    private TrainingReport run(TrainingConfig config, FakeData data) {
        return run(config, data, step -> Signal.proceed());
    }

    private TrainingReport run(TrainingConfig config, FakeData data, IntFunction<Signal> answer) {
        TrainingListener listener = new TrainingListener() {
            @Override
            public Signal onStep(StepEvent event) {
                steps.add(event);
                return answer.apply((int) event.step());
            }

            @Override
            public Signal onEvaluation(CurvePoint point) {
                evaluations.add(point);
                return answer.apply((int) -point.step());
            }
        };
        return run(session, config, data, listener);
    }

    private static TrainingReport run(
            ScriptedSession session, TrainingConfig config, FakeData data, TrainingListener listener) {
        return new TrainingLoop(session, data, Targets.LAST, config, protocolOf(data), new SeedStreams(9), listener)
                .run();
    }

    private static List<Long> curveSteps(TrainingReport report) {
        return report.curve().stream().map(CurvePoint::step).toList();
    }

    @Test
    void completes_its_steps_and_evaluates_at_the_interval_and_at_the_end() {
        TrainingReport report = run(CONFIG, DATA);

        assertThat(report.outcome()).isEqualTo(Outcome.completed("10 steps"));
        assertThat(report.steps()).isEqualTo(10);
        assertThat(report.targets()).isEqualTo(40);
        assertThat(curveSteps(report)).containsExactly(3L, 6L, 9L, 10L);
        assertThat(evaluations).isEqualTo(report.curve());
        assertThat(steps).extracting(StepEvent::step).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(steps.get(3).loss()).isEqualTo(0.25);
        assertThat(steps.get(3).progress()).isEqualTo(0.4);
        assertThat(report.curve().get(1).train().loss()).isEqualTo(1.0 / 6);
        assertThat(report.last()).contains(report.curve().get(3));
        assertThat(session.closed).as("the session is the trained model").isFalse();
    }

    @Test
    void counts_the_targets_that_count() {
        Rows half = Rows.of(new int[] {0, 1, -1}, new int[] {1, -1, 2});
        TrainingReport report = run(CONFIG, FakeData.of(half, TEST));

        assertThat(report.outcome()).isEqualTo(Outcome.completed("10 steps"));
        assertThat(report.targets()).as("one of two each").isEqualTo(40);
    }

    @Test
    void a_budget_of_targets_ends_after_those_that_count() {
        Rows half = Rows.of(new int[] {0, 1, -1}, new int[] {1, -1, 2});
        TrainingConfig config =
                CONFIG.toBuilder().withoutBudgets().maxTargets(13).build();
        TrainingReport report = run(config, FakeData.of(half, TEST));

        assertThat(report.outcome()).isEqualTo(Outcome.completed("13 targets"));
        assertThat(report.steps()).as("four each").isEqualTo(4);
        assertThat(steps.get(1).progress()).isEqualTo(8.0 / 13);
    }

    @Test
    void a_batch_without_any_target_that_counts_is_named_and_no_step_is_taken() {
        TrainingReport report = run(CONFIG, FakeData.of(Rows.of(new int[] {0, -1, -1}), TEST));

        assertThat(report.outcome())
                .isEqualTo(
                        Outcome.failed(
                                new DataException(
                                        "Batch 1 of the training data has no target to learn from: all 8 are -1, which does not count")));
        assertThat(session.batches).isEmpty();
        assertThat(report.targets()).isZero();
    }

    @Test
    void evaluates_only_once_when_the_end_falls_on_an_interval() {
        assertThat(curveSteps(run(CONFIG.forSteps(6), DATA))).containsExactly(3L, 6L);
        assertThat(session.evaluations).isEqualTo(2);
    }

    @Test
    void stops_above_the_accuracy_of_the_test_data_when_there_is_no_validation() {
        session.rightInTest = step -> step >= 6 ? 1f : -1f;
        TrainingReport report = run(stopAbove(0.9), DATA);

        assertThat(report.outcome()).isEqualTo(Outcome.stopped("test accuracy above 0.9"));
        assertThat(curveSteps(report)).containsExactly(3L, 6L);
        assertThat(report.curve().get(0).validation()).isEmpty();
    }

    @Test
    void prefers_validation_to_test_when_it_decides_whether_to_stop() {
        session.rightInTest = step -> 1f;
        session.rightInValidation = step -> step >= 9 ? 1f : -1f;
        TrainingReport report = run(stopAbove(0.9), WITH_VALIDATION);

        assertThat(report.outcome()).isEqualTo(Outcome.stopped("validation accuracy above 0.9"));
        assertThat(report.steps()).isEqualTo(9);
        assertThat(report.curve().get(0).test().orElseThrow().accuracy()).isEqualTo(1);
    }

    @Test
    void does_not_stop_when_no_accuracy_is_given() {
        session.rightInTest = step -> 1f;
        assertThat(run(CONFIG.toBuilder().withoutStopAccuracy().build(), DATA).steps())
                .isEqualTo(10);
    }

    @Test
    void stops_when_a_listener_asks_for_it_after_a_step_and_evaluates_the_end() {
        TrainingReport report = run(CONFIG, DATA, step -> step == 4 ? Signal.stop("seen enough") : Signal.proceed());
        assertThat(report.outcome()).isEqualTo(Outcome.stopped("seen enough"));
        assertThat(curveSteps(report)).containsExactly(3L, 4L);
    }

    @Test
    void stops_when_a_listener_asks_for_it_after_an_evaluation() {
        TrainingReport report = run(CONFIG, DATA, step -> step == -6 ? Signal.stop("flat") : Signal.proceed());
        assertThat(report.outcome()).isEqualTo(Outcome.stopped("flat"));
        assertThat(curveSteps(report)).containsExactly(3L, 6L);
    }

    @Test
    void stops_when_interrupted_evaluates_the_end_and_leaves_the_thread_interrupted() {
        session.onStep = step -> {
            if (step == 5) {
                Thread.currentThread().interrupt();
            }
            return new StepResult(1, 0);
        };
        TrainingReport report = run(CONFIG, DATA);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isEqualTo(Outcome.stopped("interrupted"));
        assertThat(curveSteps(report)).containsExactly(3L, 5L);
    }

    @Test
    void takes_no_step_when_interrupted_before_the_first() {
        Thread.currentThread().interrupt();
        TrainingReport report = run(CONFIG, DATA);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.steps()).isZero();
        assertThat(report.curve()).isEmpty();
        assertThat(report.last()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void diverges_when_the_training_loss_is_not_finite(double loss) {
        session.onStep = step -> new StepResult(step == 5 ? loss : 1, 0);
        TrainingReport report = run(CONFIG, DATA);

        assertThat(report.outcome()).isEqualTo(Outcome.diverged("the training loss was " + loss + " at step 5"));
        assertThat(report.steps()).isEqualTo(5);
        assertThat(curveSteps(report)).containsExactly(3L);
    }

    @Test
    void diverges_when_the_validation_or_the_test_loss_is_not_finite() {
        session.rightInValidation = step -> step == 6 ? Float.NaN : 0f;
        assertThat(run(CONFIG, WITH_VALIDATION).outcome())
                .isEqualTo(Outcome.diverged("the validation loss was NaN at step 6"));

        ScriptedSession other = new ScriptedSession();
        other.rightInTest = step -> step == 10 ? Float.NaN : 0f;
        TrainingReport report = run(other, CONFIG, WITH_VALIDATION, new TrainingListener() {});
        assertThat(report.outcome()).isEqualTo(Outcome.diverged("the test loss was NaN at step 10"));
        assertThat(curveSteps(report)).containsExactly(3L, 6L, 9L);
    }

    @Test
    void ends_worse_than_guessing_when_the_loss_has_risen_far_above_it() {
        session.onStep = step -> new StepResult(step == 1 ? 5.7 : 2005, 0);
        session.rightInTest = step -> -2000f;
        TrainingReport report = run(CONFIG, DATA);

        assertThat(report.outcome().kind()).isEqualTo(Outcome.Kind.WORSE_THAN_GUESSING);
        assertThat(report.outcome().reason())
                .startsWith("the training loss was 2005.0000 and that of held-out data 2000.69")
                .endsWith(" at step 10, guessing has 5.7038; the end: 10 steps");
        assertThat(report.steps()).isEqualTo(10);
        assertThat(report.test()).as("what was measured is kept").isPresent();
    }

    @Test
    void an_interrupt_is_not_judged_because_the_run_goes_on() {
        session.onStep = step -> {
            if (step == 10) {
                Thread.currentThread().interrupt();
            }
            return new StepResult(step == 1 ? 5.7 : 2005, 0);
        };
        session.rightInTest = step -> -2000f;
        assertThat(run(CONFIG.forSteps(20), DATA).outcome()).isEqualTo(Outcome.interrupted());
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void keeps_the_curve_so_far_when_a_step_or_an_evaluation_throws() {
        session.onStep = step -> {
            if (step == 5) {
                throw new IllegalStateException("out of order");
            }
            return new StepResult(1, 0);
        };
        TrainingReport report = run(CONFIG, DATA);
        assertThat(report.outcome()).isEqualTo(new Outcome(Outcome.Kind.FAILED, "IllegalStateException: out of order"));
        assertThat(report.steps()).isEqualTo(4);
        assertThat(curveSteps(report)).containsExactly(3L);

        ScriptedSession other = new ScriptedSession();
        other.rightInTest = step -> {
            if (step == 6) {
                throw new OutOfMemoryError();
            }
            return 0f;
        };
        TrainingReport evaluation = run(other, CONFIG, DATA, new TrainingListener() {});
        assertThat(evaluation.outcome()).isEqualTo(new Outcome(Outcome.Kind.FAILED, "OutOfMemoryError"));
        assertThat(curveSteps(evaluation)).containsExactly(3L);
    }

    @Test
    void trains_on_the_same_batches_however_often_it_evaluates() {
        run(every(1), DATA);
        ScriptedSession seldom = new ScriptedSession();
        run(seldom, every(7), WITH_VALIDATION, new TrainingListener() {});
        assertThat(seldom.batchSums).isEqualTo(session.batchSums).doesNotHaveDuplicates();
        assertThat(seldom.evaluations).isNotEqualTo(session.evaluations);
    }

    @Test
    void ends_at_the_time_budget_and_does_not_count_evaluation() {
        session.onStep = step -> {
            sleep(5);
            return new StepResult(1, 0);
        };
        session.rightInTest = step -> {
            sleep(20);
            return 0f;
        };
        TrainingConfig config = every(1).toBuilder()
                .maxSteps(1000)
                .maxTime(Duration.ofMillis(30))
                .build();
        TrainingReport report = run(config, DATA);

        assertThat(report.outcome()).isEqualTo(Outcome.completed("0.03 s of training"));
        assertThat(report.steps()).isBetween(1L, 6L);
        assertThat(report.trainingTime()).isBetween(Duration.ofMillis(30), Duration.ofSeconds(5));
        assertThat(report.evaluationTime()).isGreaterThan(Duration.ofMillis(20));
        assertThat(steps.get(0).timeLeft()).isLessThan(Duration.ofMillis(30));
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
