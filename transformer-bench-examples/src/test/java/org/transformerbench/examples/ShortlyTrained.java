package org.transformerbench.examples;

import java.nio.file.Path;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.models.checkpoint.ModelFolder;

/** Saved models after two steps of training. */
public final class ShortlyTrained {
    private ShortlyTrained() {}

    /** Trains a Transformer on 2-digit addition, and returns its file in a folder. */
    public static Path adder(Path folder) {
        Experiment experiment = Experiment.on("addition")
                .set("digits", "2")
                .models("nano-gpt")
                .learningRates(1e-2)
                .training(TrainingConfig.defaults().withBatchSize(16).forSteps(2))
                .build();
        ModelFolder models = new ModelFolder(folder);
        return models.file(new ExperimentRunner(Registry.discover())
                .run(experiment, models)
                .get(0));
    }
}
