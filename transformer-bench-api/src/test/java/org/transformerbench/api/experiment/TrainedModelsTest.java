package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Fakes.CountConfig;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.TrainedRun;
import org.transformerbench.api.training.TrainingListener;

/** What becomes of models after their last step. */
class TrainedModelsTest {
    private final List<String> events = new ArrayList<>();
    private final Registry registry = Registry.empty()
            .with(new FakeModel("good"))
            .with(new FakeModel("diverging"))
            .with(new FakeModel("broken"))
            .with(new FakeTask("sort", seeds -> FakeData.of(Rows.numbered(20), Rows.numbered(6))))
            .with(new FakeTrainer("fake", spec -> switch (spec.model().id()) {
                case "broken" -> throw new ModelException("no graph");
                case "diverging" ->
                    new FakeSession() {
                        @Override
                        public StepResult step(Batch batch, double learningRate) {
                            return new StepResult(Double.NaN, 0);
                        }
                    };
                default ->
                    new FakeSession() {
                        @Override
                        public void close() {
                            events.add("closed");
                        }
                    };
            }));

    private final Experiment experiment = Experiment.on("sort")
            .models("broken", "diverging", "good")
            .trainer("fake")
            .training(TrainingConfig.defaults().withBatchSize(4).forSteps(5))
            .build();

    @Test
    void listeners_get_trained_models_before_they_are_closed() {
        new ExperimentRunner(registry).run(experiment, new TrainingListener() {
            @Override
            public void onTrained(TrainedRun<?> run) {
                assertThat(run.spec().task()).isEqualTo("sort");
                assertThat(run.spec().taskConfig()).isEqualTo(new Configs().write(new CountConfig(3, true)));
                assertThat(run.vocabulary().symbols()).startsWith("abc");
                assertThat(run.model().parameters()).containsKey("w");
                events.add("trained " + run.trainingSpec().model().id());
            }
        });
        assertThat(events).containsExactly("trained good", "closed");
    }

    @Test
    void a_listener_that_cannot_save_is_counted_and_the_run_goes_on() {
        List<RunResult> results = new ExperimentRunner(registry).run(experiment, new TrainingListener() {
            @Override
            public void onTrained(TrainedRun<?> run) {
                throw new IllegalStateException("disk full");
            }
        });
        assertThat(results)
                .extracting(result -> result.measurements().listenerFailures())
                .containsExactly(0, 0, 1);
        assertThat(results.get(2).measurements().lastEvaluation().test()).isPresent();
    }

    @Test
    void speed_is_measured_on_demand() {
        ExperimentRunner runner = new ExperimentRunner(registry);
        assertThat(runner.run(experiment))
                .allMatch(result -> result.measurements().inference().isEmpty());
        assertThat(runner.measuringInference().run(experiment))
                .extracting(result -> result.measurements().inference().isPresent())
                .containsExactly(false, false, true);
    }

    @Test
    void a_piece_of_text_is_in_the_result() {
        RunResult result = new ExperimentRunner(registry).run(experiment).get(2);
        assertThat(result.measurements().samples())
                .singleElement()
                .satisfies(sample -> assertThat(sample.written()).hasSize(200).containsPattern("[abc]+"));
    }

    @Test
    void a_model_that_diverged_writes_nothing_and_keeps_what_was_evaluated_before() {
        Registry late = registry.with(new FakeTrainer("fake", spec -> new FakeSession() {
            @Override
            public StepResult step(Batch batch, double learningRate) {
                super.step(batch, learningRate);
                return new StepResult(batches.size() < 5 ? 1 : Double.NaN, 0);
            }
        }));
        RunResult result = new ExperimentRunner(late)
                .run(Experiment.on("sort")
                        .models("good")
                        .trainer("fake")
                        .protocol(Protocol.notebook2023())
                        .set("evaluationDropout", "false")
                        .training(TrainingConfig.builder()
                                .batchSize(4)
                                .evaluationInterval(2)
                                .build())
                        .build())
                .get(0);
        assertThat(result.outcome().kind()).isEqualTo(Outcome.Kind.DIVERGED);
        assertThat(result.measurements().samples()).isEmpty();
        assertThat(result.measurements().lastEvaluation().test()).isPresent();
    }
}
