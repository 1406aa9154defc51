package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.training.TrainedRun;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.examples.report.Numbers;
import org.transformerbench.models.checkpoint.SavedModel;

/** Saves the model of each run into a folder. */
record ModelFiles(Path folder) implements TrainingListener {

    @Override
    public void onTrained(TrainedRun<?> run) {
        try {
            SavedModel.of(run).write(folder.resolve(name(run)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The id at the end tells runs apart that differ in what the name does not say. */
    private static String name(TrainedRun<?> run) {
        TrainingSpec<?> spec = run.spec();
        String id = run.runId().isEmpty() ? "" : "-" + run.runId();
        return run.taskId() + "-" + spec.model().id() + "-"
                + Numbers.learningRate(spec.optimizer().learningRate()) + "-seed"
                + spec.seeds().seed() + id + ".safetensors";
    }
}
