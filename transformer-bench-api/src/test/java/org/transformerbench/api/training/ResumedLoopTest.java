package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.ChainSession;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.TrainingSpeed;
import org.transformerbench.api.run.Schedule;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.run.TrainingConfigBuilder;

/** A run that goes on from any of its steps is the run that it would have been. */
class ResumedLoopTest {
    private static final int STEPS = 13;
    private static final FakeData DATA =
            new FakeData(Rows.numbered(50), Rows.numbered(7), Rows.numbered(9), List.of(Targets.LAST));

    private final List<State> states = new ArrayList<>();

    /** The state between two steps. */
    private record State(
            TrainingProgress progress,
            Map<String, Tensor> bestParameters,
            Tensor parameter,
            OptimizerState optimizer,
            List<StepEvent> steps) {}

    private static TrainingConfigBuilder config() {
        return TrainingConfig.builder()
                .batchSize(4)
                .evaluationInterval(3)
                .withoutBudgets()
                .maxSteps(STEPS);
    }

    static Stream<Arguments> trainings() {
        TrainingConfig cosine =
                config().schedule(Schedule.COSINE).warmupSteps(4).build();
        TrainingConfig flops = config().withoutBudgets()
                .maxFlops(4 * 10 * STEPS)
                .schedule(Schedule.COSINE)
                .build();
        return Stream.of(config().build(), cosine, flops)
                .flatMap(config -> Stream.of(
                        Arguments.of(config, Protocol.strict()), Arguments.of(config, Protocol.notebook2023())));
    }

    private static TrainingLoop loop(
            ChainSession session, FakeData data, TrainingConfig config, Protocol protocol, List<StepEvent> events) {
        return new TrainingLoop(
                session, data, Targets.LAST, config, protocol, new SeedStreams(9), new TrainingListener() {
                    @Override
                    public Signal onStep(StepEvent event) {
                        events.add(event);
                        return Signal.proceed();
                    }
                });
    }

    /** Runs to the end and keeps the state after each step. */
    private TrainingReport straight(TrainingConfig config, Protocol protocol) {
        ChainSession session = new ChainSession();
        List<StepEvent> events = new ArrayList<>();
        TrainingLoop loop = loop(session, DATA, config, protocol, events);
        loop.checkpointEvery(
                Duration.ZERO,
                () -> states.add(new State(
                        loop.progress(),
                        loop.bestParameters(),
                        session.parameters().get("w"),
                        session.optimizerState(),
                        List.copyOf(events))));
        return loop.run();
    }

