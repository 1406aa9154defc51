package org.transformerbench.examples.tour;

import static org.transformerbench.testkit.TransformerBenchAssertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.examples.tour.Example2CustomModel.BagModel;
import org.transformerbench.examples.tour.Example3CustomTask.LargestDigitTask;

/** 6. A unit test: a budget of steps makes it the same everywhere, a small one makes it quick. */
class Example6UnitTest {

    @Test
    void the_largest_digit_can_be_told_without_the_order_of_the_digits() {
        Registry registry = Registry.discover().with(new BagModel()).with(new LargestDigitTask());
        Experiment experiment = Experiment.on("largest-digit")
                .models("bag")
                .learningRates(1e-2)
                .training(TrainingConfig.defaults().withBatchSize(128).forSteps(300))
                .build();

        List<RunResult> results = new ExperimentRunner(registry).run(experiment);

        assertThat(results).hasRuns(1).allEndedWell();
        assertThat(results.get(0))
                .beatsEveryReferenceLine()
                .hasTestAccuracyAtLeast(0.9)
                .reachesAccuracy(0.8)
                .withinSteps(250);
    }
}
