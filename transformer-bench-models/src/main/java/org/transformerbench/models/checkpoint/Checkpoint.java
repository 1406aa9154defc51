package org.transformerbench.models.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.transformerbench.api.Model;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.config.CheckedPlugin;

/**
 * A reader and writer of a model's parameters in files that the original implementation understands:
 * <pre>{@code
 * new Checkpoint().load(Path.of("pytorch.safetensors"), session);
 * }</pre>
 *
 * <p>A file that is written here does not say what its parameters belong to. To train now and use the model later, save it
 * with {@link ModelFolder} or as a {@link SavedModel}.
 */
public final class Checkpoint {
    private final Safetensors safetensors = new Safetensors();

    /** Creates a stateless reader and writer. */
    public Checkpoint() {}

    /**
     * Writes all parameters, and each tied one also under its other names.
     *
     * @param path the file, replaced atomically
     * @param model defines the tied names
     * @param config the model's configuration
     * @param trained holds the parameters
     * @param <C> the type of the configuration
     * @throws IOException if it cannot be written
     */
    public <C extends Record> void save(Path path, Model<C> model, C config, TrainedModel trained) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>(trained.parameters());
        CheckedPlugin.given(model, "tiedParameters", model.tiedParameters(config))
                .forEach((alias, name) -> tensors.put(alias, tensors.get(name)));
        safetensors.write(path, tensors);
    }

    /**
     * Reads all parameters into a model.
     *
     * @param path the file
     * @param trained receives the parameters
     * @throws IOException if it cannot be read
     * @throws org.transformerbench.api.DataException if it is no valid safetensors file
     * @throws IllegalArgumentException if it holds another model's parameters
     */
    public void load(Path path, TrainedModel trained) throws IOException {
        trained.load(safetensors.read(path));
    }
}
