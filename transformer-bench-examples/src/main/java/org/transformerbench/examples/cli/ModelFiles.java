package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.StudyStart;
import org.transformerbench.api.training.TrainedRun;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.models.checkpoint.ModelFolder;
import picocli.CommandLine.ExitCode;

/**
 * A listener that saves the model of each run into a {@link ModelFolder} and reports which are not saved: those of skipped runs,
 * which train nothing, and those whose file cannot be written.
 */
final class ModelFiles implements TrainingListener {
    private final Path folder;
    private final ModelFolder models;
    private final PrintWriter messages;
    private int unsaved;

    /**
     * Creates the listener.
     *
     * @param messages is told which models are missing, and which cannot be saved
     */
    ModelFiles(Path folder, PrintWriter messages) {
        this.folder = folder;
        models = new ModelFolder(folder);
        this.messages = messages;
    }

    Path folder() {
        return folder;
    }

    @Override
    public void onStudyStart(StudyStart start) {
        List<Path> missing = start.finished().stream()
                .filter(result -> result.outcome().succeeded())
                .map(models::file)
                .filter(file -> !Files.exists(file))
                .toList();
        if (!missing.isEmpty()) {
            messages.println("--save: " + missing.size() + " of the skipped runs "
                    + (missing.size() == 1 ? "has" : "have") + " no model in " + folder
                    + "; --again makes all runs and saves their models. Missing:");
            missing.forEach(file -> messages.println("  " + file.getFileName()));
            messages.flush();
        }
    }

    @Override
    public void onTrained(TrainedRun<?> run) {
        try {
            models.save(run);
        } catch (IOException e) {
            unsaved++;
            messages.println("--save: " + models.file(run) + " could not be written: " + OutputProbe.reason(e)
                    + "; the run goes on to its result");
            messages.flush();
        }
    }

    @Override
    public void onRunEnd(RunResult result) {
        try {
            models.addResult(result);
        } catch (IOException e) {
            unsaved++;
            messages.println("--save: the result could not be added to " + models.file(result) + ": "
                    + OutputProbe.reason(e) + "; the model is saved without it");
            messages.flush();
        }
    }

    /** Reports missing models after the results, and returns the exit code as far as it depends on the models. */
    int report() {
        if (unsaved == 0) {
            return ExitCode.OK;
        }
        messages.println("--save: " + unsaved + (unsaved == 1 ? " model" : " models")
                + " could not be saved, see above; --again makes the runs once more.");
        messages.flush();
        return ExitCode.SOFTWARE;
    }
}
