package org.transformerbench.models.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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
import org.transformerbench.api.config.Require;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.TrainedRun;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.BundleCard;
import org.transformerbench.models.bundle.BundleReader;
import org.transformerbench.models.bundle.BundleWriter;
import org.transformerbench.models.bundle.ForwardGraph;
import org.transformerbench.models.bundle.ModelBundles;

/**
 * A trained model outside of any session: its parameters and their metadata. As a file it is a {@link
 * org.transformerbench.models.bundle.Bundle}, which holds all that is needed to use it, also where neither its model nor its task is
 * installed: by the predictor, without ND4J. Other programs read the same file as weights of the original implementation. State of
 * an optimizer is not part of it. Immutable.
 *
 * <p>A {@link ModelFolder} saves the model of each run of an experiment. To use one in any later program where its plug-ins are
 * installed, here a Transformer that was trained on addition:
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
 */
public final class SavedModel {
    /** Key of the card among the metadata. */
    static final String KEY = "transformer-bench";

    private final ModelCard card;
    private final Bundle bundle;

    private SavedModel(ModelCard card, Bundle bundle) {
        this.card = card;
        this.bundle = bundle;
    }

    /**
     * Copies the model that a run has trained. Where its graph cannot be captured, it is saved without one, see {@link
     * #graphMissing}.
     *
     * @param run after its training
     * @return its parameters as they are now, without a result
     */
    public static SavedModel of(TrainedRun<?> run) {
        return new SavedModel(ModelCard.of(run), ModelBundles.of(run));
    }

    /**
     * Returns this model with the result of its run, which the run has when its model is closed.
     *
     * @param result of the run that trained it
     * @return a changed copy
     * @throws ConfigException if it is the result of another run
     */
    public SavedModel withResult(RunResult result) {
        String own = card.spec().runId();
        Require.that(result.runId().equals(own), "result", result.runId(), "must be that of the run %s", own);
        return new SavedModel(card, bundle.withResult(result.toJson()));
    }

    /**
     * Returns what the parameters belong to.
     *
     * @return the card
     */
    public ModelCard card() {
        return card;
    }

    /**
     * Returns the parameters.
     *
     * @return name to values, tied names included
     */
    public Map<String, Tensor> parameters() {
        return bundle.parameters();
    }

    /**
     * Returns the result of the run that trained the model.
     *
     * @return empty if the model was saved before there was one, or by an earlier version of this library
     * @throws DataException if what was saved is no result
     */
    public Optional<RunResult> result() {
        try {
            return bundle.result().map(RunResult::fromJson);
        } catch (ConfigException e) {
            throw new DataException("The result that was saved with the model is not valid: " + e.getMessage(), e);
        }
    }

    /**
     * Returns why the model has no graph, so that it can be used only where its model is installed.
     *
     * @return the reason as a clause; empty if there is a graph
     */
    public Optional<String> graphMissing() {
        return bundle.forward().missing();
    }

    /**
     * Writes the model to a file.
     *
     * @param path replaced atomically
     * @throws IOException if it cannot be written
     */
    public void write(Path path) throws IOException {
        new BundleWriter().write(path, bundle);
    }

    /**
     * Reads a model from a file of this version of the library or of the one before, whose files have no graph.
     *
     * @param path the file
     * @return its content; whether the model and the task are installed is seen when it is opened
     * @throws DataException if it is no safetensors file, or none that {@link #write} wrote; the message names the file
     * @throws IOException if it cannot be read
     */
    public static SavedModel read(Path path) throws IOException {
        String json = new Safetensors().readMetadata(path).get(KEY);
        if (json == null) {
            throw new DataException(path + " holds parameters, but does not say of which model and task: it was not"
                    + " saved by this library's 'compare --save' or ModelFolder");
        }
        return ModelCard.isOfEarlierVersion(path.toString(), json) ? readEarlier(path) : readBundle(path);
    }

    private static SavedModel readBundle(Path path) throws IOException {
        Bundle bundle = new BundleReader().read(path);
        String spec = bundle.spec()
                .orElseThrow(() -> new DataException(path + " holds a model that no run of this library has trained: "
                        + (bundle.encoding().isPresent()
                                ? "it answers texts with 'predict' or Predictor, and there is no data to judge it by"
                                : "it takes tokens and no text; 'import --task' gives it the text of a task")));
        try {
            ModelCard card = new ModelCard(
                    RunSpec.fromJson(spec),
                    bundle.card().shape(),
                    bundle.card().vocabulary().orElse(null));
            Require.that(
                    card.spec().model().equals(bundle.card().model()),
                    "model",
                    bundle.card().model(),
                    "must be that of its run, '%s'",
                    card.spec().model());
            return new SavedModel(card, bundle);
        } catch (ConfigException e) {
            throw new DataException(path + " does not describe its model as it should: " + e.getMessage(), e);
        }
    }

    /** Reads a file of format 2, which has the card as its only metadata. */
    private static SavedModel readEarlier(Path path) throws IOException {
        SafetensorsFile file = new Safetensors().readFile(path);
        ModelCard card = ModelCard.parse(path.toString(), file.metadata().get(KEY));
        RunSpec spec = card.spec();
        Bundle bundle = new Bundle(
                new BundleCard(
                        spec.model(),
                        spec.modelConfig().toString(),
                        Optional.of(spec.task()),
                        spec.targets(),
                        card.shape(),
                        Optional.of(card.vocabulary()),
                        Map.of()),
                Optional.empty(),
                ForwardGraph.missing("an earlier version of this library saved it, which saved none"),
                file.tensors(),
                Optional.of(spec.toJson()),
                Optional.empty());
        return new SavedModel(card, bundle);
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
            session.load(parameters());
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
