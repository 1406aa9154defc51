package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.SampleRun;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.RunResult;

class ListenersTest {
    private static final StepEvent STEP = new StepEvent(3, 1.5, 0.25, Duration.ofMillis(9), 0.5, Duration.ofMillis(9));
    private static final RunStart START =
            new RunStart(SampleRun.of("mlp").result().spec(), 11, 1, 2);

    /** Notes what it is told, then does as it is told. */
    private record Noting(List<String> notes, Runnable action, Signal answer) implements TrainingListener {
        @Override
        public void onRunStart(RunStart start) {
            note("start");
        }

        @Override
        public Signal onStep(StepEvent event) {
            note("step");
            return answer;
        }

        @Override
        public Signal onEvaluation(CurvePoint point) {
            note("evaluation");
            return answer;
        }

        @Override
        public void onRunEnd(RunResult result) {
            note("end");
        }

        private void note(String event) {
            notes.add(event);
            action.run();
        }
    }

    private static Noting quiet(Signal answer) {
        return new Noting(new ArrayList<>(), () -> {}, answer);
    }

    private static Noting throwing(Throwable thrown) {
        return new Noting(new ArrayList<>(), () -> sneak(thrown), Signal.stop("never answered"));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void tells_every_listener_although_one_throws_and_counts() {
        Noting broken = throwing(new IllegalStateException("broken"));
        Noting good = quiet(Signal.proceed());
        Listeners listeners = new Listeners(List.of(broken, good));

        listeners.onRunStart(START);
        Signal step = listeners.onStep(STEP);
        Signal evaluation = listeners.onEvaluation(null);
        listeners.onRunEnd(null);

        assertThat(good.notes()).containsExactly("start", "step", "evaluation", "end");
        assertThat(broken.notes()).isEqualTo(good.notes());
        assertThat(listeners.failures()).isEqualTo(4);
        assertThat(step.stopReason()).isEmpty();
        assertThat(evaluation.stopReason()).isEmpty();
    }

    @Test
    void isolates_errors_and_undeclared_exceptions_too() {
        for (Throwable thrown : List.of(
                new AssertionError(),
                new NoClassDefFoundError("p/Gone"),
                new StackOverflowError(),
                new Error("own"),
                new java.io.IOException("undeclared"))) {
            Listeners listeners = new Listeners(List.of(throwing(thrown)));
            assertThat(listeners.onStep(STEP)).isEqualTo(Signal.proceed());
            assertThat(listeners.failures()).as(thrown.toString()).isEqualTo(1);
        }
    }

    @Test
    void lets_errors_of_the_virtual_machine_pass() {
        for (Error error : List.of(new OutOfMemoryError(), new InternalError())) {
            assertThatThrownBy(() -> new Listeners(List.of(throwing(error))).onStep(STEP))
                    .isSameAs(error);
        }
    }

    @Test
    void returns_the_first_reason_to_stop_and_still_tells_the_others() {
        Noting last = quiet(Signal.stop("second reason"));
        Listeners listeners = new Listeners(List.of(quiet(Signal.proceed()), quiet(Signal.stop("first reason")), last));

        assertThat(listeners.onStep(STEP).stopReason()).contains("first reason");
        assertThat(last.notes()).containsExactly("step");
        assertThat(listeners.failures()).isZero();
    }

    @Test
    void takes_no_answer_for_going_on() {
        Listeners listeners = new Listeners(List.of(quiet(null)));
        assertThat(listeners.onEvaluation(null)).isEqualTo(Signal.proceed());
        assertThat(listeners.failures()).isZero();
    }
}
