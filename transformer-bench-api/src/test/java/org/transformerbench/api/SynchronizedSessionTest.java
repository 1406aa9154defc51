package org.transformerbench.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Fakes.FakeSession;

/** A synchronized session has the capabilities of its own one, and no other, and runs their calls alone. */
class SynchronizedSessionTest {

    /** A capability that a trainer defines for itself. */
    public interface Profiling {
        List<String> profile(int steps);

        default String first() {
            return profile(1).get(0);
        }
    }

    interface Hidden {}

    private static final class Profiled extends FakeSession implements Profiling, Hidden {
        private final List<String> events = new ArrayList<>();
        private final CountDownLatch inStep = new CountDownLatch(1);
        private final CountDownLatch asked = new CountDownLatch(1);

        @Override
        public StepResult step(Batch batch, double learningRate) {
            events.add("step begins");
            inStep.countDown();
            try {
                asked.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            events.add("step ends");
            return super.step(batch, learningRate);
        }

        @Override
        public List<String> profile(int steps) {
            events.add("profile");
            if (steps < 1) {
                throw new IllegalArgumentException("steps (" + steps + ") must be at least 1");
            }
            return List.of("product");
        }
    }

    private final Profiled inner = new Profiled();
    private final TrainingSession session = TrainingSession.synchronizedSession(inner);

    @Test
    void a_capability_that_only_the_trainer_knows_is_found_through_any_number_of_wrappers() {
        for (TrainingSession each : List.of(inner, session, TrainingSession.synchronizedSession(session))) {
            Profiling profiling = each.capability(Profiling.class).orElseThrow();
            assertThat(profiling.profile(3)).containsExactly("product");
            assertThat(profiling.first()).isEqualTo("product");
        }
    }

    @Test
    void what_the_session_cannot_do_is_not_promised() {
        assertThat(session.capability(Checkpointable.class)).isEmpty();
        assertThat(session.capability(DropoutEvaluation.class)).isEmpty();
        TrainingSession chain = TrainingSession.synchronizedSession(new ChainSession());
        assertThat(chain.capability(Checkpointable.class)).isPresent();
        assertThat(chain.capability(Profiling.class)).isEmpty();
    }

    @Test
    void a_session_is_its_own_capability() {
        assertThat(session.capability(TrainingSession.class)).containsSame(session);
        assertThat(session.capability(TrainedModel.class)).containsSame(session);
    }

    @Test
    void what_a_capability_throws_is_thrown_as_it_is() {
        Profiling profiling = session.capability(Profiling.class).orElseThrow();
        assertThatThrownBy(() -> profiling.profile(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("steps (0) must be at least 1");
    }

    @Test
    void a_type_that_is_no_public_interface_is_refused() {
        for (Class<?> type : Arrays.asList(FakeSession.class, Hidden.class)) {
            assertThatThrownBy(() -> session.capability(type))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("A capability is a public interface, which " + type.getName() + " is not");
        }
    }

    @Test
    void a_call_of_a_capability_waits_for_the_step_that_is_running() throws Exception {
        Profiling profiling = session.capability(Profiling.class).orElseThrow();
        FutureTask<StepResult> step =
                new FutureTask<>(() -> session.step(new Batch(1, 1, 1, new int[1], new int[1]), 1e-2));
        FutureTask<List<String>> profile = new FutureTask<>(() -> profiling.profile(1));
        Thread stepping = new Thread(step, "stepping");
        Thread asking = new Thread(profile, "asking");
        stepping.start();
        inner.inStep.await();
        asking.start();
        while (asking.getState() != Thread.State.WAITING) {
            assertThat(asking.isAlive()).as("the call has not come back").isTrue();
            Thread.onSpinWait();
        }
        inner.asked.countDown();
        step.get();
        profile.get();

        assertThat(inner.events).containsExactly("step begins", "step ends", "profile");
    }
}
