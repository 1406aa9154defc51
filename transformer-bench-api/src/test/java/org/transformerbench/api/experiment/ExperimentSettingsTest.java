package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.registry.UnknownProviderException;
import org.transformerbench.api.run.TrainingConfig;

class ExperimentSettingsTest {
    private final List<String> opened = new ArrayList<>();
    private final Registry registry = Registry.empty()
            .with(new FakeModel("gpt"))
            .with(new FakeModel("mlp", Targets.LAST))
            .with(new FakeTask("sort", seeds -> FakeData.of(Rows.numbered(9), Rows.numbered(3))))
            .with(new FakeTrainer("fake", spec -> {
                opened.add(spec.model().id() + " " + spec.config());
                return new FakeSession();
            }));

    private static Experiment.Builder experiment() {
        return Experiment.on("sort")
                .models("gpt", "mlp")
                .trainer("fake")
                .training(TrainingConfig.defaults().withBatchSize(2).forSteps(1));
    }

    private List<String> configs(Experiment.Builder experiment) {
        new ExperimentRunner(registry).run(experiment.build());
        return opened;
    }

    @Test
    void gives_a_bare_key_to_all_that_have_it_and_a_qualified_one_to_its_owner() {
        assertThat(configs(experiment().set("width", "7")))
                .containsExactly("gpt WidthConfig[width=7]", "mlp WidthConfig[width=7]");
        opened.clear();
        assertThat(configs(experiment().set("mlp.width", "8")))
                .containsExactly("gpt WidthConfig[width=5]", "mlp WidthConfig[width=8]");
    }

    @Test
    void lets_a_qualified_key_win_over_a_bare_one_wherever_it_stands() {
        List<String> expected = List.of("gpt WidthConfig[width=7]", "mlp WidthConfig[width=8]");
        assertThat(configs(experiment().set("mlp.width", "8").set("width", "7")))
                .isEqualTo(expected);
        opened.clear();
        assertThat(configs(experiment().set("width", "7").set("mlp.width", "8")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "widht        | 7   | Unknown key 'widht'; did you mean 'width'? Known here: ",
                "elephants    | 7   | Unknown key 'elephants'. Known here: ",
                "mpl.width    | 7   | Nothing is called 'mpl' in 'mpl.width'; did you mean 'mlp'? Known here: ",
                "mlp.widht    | 7   | mlp: Unknown key 'widht' of WidthConfig; did you mean 'width'?",
                "width        | x   | gpt: width (x) must be a whole number",
                "mlp.width    | 100 | mlp: width (100) must be between 1 and 99",
                "sort.count   | x   | sort: count (x) must be a whole number",
                "beta1        | 1   | training: beta1 (1.0) must be at least 0.0 and below 1.0",
                "learningRate | 0.5 | learningRate (0.5) must be one of the experiment's learning rates",
                "training.learningRate | 2 | learningRate (2) must be one of the experiment's learning rates",
            })
    void rejects_a_wrong_key_or_value_before_the_first_run(String key, String value, String message) {
        assertThatThrownBy(() -> configs(experiment().set(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
        assertThat(opened).isEmpty();
    }

    @Test
    void rejects_an_unknown_id_or_learning_rate_before_the_first_run() {
        assertThatThrownBy(() -> configs(experiment().models("gpt", "mpl")))
                .isInstanceOf(UnknownProviderException.class)
                .hasMessageContaining("did you mean 'mlp'");
        assertThatThrownBy(() -> configs(experiment().trainer("none-such")))
                .isInstanceOf(UnknownProviderException.class)
                .hasMessageContaining("Known: fake");
        assertThatThrownBy(() -> configs(experiment().learningRates(0.5, -1)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("learningRate (-1.0)");
        assertThat(opened).isEmpty();
    }

    @Test
    void rejects_settings_when_a_model_is_called_like_the_task() {
        Experiment.Builder ambiguous = experiment().models("gpt", "sort");
        Registry both = registry.with(new FakeModel("sort"));

        assertThat(new ExperimentRunner(both).run(ambiguous.build())).hasSize(2);
        assertThatThrownBy(() -> new ExperimentRunner(both)
                        .run(ambiguous.set("width", "7").build()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("A setting would be ambiguous: the models [gpt, sort], the task 'sort', 'training'"
                        + " and 'protocol' must have different names");
    }

    @Test
    void rejects_empty_and_repeated_parts() {
        assertThatThrownBy(() -> experiment().seeds().build()).hasMessage("seeds ([]) must have at least one value");
        assertThatThrownBy(() -> experiment().learningRates().build()).hasMessageStartingWith("learningRates ([])");
        assertThatThrownBy(() -> experiment().models("gpt", "gpt").build())
                .hasMessage("models ([gpt, gpt]) must not repeat a value");
        assertThatThrownBy(() -> experiment().seeds(4, 4).build()).isInstanceOf(ConfigException.class);
    }

    @Test
    void has_the_documented_defaults() {
        Experiment experiment = Experiment.on("sort").build();
        assertThat(experiment.models()).isEmpty();
        assertThat(experiment.learningRates()).containsExactly(1e-2);
        assertThat(experiment.seeds()).containsExactly(1L);
        assertThat(experiment.trainer()).isEqualTo("compiled");
        assertThat(experiment.training()).isEqualTo(TrainingConfig.defaults());
    }
}
