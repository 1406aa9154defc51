package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.run.TrainingConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What the options make of an experiment, without running it. */
class CompareOptionsTest {
    @Command
    private static final class CommandWith {
        @Mixin
        private final CompareOptions options;

        CommandWith(CompareOptions options) {
            this.options = options;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', maxTime PT50S",
        "--time 1s, maxTime PT1S",
        "--steps 3, maxSteps 3",
        "--tokens 8192, maxTokens 8192",
        "--targets 4096, maxTargets 4096",
        "--steps 3 --time 1m, maxSteps 3 maxTime PT1M",
        "--flops 1e13, maxFlops 1.0E13",
        "--protocol notebook-2023, maxSteps 20000 maxTime PT1M",
        "--protocol notebook-2023 --steps 3, maxSteps 3",
    })
    void budgets_that_are_given_replace_the_default(String typed, String expected) {
        CompareOptions options = new CompareOptions();
        new CommandLine(new CommandWith(options))
                .registerConverter(Duration.class, new DurationConverter())
                .parseArgs(typed.isEmpty() ? new String[0] : typed.split(" "));

        TrainingConfig training = ExperimentFactory.ofSeveralModels(Terminal.fakes())
                .create(options)
                .training();

        StringJoiner budgets = new StringJoiner(" ");
        training.maxSteps().ifPresent(steps -> budgets.add("maxSteps " + steps));
        training.maxTime().ifPresent(time -> budgets.add("maxTime " + time));
        training.maxTokens().ifPresent(tokens -> budgets.add("maxTokens " + tokens));
        training.maxTargets().ifPresent(targets -> budgets.add("maxTargets " + targets));
        training.maxFlops().ifPresent(flops -> budgets.add("maxFlops " + flops));
        assertThat(budgets).hasToString(expected);
    }

    private static Experiment experiment(String... typed) {
        CompareOptions options = new CompareOptions();
        new CommandLine(new CommandWith(options)).parseArgs(typed);
        return ExperimentFactory.ofSeveralModels(Terminal.fakes()).create(options);
    }

    @Test
    void the_default_learning_rate_is_that_of_the_library() {
        assertThat(experiment().learningRates())
                .containsExactly(TrainingConfig.defaults().learningRate());
    }

    @Test
    void a_budget_that_is_set_replaces_the_default_too() {
        assertThat(experiment("--set", "maxTime=90s").training()).isEqualTo(TrainingConfig.defaults());
        assertThat(experiment("--set", "training.maxSteps=9").training()).isEqualTo(TrainingConfig.defaults());
    }

    @Test
    void an_option_and_a_setting_must_not_contradict_each_other() {
        assertThatThrownBy(() -> experiment("--batch-size", "64", "--set", "batchSize=32"))
                .hasMessage("batchSize (32) must not be set where the training has another value: 64");
        assertThat(experiment("--batch-size", "64", "--set", "batchSize=64").settings())
                .containsEntry("batchSize", "64");
    }

    @Test
    void the_notebooks_protocol_trains_as_the_notebook_did() {
        CompareOptions options = new CompareOptions();
        new CommandLine(new CommandWith(options)).parseArgs("--protocol", "notebook-2023");

        Experiment experiment =
                ExperimentFactory.ofSeveralModels(Terminal.fakes()).create(options);

        assertThat(experiment.protocol()).isEqualTo(Protocol.notebook2023());
        assertThat(experiment.training()).isEqualTo(TrainingConfig.defaults(Protocol.notebook2023()));
        assertThat(experiment.training().stopAccuracy()).hasValue(0.995);
    }

    @Test
    void no_accuracy_ends_a_run_unless_it_is_asked_for() {
        assertThat(experiment().training().stopAccuracy()).isEmpty();
        assertThat(experiment("--stop-accuracy", "0.9").training().stopAccuracy())
                .hasValue(0.9);
    }
}
