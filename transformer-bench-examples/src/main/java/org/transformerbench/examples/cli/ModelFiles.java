package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.GridStart;
import org.transformerbench.api.training.TrainedRun;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.examples.report.Numbers;
import org.transformerbench.models.checkpoint.SavedModel;
import picocli.CommandLine.ExitCode;

/** Saves the model of each run into a folder. A run that is skipped trains nothing that could be saved, which is said. */
final class ModelFiles implements TrainingListener {
    private final Path folder;
    private final PrintWriter messages;
    private int unsaved;

    /**
     * @param messages is told which models are missing, and which cannot be saved
     */
    ModelFiles(Path folder, PrintWriter messages) {
        this.folder = folder;
        this.messages = messages;
    }

    Path folder() {
        return folder;
    }

    @Override
    public void onGridStart(GridStart start) {
        List<String> missing = start.finished().stream()
                .filter(result -> result.outcome().succeeded())
                .map(ModelFiles::name)
                .filter(name -> !Files.exists(folder.resolve(name)))
                .toList();
        if (!missing.isEmpty()) {
            messages.println("--save: " + missing.size() + " of the skipped runs "
                    + (missing.size() == 1 ? "has" : "have") + " no model in " + folder
                    + "; --again makes all runs and saves their models. Missing:");
            missing.forEach(name -> messages.println("  " + name));
            messages.flush();
        }
    }

    @Override
    public void onTrained(TrainedRun<?> run) {
        Path file = folder.resolve(name(run));
        try {
            SavedModel.of(run).write(file);
        } catch (IOException e) {
            unsaved++;
            messages.println("--save: " + file + " could not be written: " + OutputProbe.reason(e)
                    + "; the run goes on to its result");
            messages.flush();
        }
    }

    /** After the results; returns the exit code, as far as it depends on the models. */
    int report() {
        if (unsaved == 0) {
            return ExitCode.OK;
        }
        messages.println("--save: " + unsaved + (unsaved == 1 ? " model" : " models")
                + " could not be saved, see above; --again makes the runs once more.");
        messages.flush();
        return ExitCode.SOFTWARE;
    }

    private static String name(TrainedRun<?> run) {
        TrainingSpec<?> spec = run.spec();
        return name(
                run.taskId(),
                spec.model().id(),
                spec.optimizer().learningRate(),
                spec.seeds().seed(),
                run.runId());
    }

    private static String name(RunResult result) {
        return name(result.task(), result.model(), result.learningRate(), result.seed(), result.runId());
    }

    /** The id at the end tells runs apart that differ in what the name does not say. */
    private static String name(String task, String model, double learningRate, long seed, String runId) {
        String id = runId.isEmpty() ? "" : "-" + runId;
        return task + "-" + model + "-" + Numbers.learningRate(learningRate) + "-seed" + seed + id + ".safetensors";
    }
}
