package org.transformerbench.models.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.training.TrainedRun;
import org.transformerbench.api.training.TrainingListener;

/**
 * A folder into which the trained model of each run is saved, as {@code compare --save} does, one {@link SavedModel} per run, and
 * its result with it:
 * <pre>{@code
 * ModelFolder models = new ModelFolder(Path.of("models"));
 * List<RunResult> results = new ExperimentRunner(Registry.discover()).run(experiment, models);
 * OpenModel open = SavedModel.read(models.file(results.get(0))).open(Registry.discover());
 * }</pre>
 *
 * <p>A run that did not {@linkplain org.transformerbench.api.result.Outcome#succeeded() succeed} has no file, nor has one that was
 * skipped because its result was there already. A file that
 * cannot be written does not stop the run: that is logged, and counted in {@link org.transformerbench.api.result.Measurements#listenerFailures()}.
 */
public final class ModelFolder implements TrainingListener {
    private final Path folder;
    /** Models of runs that have no result yet, by the ids of the runs. */
    private final Map<String, SavedModel> saved = new ConcurrentHashMap<>();

    /**
     * Creates the folder object; the folder itself is created with the first model.
     *
     * @param folder for example {@code models}
     */
    public ModelFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the file of a run's model, if it has been saved.
     *
     * @param result of the run
     * @return the path of the file: task, model, learning rate and seed, and the run's id, which tells runs apart that differ in
     *     what the name does not say
     */
    public Path file(RunResult result) {
        return file(result.spec());
    }

    /**
     * Returns the file into which a run's model is saved, before the run has its result.
     *
     * @param run after its training
     * @return the same path as for its result
     */
    public Path file(TrainedRun<?> run) {
        return file(run.spec());
    }

    /**
     * Saves a model as {@link #onTrained} does, for a caller that handles the failure itself. Its result is added when the run ends.
     *
     * @param run after its training
     * @throws IOException if the file cannot be written; one that was there before is then untouched
     */
    public void save(TrainedRun<?> run) throws IOException {
        SavedModel model = SavedModel.of(run);
        model.write(file(run));
        saved.put(run.spec().runId(), model);
    }

    /**
     * Adds the result of a run to its saved model as {@link #onRunEnd} does, for a caller that handles the failure itself.
     *
     * @param result of any run; nothing happens if its model was not saved here
     * @throws IOException if the file cannot be written; the model is then saved without its result
     */
    public void addResult(RunResult result) throws IOException {
        SavedModel model = saved.remove(result.runId());
        if (model != null) {
            model.withResult(result).write(file(result));
        }
    }

    @Override
    public void onTrained(TrainedRun<?> run) {
        try {
            save(run);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onRunEnd(RunResult result) {
        try {
            addResult(result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(RunSpec spec) {
        return folder.resolve(spec.task() + "-" + spec.model() + "-" + LearningRateText.of(spec.learningRate())
                + "-seed" + spec.seed() + "-" + spec.runId() + ".safetensors");
    }
}
