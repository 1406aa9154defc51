package org.transformerbench.models.pytorch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Model;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Json;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.checkpoint.Safetensors;

/**
 * A writer of a model's weights for PyTorch: a safetensors file with the names of the original implementation, which {@code
 * model.load_state_dict(safetensors.torch.load_file(file))} takes. Tied weights stand under both names. Each value of the model's
 * configuration is a note among the metadata, by its name, so that {@link PyTorchWeights} reads the same model again.
 *
 * <p>Immutable.
 */
public final class PyTorchExport {
    /** The key of the note that names the model. */
    private static final String MODEL = "model";

    private final Map<String, Tensor> tensors;
    private final Map<String, String> notes;
    private final Optional<WeightScheme> scheme;
    private final Optional<String> prefix;

    private PyTorchExport(
            Map<String, Tensor> tensors,
            Map<String, String> notes,
            Optional<WeightScheme> scheme,
            Optional<String> prefix) {
        this.tensors = tensors;
        this.notes = notes;
        this.scheme = scheme;
        this.prefix = prefix;
    }

    /**
     * Creates a writer of a model's parameters.
     *
     * @param model the model
     * @param config its configuration
     * @param parameters of the model; tied names may be missing
     * @param <C> the type of the configuration
     * @return the writer
     */
    public static <C extends Record> PyTorchExport of(Model<C> model, C config, Map<String, Tensor> parameters) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(parameters);
        CheckedPlugin.given(model, "tiedParameters", model.tiedParameters(config))
                .forEach((alias, name) -> tensors.put(alias, tensors.get(name)));
        return of(model.id(), new Configs().write(config), tensors);
    }

    /**
     * Creates a writer of an imported model.
     *
     * @param imported the model
     * @param <C> the type of its configuration
     * @return the writer
     */
    public static <C extends Record> PyTorchExport of(ImportedModel<C> imported) {
        return of(imported.model(), imported.config(), imported.parameters())
                .withContextLength(imported.shape().contextLength());
    }

    /**
     * Creates a writer of a bundled model, which need not be installed.
     *
     * @param bundle the model
     * @return the writer
     * @throws DataException if its configuration is no JSON
     */
    public static PyTorchExport of(Bundle bundle) {
        JsonNode config;
        try {
            config = Json.tree(bundle.card().modelConfig());
        } catch (JsonProcessingException e) {
            throw new DataException("The bundle's modelConfig is no JSON: " + Json.explain(e), e);
        }
        return of(bundle.card().model(), config, bundle.parameters())
                .withContextLength(bundle.card().shape().contextLength());
    }

    private static PyTorchExport of(String model, JsonNode config, Map<String, Tensor> tensors) {
        Map<String, String> notes = new LinkedHashMap<>();
        config.properties().forEach(value -> notes.put(value.getKey(), Configs.text(value.getValue())));
        notes.put(MODEL, model);
        return new PyTorchExport(tensors, notes, Schemes.of(model), Optional.empty());
    }

    /** Notes the context length where no weight tells it. */
    private PyTorchExport withContextLength(int contextLength) {
        if (scheme.isEmpty() || scheme.get().tellsContext()) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(notes);
        more.put(WeightScheme.CONTEXT, Integer.toString(contextLength));
        return new PyTorchExport(tensors, more, scheme, prefix);
    }

    /**
     * Changes what the names begin with.
     *
     * @param beginning in place of that of the original's names, which is {@code transformer.} for nanoGPT, and nothing for the others;
     *     {@code lm_head.weight} keeps its name
     * @return a changed copy
     */
    public PyTorchExport withPrefix(String beginning) {
        return new PyTorchExport(tensors, notes, scheme, Optional.of(beginning));
    }

    /**
     * Turns the matrices of linear layers around, as HuggingFace's GPT-2 has them in comparison with nanoGPT.
     *
     * @return a changed copy
     * @throws ConfigException if this library does not know which matrices these are, or the model has none that could be turned
     */
    public PyTorchExport withTransposedLinear() {
        Map<String, Tensor> turned = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> turned.put(name, isLinear(name) ? WeightFile.transposed(tensor) : tensor));
        if (tensors.keySet().stream().noneMatch(this::isLinear)) {
            throw new ConfigException("The model '" + notes.get(MODEL)
                    + "' has no linear layers that another implementation stores the other way around");
        }
        return new PyTorchExport(turned, notes, scheme, prefix);
    }

    private boolean isLinear(String name) {
        return scheme.stream()
                .flatMap(known -> known.weights().stream())
                .anyMatch(weight -> weight.linear() && weight.name().matches(name));
    }

    /**
     * Returns what is written.
     *
     * @return name in the file to values, not copied
     */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> named = new LinkedHashMap<>();
        tensors.forEach((name, tensor) ->
                named.put(prefix.map(beginning -> renamed(name, beginning)).orElse(name), tensor));
        return named;
    }

    private String renamed(String name, String beginning) {
        return scheme.map(known -> known.withPrefix(name, beginning)).orElse(beginning + name);
    }

    /**
     * Writes the file.
     *
     * @param path replaced atomically
     * @throws IOException if it cannot be written; an older file is then untouched
     */
    public void write(Path path) throws IOException {
        new Safetensors().write(path, tensors(), notes);
    }
}
