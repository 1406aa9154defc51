package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.TrainingConfig;

class BigramModelTest {

    @Test
    void one_token_of_context_is_not_enough_for_addition() {
        Experiment experiment = Experiment.on("addition")
                .set("digits", "2")
                .models("bigram", "mlp")
                .learningRates(1e-2)
                .training(TrainingConfig.defaults().withBatchSize(256).forSteps(300))
                .build();

        List<RunResult> results = new ExperimentRunner(Registry.discover()).run(experiment);

        RunResult bigram = results.get(0);
        RunResult mlp = results.get(1);
        assertThat(bigram.test()).hasValueSatisfying(test -> assertThat(test.accuracy()).isLessThan(0.5));
        assertThat(mlp.test()).hasValueSatisfying(test -> assertThat(test.accuracy()).isGreaterThan(0.9));
    }
}