    private static ChainSession restored(State state) {
        ChainSession session = new ChainSession();
        session.restore(Map.of("w", state.parameter()), state.optimizer());
        return session;
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void goes_on_from_every_step_as_if_it_had_never_stopped(TrainingConfig config, Protocol protocol) {
        TrainingReport expected = straight(config, protocol);

        assertThat(expected.outcome().kind()).isEqualTo(Outcome.Kind.COMPLETED);
        assertThat(states).hasSize(STEPS);
        assertThat(states).extracting(state -> state.progress().firstLoss()).containsOnly(firstLoss(config));
        for (State state : states) {
            List<StepEvent> events = new ArrayList<>(state.steps());
            TrainingLoop loop = loop(restored(state), DATA, config, protocol, events);
            loop.resume(state.progress(), state.bestParameters());
            TrainingReport report = loop.run();
            assertThat(report)
                    .as("from step %d", state.progress().steps())
                    .usingRecursiveComparison()
                    .ignoringFieldsMatchingRegexes(
                            ".*[tT]rainingTime", "evaluationTime", ".*trainingSeconds", "measuredSteps")
                    .isEqualTo(expected);
            assertThat(events).extracting(StepEvent::step).hasSize(STEPS).isSorted();
            assertThat(report.trainingTime())
                    .isGreaterThanOrEqualTo(state.progress().stepTime());
            assertThat(report.evaluationTime())
                    .isGreaterThanOrEqualTo(state.progress().evaluationTime());
        }
    }

    private static OptionalDouble firstLoss(TrainingConfig config) {
        List<StepEvent> events = new ArrayList<>();
        loop(new ChainSession(), DATA, config, Protocol.strict(), events).run();
        return OptionalDouble.of(events.get(0).loss());
    }

    /** An earlier version wrote no count of targets, since each of them counted. */
    @Test
    void without_a_count_of_targets_all_have_counted() {
        straight(config().build(), Protocol.strict());
        TrainingProgress at = states.get(4).progress();
        assertThat(at.countedTargets()).hasValue(5L * config().build().batchSize());
        TrainingLoop loop = loop(restored(states.get(4)), DATA, config().build(), Protocol.strict(), new ArrayList<>());
        loop.resume(new TrainingProgress(
                at.steps(),
                at.stepTime(),
                at.evaluationTime(),
                at.lastStep(),
                at.curve(),
                at.lastTest(),
                at.progressAfterWarmup(),
                at.lastBatch(),
                at.lastLogits(),
                at.firstLoss(),
                OptionalLong.empty()));

        assertThat(loop.run().targets())
                .isEqualTo((long) STEPS * config().build().batchSize());
    }

    @Test
    void steps_that_were_measured_before_count_as_measured() {
        straight(config().build(), Protocol.strict());
        TrainingProgress at = states.get(9).progress();
        TrainingProgress slow = new TrainingProgress(
                at.steps(),
                TrainingSpeed.WARM_UP.multipliedBy(5),
                at.evaluationTime(),
                at.lastStep(),
                at.curve(),
                at.lastTest(),
                at.progressAfterWarmup(),
                at.lastBatch(),
                at.lastLogits(),
                at.firstLoss(),
                at.countedTargets());
        TrainingLoop loop = loop(restored(states.get(9)), DATA, config().build(), Protocol.strict(), new ArrayList<>());
        loop.resume(slow);

        assertThat(loop.run().measuredSteps()).isBetween(8L, (long) STEPS);
    }

    @Test
    void a_budget_of_time_goes_on_from_the_time_that_is_used_up() {
        straight(config().build(), Protocol.strict());
        TrainingProgress at = states.get(4).progress();
        TrainingProgress late = new TrainingProgress(
                at.steps(),
                Duration.ofHours(2),
                at.evaluationTime(),
                at.lastStep(),
                at.curve(),
                at.lastTest(),
                at.progressAfterWarmup(),
                at.lastBatch(),
                at.lastLogits(),
                at.firstLoss(),
                at.countedTargets());
        TrainingConfig anHour =
                config().withoutBudgets().maxTime(Duration.ofHours(1)).build();
        TrainingLoop loop = loop(restored(states.get(4)), DATA, anHour, Protocol.strict(), new ArrayList<>());
        loop.resume(late);

        TrainingReport report = loop.run();

        assertThat(report.outcome()).isEqualTo(Outcome.completed("3600 s of training"));
        assertThat(report.curve()).extracting(CurvePoint::step).containsExactly(3L, 5L);
    }

    @Test
    void an_interrupt_saves_what_there_was_before_the_end_was_evaluated() {
        ChainSession session = new ChainSession();
        List<TrainingProgress> saved = new ArrayList<>();
        TrainingLoop loop = new TrainingLoop(
                session,
                DATA,
                Targets.LAST,
                config().build(),
                Protocol.strict(),
                new SeedStreams(9),
                new TrainingListener() {
                    @Override
                    public Signal onStep(StepEvent event) {
                        if (event.step() == 5) {
                            Thread.currentThread().interrupt();
                        }
                        return Signal.proceed();
                    }
                });
        loop.checkpointEvery(Duration.ofDays(1), () -> saved.add(loop.progress()));

        TrainingReport report = loop.run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.curve()).extracting(CurvePoint::step).containsExactly(3L, 5L);
        assertThat(saved).singleElement().satisfies(progress -> {
            assertThat(progress.steps()).isEqualTo(5);
            assertThat(progress.curve()).extracting(CurvePoint::step).containsExactly(3L);
        });
    }

