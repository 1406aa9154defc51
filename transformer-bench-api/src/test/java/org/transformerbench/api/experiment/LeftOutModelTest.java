package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;

/** A model that cannot do the targets of a task does not stop the others. */
class LeftOutModelTest {
    private static final String REASON =
            "The model 'mlp' predicts the last position only, and this data has targets at every position. Set"
                    + " mode=LAST_TOKEN instead of ALL_TOKENS, and it can.";

    private final List<String> opened = new ArrayList<>();
    private final List<RunResult> written = new ArrayList<>();
    private final Registry registry = Registry.empty()
            .with(new FakeModel("gpt"))
            .with(new FakeModel("mlp", Targets.LAST))
            .with(new ModeTask())
            .with(new FakeTrainer("fake", spec -> {
                opened.add(spec.model().id());
                return new FakeSession();
            }));

    enum Mode {
        LAST_TOKEN,
        ALL_TOKENS
    }

    enum Shade {
        DARK,
        LIGHT
    }

    record ModeConfig(Shade shade, Mode mode) {}

    private static final class ModeTask implements Task<ModeConfig> {
        @Override
        public String id() {
            return "sort";
        }

        @Override
        public Class<ModeConfig> configType() {
            return ModeConfig.class;
        }

        @Override
        public ModeConfig defaultConfig() {
            return new ModeConfig(Shade.DARK, Mode.LAST_TOKEN);
        }

        @Override
        public Dataset load(ModeConfig config, SeedStreams seeds) {
            return new FakeData(
                    Rows.numbered(9),
                    Rows.of(),
                    Rows.numbered(3),
                    List.of(config.mode() == Mode.LAST_TOKEN ? Targets.LAST : Targets.EVERY));
        }
    }

    private static Experiment.Builder experiment(String... models) {
        return Experiment.on("sort")
                .models(models)
                .trainer("fake")
                .learningRates(0.5, 0.25)
                .seeds(1, 2)
                .set("mode", "all_tokens")
                // Not the reason, and so not in the advice.
                .set("shade", "light")
                .training(TrainingConfig.defaults().withBatchSize(2).forSteps(1));
    }

    private List<RunResult> run(ExperimentRunner runner, String... models) {
        return runner.run(experiment(models).build(), written::add);
    }

    @Test
    void the_others_run_and_one_result_says_why_it_is_missing() {
        List<RunResult> results = run(new ExperimentRunner(registry), "mlp", "gpt");

        assertThat(results).hasSize(1 + 4).isEqualTo(written);
        assertThat(results.get(0).spec().model()).isEqualTo("mlp");
        assertThat(results.get(0).outcome()).isEqualTo(Outcome.leftOut(REASON));
        assertThat(results.get(0).measurements().training().steps()).isZero();
        assertThat(results.subList(1, 5))
                .extracting(
                        result -> result.spec().model(),
                        result -> result.outcome().kind())
                .containsOnly(tuple("gpt", Outcome.Kind.COMPLETED));
        assertThat(opened).hasSize(4).containsOnly("gpt");
    }

    @Test
    void it_is_the_same_whether_models_are_named_or_not() {
        assertThat(run(new ExperimentRunner(registry)))
                .extracting(result -> result.spec().model())
                .containsExactly("gpt", "gpt", "gpt", "gpt", "mlp");
        assertThat(written.get(4).outcome()).isEqualTo(Outcome.leftOut(REASON));
    }

    @Test
    void the_advice_helps() {
        List<RunResult> results = new ExperimentRunner(registry)
                .run(experiment("mlp", "gpt").set("mode", "LAST_TOKEN").build());
        assertThat(results)
                .hasSize(8)
                .extracting(result -> result.outcome().kind())
                .containsOnly(Outcome.Kind.COMPLETED);
    }

    @Test
    void no_model_left_is_an_error_before_anything_runs() {
        assertThatThrownBy(() -> run(new ExperimentRunner(registry), "mlp"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("No model is left that can do the task. " + REASON);
        assertThat(written).isEmpty();
    }

    @Test
    void an_experiment_of_a_grid_without_a_model_does_not_stop_the_others() {
        Study study = new Study(
                "", List.of(experiment("mlp").build(), experiment("gpt").build()));
        assertThat(new ExperimentRunner(registry).run(study, written::add)).hasSize(5);
        assertThatThrownBy(() -> new ExperimentRunner(registry)
                        .run(new Study("", List.of(experiment("mlp").build())), written::add))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void it_is_said_once_where_a_study_is_repeated() {
        List<RunResult> first = run(new ExperimentRunner(registry), "mlp", "gpt");
        written.clear();

        assertThat(run(new ExperimentRunner(registry).resuming(first), "mlp", "gpt"))
                .isEqualTo(first);
        assertThat(written).isEmpty();
    }
}
