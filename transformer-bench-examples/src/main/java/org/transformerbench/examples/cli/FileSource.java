package org.transformerbench.examples.cli;

import java.io.IOException;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.models.checkpoint.OpenModel;
import org.transformerbench.models.checkpoint.SavedModel;

/** A model that is read from a file. */
record FileSource(Registry registry, SavedModel saved, Task<?> task, Record taskConfig, String trainer)
        implements ModelSource {

    /**
     * Reads a model file.
     *
     * @throws IllegalArgumentException if there is no such file, or its task is not installed
     * @throws org.transformerbench.api.DataException if it is no saved model
     */
    static FileSource of(ModelOptions options, Registry registry) throws IOException {
        InputFile.require("--model-file", options.file);
        SavedModel saved = SavedModel.read(options.file);
        Task<?> task = registry.task(saved.card().spec().task());
        return new FileSource(registry, saved, task, saved.card().configOf(task), options.trainer);
    }

    @Override
    public Vocabulary vocabulary() {
        return saved.card().vocabulary();
    }

    /** {@inheritDoc} It is loaded for each call. */
    @Override
    public Dataset data() {
        return load(task);
    }

    private <C extends Record> Dataset load(Task<C> typedTask) {
        Dataset data = typedTask.load(
                saved.card().configOf(typedTask),
                new SeedStreams(saved.card().spec().seed()));
        if (!data.vocabulary().equals(vocabulary())) {
            throw new DataException("The data of the task '" + task.id()
                    + "' has other symbols than when the model was trained, so that its tokens mean something else");
        }
        return data;
    }

    @Override
    public void use(Work work) {
        try (OpenModel open = saved.open(registry, trainer)) {
            work.with(open);
        }
    }
}
