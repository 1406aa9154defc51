package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.Fakes.WidthConfig;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;

/** A model of a third party must not take the others with it. */
class BrokenModelTest {
    private record Broken(String id, Supplier<WidthConfig> defaults) implements Model<WidthConfig> {
        @Override
        public Class<WidthConfig> configType() {
            return WidthConfig.class;
        }

        @Override
        public WidthConfig defaultConfig(SequenceShape shape) {
            return defaults.get();
        }

        @Override
        public SDVariable logits(GraphScope graph, SDVariable tokens, WidthConfig config) {
            throw new UnsupportedOperationException("never asked");
        }
    }

    private static Registry with(Supplier<WidthConfig> defaults) {
        return Registry.empty()
                .with(new Broken("broken", defaults))
                .with(new FakeModel("gpt"))
                .with(new FakeTask("sort", seeds -> FakeData.of(Rows.numbered(20), Rows.numbered(6))))
                .with(new FakeTrainer("fake", spec -> new FakeSession()));
    }

    private static Experiment.Builder experiment() {
        return Experiment.on("sort")
                .trainer("fake")
                .seeds(1, 2)
                .training(TrainingConfig.defaults().withBatchSize(4).forSteps(5));
    }

    @Test
    void is_a_failed_result_of_each_of_its_runs_and_the_others_run(@TempDir Path folder) {
        ResultsFile file = new ResultsFile(folder.resolve("results.jsonl"));
        List<Supplier<WidthConfig>> ways = List.of(
                () -> {
                    throw new IllegalStateException("no such head");
                },
                () -> {
                    throw new NoClassDefFoundError("no such head");
                },
                () -> new WidthConfig(Integer.parseInt("no such head")));
        for (Supplier<WidthConfig> way : ways) {
            List<RunResult> results =
                    new ExperimentRunner(with(way)).run(experiment().build(), file);

            assertThat(results)
                    .extracting(result -> result.spec().model())
                    .containsExactly("broken", "broken", "gpt", "gpt");
            assertThat(results)
                    .extracting(result -> result.outcome().kind())
                    .containsExactly(
                            Outcome.Kind.FAILED, Outcome.Kind.FAILED, Outcome.Kind.COMPLETED, Outcome.Kind.COMPLETED);
            assertThat(results.get(0).outcome().reason())
                    .startsWith("ModelException: broken cannot say what its configuration is, it threw java.lang.")
                    .contains("no such head");
            assertThat(results.get(0).spec().modelConfig()).isEmpty();
        }
        assertThat(file.read()).hasSize(4 * ways.size());
    }

    @Test
    void is_a_failed_result_too_if_it_gives_nothing() {
        List<RunResult> results =
                new ExperimentRunner(with(() -> null)).run(experiment().build());

        assertThat(results).hasSize(4);
        assertThat(results.get(0).outcome().reason()).contains("defaultConfig gave null");
    }

    @Test
    void ends_the_experiment_before_the_first_run_if_its_values_do_not_suit() {
        Registry registry = with(() -> new WidthConfig(0));

        assertThatThrownBy(() -> new ExperimentRunner(registry).run(experiment().build()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("width (0)");
    }

    @Test
    void does_not_excuse_a_wrong_setting() {
        Registry registry = with(() -> new WidthConfig(1));
        Experiment wrong = experiment().set("width", "100").build();

        assertThatThrownBy(() -> new ExperimentRunner(registry).run(wrong)).isInstanceOf(ConfigException.class);
    }
}