    @Test
    void a_loop_that_is_resumed_where_it_was_paused_makes_no_step() {
        for (int step : new int[] {5, 6, STEPS}) {
            states.clear();
            TrainingReport expected = pausedAfter(step, new ChainSession()).run();
            assertThat(expected.outcome()).isEqualTo(Outcome.paused());
            assertThat(expected.steps()).isEqualTo(step);
            State state = states.get(0);

            TrainingLoop again = pausedAfter(step, restored(state));
            again.resume(state.progress(), state.bestParameters());

            assertThat(again.run())
                    .as("at step %d", step)
                    .usingRecursiveComparison()
                    .ignoringFieldsMatchingRegexes(".*[tT]rainingTime", "evaluationTime", ".*trainingSeconds")
                    .isEqualTo(expected);
            assertThat(states.get(1).optimizer().steps()).isEqualTo(step);
            assertThat(states.get(1).parameter()).isEqualTo(state.parameter());
        }
    }

    private TrainingLoop pausedAfter(int step, ChainSession session) {
        TrainingLoop loop = loop(session, DATA, config().build(), Protocol.strict(), new ArrayList<>());
        loop.pauseAt((double) step / STEPS);
        loop.checkpointEvery(
                Duration.ofDays(1),
                () -> states.add(new State(
                        loop.progress(),
                        loop.bestParameters(),
                        session.parameters().get("w"),
                        session.optimizerState(),
                        List.of())));
        return loop;
    }

    @Test
    void other_data_and_another_model_are_refused_and_the_loop_is_as_before() {
        TrainingConfig config = config().build();
        TrainingReport expected = straight(config, Protocol.strict());
        TrainingProgress progress = states.get(7).progress();
        FakeData other = new FakeData(Rows.numbered(49), DATA.validation(), DATA.test(), List.of(Targets.LAST));
        assertThatThrownBy(() -> loop(restored(states.get(7)), other, config, Protocol.strict(), new ArrayList<>())
                        .resume(progress))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("data has changed: batch 8");

        TrainingLoop loop = loop(new ChainSession(), DATA, config, Protocol.strict(), new ArrayList<>());
        assertThatThrownBy(() -> loop.resume(progress))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("step 8 it computes other logits");
        assertThat(loop.run().curve())
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*trainingSeconds")
                .isEqualTo(expected.curve());
    }

    @Test
    void a_sampler_that_skips_draws_what_comes_then() {
        BatchSampler all = new BatchSampler(Rows.numbered(1000), 3, new SeedStreams(42));
        for (long skipped = 0; skipped < 9; skipped++) {
            BatchSampler ahead = new BatchSampler(Rows.numbered(1000), 3, new SeedStreams(42));
            ahead.skip(skipped);
            assertThat(ahead.next().tokens()).isEqualTo(all.next().tokens());
        }
    }

    @Test
    void progress_that_cannot_be_is_refused() {
        straight(config().build(), Protocol.strict());
        TrainingProgress at = states.get(7).progress();
        List<CurvePoint> curve = at.curve();
        for (List<CurvePoint> wrong :
                List.of(List.of(curve.get(1), curve.get(0)), List.of(curve.get(0), curve.get(0)))) {
            assertThatThrownBy(() -> progress(8, at.stepTime(), wrong)).hasMessageContaining("rise");
        }
        assertThatThrownBy(() -> progress(5, at.stepTime(), curve)).hasMessageContaining("to 5 at most");
        assertThatThrownBy(() -> progress(0, at.stepTime(), List.of())).hasMessageContaining("steps (0)");
        assertThatThrownBy(() -> progress(8, Duration.ofMillis(-1), curve)).hasMessageContaining("stepTime");
    }

    private TrainingProgress progress(long steps, Duration stepTime, List<CurvePoint> curve) {
        TrainingProgress at = states.get(7).progress();
        return new TrainingProgress(
                steps,
                stepTime,
                at.evaluationTime(),
                at.lastStep(),
                curve,
                at.lastTest(),
                0,
                1,
                1,
                at.firstLoss(),
                at.countedTargets());
    }
}
