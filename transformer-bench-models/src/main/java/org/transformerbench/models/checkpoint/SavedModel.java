package org.transformerbench.models.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.TrainedRun;

/**
 * A trained model outside of any session: its parameters and their metadata. As a file it is a {@link Checkpoint} of the original
 * implementation, with the {@link ModelCard} among the metadata. State of an optimizer is not part of it.
 *
 * <p>A {@link ModelFolder} saves the model of each run of an experiment. To use one in any later program, here a Transformer that was
 * trained on addition:
 * <pre>{@code
 * try (OpenModel open = SavedModel.read(file).open(Registry.discover())) {
 *     Vocabulary vocabulary = open.card().vocabulary();
 *     TextGenerator generator = new TextGenerator(open.model(), Sampling.greedy(), new Random(1));
 *     int[] answer = generator.generate(vocabulary.encode("321+654="), 5, token -> {});
 *     String text = vocabulary.decode(answer);   // 0975|
 * }
 * }</pre>
 *
 * <p>A listener that wants the model itself, without a file, takes {@link #of} in
 * {@link org.transformerbench.api.training.TrainingListener#onTrained}.
 *
 * @param card what the parameters belong to
 * @param parameters name to values, tied names included
 */
public record SavedModel(ModelCard card, Map<String, Tensor> parameters) {
    /** Key of the card among the metadata. */
    static final String KEY = "transformer-bench";

    /**
     * Copies the model that a run has trained.
     *
     * @param run after its training
     * @param <C> the type of the model's configuration
     * @return its parameters as they are now
     */
    public static <C extends Record> SavedModel of(TrainedRun<C> run) {
        Map<String, Tensor> parameters = new LinkedHashMap<>(run.model().parameters());
        CheckedPlugin.given(
                        run.trainingSpec().model(),
                        "tiedParameters",
                        run.trainingSpec()
                                .model()
                                .tiedParameters(run.trainingSpec().config()))
                .forEach((alias, name) -> parameters.put(alias, parameters.get(name)));
        return new SavedModel(ModelCard.of(run), parameters);
    }

    /**
     * Writes the model to a file.
     *
     * @param path replaced atomically
     * @throws IOException if it cannot be written
     */
    public void write(Path path) throws IOException {
        new Safetensors().write(path, parameters, Map.of(KEY, card.toJson()));
    }

    /**
     * Reads a model from a file.
     *
     * @param path the file
     * @return its content; whether the model and the task are installed is seen when it is opened
     * @throws DataException if it is no safetensors file, or none that {@link #write} wrote; the message names the file
     * @throws IOException if it cannot be read
     */
    public static SavedModel read(Path path) throws IOException {
        SafetensorsFile file = new Safetensors().readFile(path);
        String json = file.metadata().get(KEY);
        if (json == null) {
            throw new DataException(path + " holds parameters, but does not say of which model and task: it was not"
                    + " saved by this library's 'compare --save' or ModelFolder");
        }
        return new SavedModel(ModelCard.parse(path.toString(), json), file.tensors());
    }

    /**
     * Opens the model for inference with the {@linkplain Experiment#DEFAULT_TRAINER default trainer}.
     *
     * @param registry where the model, the task and that trainer are looked up
     * @return the model, which the caller closes
     * @throws IllegalArgumentException if one of them is not installed
     * @throws DataException if the parameters are not those of the model
     */
    public OpenModel open(Registry registry) {
        return open(registry, Experiment.DEFAULT_TRAINER);
    }

    /**
     * Opens the model for inference with a trainer.
     *
     * @param registry where the model, the task and the trainer that computes are looked up
     * @param trainerId the trainer's id
     * @return the model, which the caller closes
     * @throws IllegalArgumentException if one of them is not installed
     * @throws DataException if the parameters are not those of the model
     */
    public OpenModel open(Registry registry, String trainerId) {
        Trainer trainer = registry.trainer(trainerId);
        return open(
                trainer,
                registry.task(card.spec().task()),
                registry.model(card.spec().model()));
    }

    private <C extends Record> OpenModel open(Trainer trainer, Task<?> task, Model<C> model) {
        AdamW unused = TrainingConfig.defaults().optimizer();
        var session = CheckedPlugin.of(Trainer.class, trainer)
                .open(new TrainingSpec<>(
                        model,
                        config(model),
                        card.shape(),
                        card.spec().targets(),
                        unused,
                        new SeedStreams(card.spec().seed())));
        try {
            session.load(parameters);
            return new OpenModel(card, task, session);
        } catch (IllegalArgumentException e) {
            session.close();
            throw new DataException(
                    "The parameters are not those of the model '" + card.spec().model() + "': " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    private <C extends Record> C config(Model<C> model) {
        try {
            return new Configs().read(card.spec().modelConfig(), model.configType());
        } catch (ConfigException e) {
            throw new DataException(
                    "The saved configuration is not one of the model '"
                            + card.spec().model() + "': " + e.getMessage(),
                    e);
        }
    }
}
