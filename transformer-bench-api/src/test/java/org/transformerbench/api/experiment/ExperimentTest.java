package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.run.TrainingConfig;

/** What an experiment has is what was asked for, or an error that says why not. */
class ExperimentTest {

    private static Experiment.Builder experiment() {
        return Experiment.on("addition");
    }

    private static TrainingConfig withRate(double rate) {
        return TrainingConfig.defaults().withLearningRate(rate);
    }

    @Test
    void the_learning_rate_of_the_training_counts_where_no_others_are_given() {
        assertThat(experiment().training(withRate(0.05)).build().learningRates())
                .containsExactly(0.05);
        assertThat(experiment().build().learningRates())
                .containsExactly(TrainingConfig.defaults().learningRate());
    }

    @Test
    void two_learning_rates_that_contradict_each_other_are_an_error() {
        assertThatThrownBy(() -> experiment()
                        .learningRates(1e-3)
                        .training(withRate(0.05))
                        .build())
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "training.learningRate (0.05) must be one of the experiment's learningRates [0.001], which are"
                                + " what the runs have");
        assertThat(experiment()
                        .learningRates(1e-3, 0.05)
                        .training(withRate(0.05))
                        .build()
                        .learningRates())
                .containsExactly(1e-3, 0.05);
        assertThatThrownBy(
                        () -> experiment().set("training.learningRate", "0.05").build())
                .hasMessage(
                        "learningRate (0.05) must be one of the experiment's learning rates, it is no single setting");
    }

    @Test
    void a_setting_must_not_overrule_what_was_chosen_for_the_training() {
        TrainingConfig training = TrainingConfig.defaults().withBatchSize(64);
        assertThatThrownBy(() ->
                        experiment().training(training).set("batchSize", "32").build())
                .isInstanceOf(ConfigException.class)
                .hasMessage("batchSize (32) must not be set where the training has another value: 64");
        assertThatThrownBy(() -> experiment()
                        .training(training)
                        .set("training.batchSize", "32")
                        .build())
                .hasMessageStartingWith("training.batchSize (32) must not");
        assertThat(experiment()
                        .training(training)
                        .set("batchSize", "64")
                        .build()
                        .training())
                .isEqualTo(training);
        assertThat(experiment()
                        .training(training)
                        .set("warmupSteps", "3")
                        .build()
                        .settings())
                .containsEntry("warmupSteps", "3");
    }

    @Test
    void a_budget_that_is_set_replaces_the_default_ones_only() {
        Map<String, String> steps = Map.of("maxSteps", "50000");
        assertThat(TrainingConfig.defaults().with(steps))
                .isEqualTo(TrainingConfig.defaults().forSteps(50_000));
        TrainingConfig minute =
                TrainingConfig.builder().maxTime(Duration.ofSeconds(59)).build();
        assertThat(minute.maxSteps()).isEmpty();
        assertThat(minute.with(steps).maxTime()).isEqualTo(minute.maxTime());
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(Experiment.on(null), "task (null) must be given"),
                Arguments.of(experiment().set("digits", null), "settings.digits (null) must be given"),
                Arguments.of(experiment().models("mlp", null), "models[1] (null) must be given"),
                Arguments.of(experiment().trainer(null), "trainer (null) must be given"),
                Arguments.of(experiment().protocol(null), "protocol (null) must be given"),
                Arguments.of(experiment().learningRates(), "learningRates ([]) must have at least one value"),
                Arguments.of(
                        experiment().learningRates(1e-3, -1), "learningRate (-1.0) must be a finite number above 0"),
                Arguments.of(
                        experiment().learningRates(Double.NaN), "learningRate (NaN) must be a finite number above 0"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakes_are_found_when_it_is_built(Experiment.Builder experiment, String message) {
        assertThatThrownBy(experiment::build)
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void seeds_that_are_added_are_1_and_so_on_and_leave_no_choice() {
        assertThat(experiment().seedsUntilDecided(4).build().possibleSeeds()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(experiment().seeds(7, 8).build().possibleSeeds()).containsExactly(7L, 8L);
        assertThatThrownBy(() -> experiment().seeds(7, 8).seedsUntilDecided(9).build())
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "seeds ([7, 8]) must not be chosen where seeds are added until the leading models are decided,"
                                + " up to 9");
        assertThatThrownBy(() -> experiment().seedsUntilDecided(0).build())
                .hasMessage("mostSeeds (0) must be at least 4: with fewer, no exact test can decide between 2 models");
        assertThatThrownBy(() ->
                        experiment().models("a", "b", "c").seedsUntilDecided(4).build())
                .hasMessageEndingWith("no exact test can decide between 3 models");
    }

    @Test
    void a_training_that_is_set_must_be_there() {
        assertThatThrownBy(() -> experiment().training(null))
                .isInstanceOf(ConfigException.class)
                .hasMessage("training (null) must be given");
    }

    @Test
    void without_a_training_it_has_the_defaults_of_its_protocol() {
        assertThat(experiment().build().training()).isEqualTo(TrainingConfig.defaults());
        assertThat(experiment().protocol(Protocol.notebook2023()).build().training())
                .isEqualTo(TrainingConfig.defaults(Protocol.notebook2023()));
    }

    @Test
    void its_own_constructor_and_that_of_a_grid_find_nulls_too() {
        assertThatThrownBy(() -> new Experiment(
                        "addition",
                        List.of(),
                        Arrays.asList(1e-2, null),
                        List.of(1L),
                        "compiled",
                        Protocol.strict(),
                        TrainingConfig.defaults(),
                        Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("learningRates[1] (null) must be given");
        assertThatThrownBy(() -> new Study("", null))
                .isInstanceOf(ConfigException.class)
                .hasMessage("experiments (null) must be given");
        assertThatThrownBy(() -> TrainingConfig.builder().maxTime(null))
                .isInstanceOf(ConfigException.class)
                .hasMessage("maxTime (null) must be given");
    }
}
