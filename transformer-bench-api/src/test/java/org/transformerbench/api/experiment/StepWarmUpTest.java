package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.StepRehearsal;
import org.transformerbench.api.Targets;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;

/** The steps of a warm-up, and their number; how much they help is no matter of tests. */
@Timeout(60)
class StepWarmUpTest {
    private static final TrainingConfig SHORT =
            TrainingConfig.builder().batchSize(4).maxSteps(3).build();

    private static final int MANY = 100;

    private static final class Rehearsing extends FakeSession implements StepRehearsal {
        private final List<Batch> rehearsed = new ArrayList<>();
        private boolean cold = true;
        private boolean asksForTheFastest;
        private boolean broken;

        @Override
        public boolean isCold() {
            return cold;
        }

        @Override
        public void rehearse(Batch batch) {
            if (broken) {
                throw new IllegalStateException("a broken graph");
            }
            if (rehearsed.size() < MANY) {
                rehearsed.add(batch);
            }
        }

        @Override
        public void markRehearsed() {
            cold = false;
        }

        @Override
        public void warmUp() {
            asksForTheFastest = true;
        }
    }

    private final Rehearsing session = new Rehearsing();

    private Optional<Duration> warmUp(TrainingConfig config, Protocol protocol) {
        return new StepWarmUp(session, config, protocol, 5, 1).run();
    }

    @Test
    void a_cold_program_is_rehearsed_and_no_step_is_taken() {
        assertThat(warmUp(SHORT, Protocol.strict()))
                .hasValueSatisfying(time -> assertThat(time).isPositive());

        assertThat(session.rehearsed).isNotEmpty();
        assertThat(session.rehearsed.get(0).size()).isEqualTo(4);
        assertThat(session.rehearsed.get(0).positions()).isEqualTo(5);
        assertThat(session.batches).isEmpty();
        assertThat(session.cold).isFalse();
    }

    @Test
    void a_warm_program_is_not_rehearsed() {
        session.cold = false;
        assertThat(warmUp(SHORT, Protocol.strict())).isEmpty();
        assertThat(session.rehearsed).isEmpty();
    }

    @Test
    void a_session_without_the_capability_is_left_alone() {
        assertThat(new StepWarmUp(new FakeSession(), SHORT, Protocol.strict(), 5, 1).run())
                .isEmpty();
    }

    @Test
    void a_short_run_has_no_more_rehearsals_than_steps() {
        warmUp(SHORT, Protocol.strict());
        assertThat(session.rehearsed).hasSizeLessThanOrEqualTo(3);
        assertThat(session.asksForTheFastest).isFalse();
    }

    @Test
    void a_budget_of_tokens_makes_a_short_run_too() {
        warmUp(
                TrainingConfig.builder()
                        .batchSize(4)
                        .withoutBudgets()
                        .maxTokens(40)
                        .build(),
                Protocol.strict());
        assertThat(session.rehearsed).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void a_long_run_begins_with_what_is_fastest_in_the_end() {
        warmUp(
                TrainingConfig.builder()
                        .batchSize(4)
                        .maxTime(StepWarmUp.LONG_RUN)
                        .build(),
                Protocol.strict());
        assertThat(session.asksForTheFastest).isTrue();
    }

    @Test
    void evaluation_is_warmed_up_where_it_counts_as_training_time() {
        warmUp(SHORT, Protocol.strict());
        assertThat(session.evaluations).isZero();
        session.cold = true;
        warmUp(SHORT, Protocol.notebook2023());
        assertThat(session.evaluations).isPositive();
    }

    @Test
    void what_is_broken_is_left_to_the_run_to_report() {
        session.broken = true;
        assertThat(warmUp(SHORT, Protocol.strict())).isPresent();
        assertThat(session.cold).isTrue();
    }

    /** One session is warmed up, and a second run of the same program is not; both have the same numbers. */
    @Test
    void the_first_run_says_in_its_result_how_long_it_took() {
        List<Rehearsing> opened = new ArrayList<>();
        Registry registry = Registry.empty()
                .with(new FakeModel("mlp"))
                .with(new FakeTask(
                        "sort",
                        seeds -> new FakeData(
                                Rows.numbered(20), Rows.numbered(5), Rows.numbered(6), List.of(Targets.LAST))))
                .with(new FakeTrainer("fake", spec -> {
                    Rehearsing next = new Rehearsing();
                    next.cold = opened.isEmpty();
                    opened.add(next);
                    return next;
                }));
        Experiment experiment = Experiment.on("sort")
                .models("mlp")
                .learningRates(1e-3, 1e-2)
                .trainer("fake")
                .training(SHORT)
                .build();

        List<RunResult> results = new ExperimentRunner(registry).run(experiment, result -> {});

        assertThat(results).hasSize(2);
        assertThat(results.get(0).measurements().warmUp()).isPresent();
        assertThat(results.get(1).measurements().warmUp()).isEmpty();
        assertThat(opened.get(0).rehearsed).isNotEmpty();
        assertThat(opened).allSatisfy(session -> assertThat(session.batches).hasSize(3));
    }

    @Test
    void an_interrupt_ends_it() {
        Thread.currentThread().interrupt();
        try {
            warmUp(
                    TrainingConfig.builder()
                            .batchSize(4)
                            .maxTime(StepWarmUp.LONG_RUN)
                            .build(),
                    Protocol.strict());
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(session.rehearsed).isEmpty();
        assertThat(session.cold).isTrue();
    }
}
