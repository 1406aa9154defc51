package example;

import static org.transformerbench.testkit.TransformerBenchAssertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.statistics.Metric;

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

        assertThat(results).runOf("bigram").hasAtMost(Metric.TEST_ACCURACY, 0.5);
        assertThat(results)
                .runOf("mlp")
                .hasTestAccuracyAtLeast(0.9)
                .beatsEveryReferenceLine()
                .reachesAccuracy(0.8)
                .withinSteps(250);
    }
}
