package org.transformerbench.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.models.checkpoint.Safetensors;

/**
 * A reference computed in float64 by PyTorch: a safetensors file with inputs, parameters, logits, gradients and the
 * parameters after some steps, and a JSON file with the configuration. It remembers which tensors were asked for.
 */
final class GoldenCase {
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("d_model", "modelWidth"),
            Map.entry("n_heads", "heads"),
            Map.entry("n_layers", "layers"),
            Map.entry("layer_norm_eps", "layerNormEpsilon"),
            Map.entry("bias", "bias"),
            Map.entry("activation", "activation"),
            Map.entry("dropout", "dropout"),
            Map.entry("n_embed", "embeddingWidth"),
            Map.entry("n_hidden", "hiddenWidth"),
            Map.entry("n_key_value_heads", "keyValueHeads"),
            Map.entry("rope_theta", "ropeTheta"),
            Map.entry("query_key_norm", "queryKeyNorm"),
            Map.entry("tied", "tied"));

    private final String name;
    private final JsonNode json;
    private final Map<String, Tensor> tensors;
    private final TreeSet<String> unused;

    GoldenCase(Path safetensors) throws IOException {
        this.name = safetensors.getFileName().toString().replace(".safetensors", "");
        this.json = Json.mapper()
                .readTree(safetensors.resolveSibling(name + ".json").toFile());
        this.tensors = new Safetensors().read(safetensors);
        this.unused = new TreeSet<>(tensors.keySet());
    }

    JsonNode json() {
        return json;
    }

    String modelId() {
        return json.path("model").asText();
    }

    Tensor tensor(String key) {
        unused.remove(key);
        if (!tensors.containsKey(key)) {
            throw new AssertionError(name + " has no tensor " + key + ", only " + tensors.keySet());
        }
        return tensors.get(key);
    }

    /** Returns all tensors below a prefix, without it. */
    Map<String, Tensor> below(String prefix) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        tensors.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .forEach(key -> found.put(key.substring(prefix.length()), tensor(key)));
        return found;
    }

    /** The tensors that no one asked for: an empty set, or the comparison has a hole. */
    TreeSet<String> unused() {
        return unused;
    }

    TrainingSpec<?> spec(Registry registry, Targets targets) {
        return spec(registry.model(modelId()), targets);
    }

    private <C extends Record> TrainingSpec<C> spec(Model<C> model, Targets targets) {
        JsonNode config = json.path("config");
        int contextLength = config.path("n_ctx").asInt(config.path("input_len").asInt());
        SequenceShape shape = new SequenceShape(
                config.path("vocab_size").asInt(),
                contextLength,
                model.predicts() == Targets.EVERY
                        ? contextLength
                        : config.path("output_len").asInt());
        JsonNode adamw = json.path("adamw");
        AdamW optimizer = new AdamW(
                adamw.path("lr").asDouble(),
                adamw.path("betas").path(0).asDouble(),
                adamw.path("betas").path(1).asDouble(),
                adamw.path("eps").asDouble(),
                adamw.path("weight_decay").asDouble());
        return new TrainingSpec<>(model, config(model, config, shape), shape, targets, optimizer, new SeedStreams(1));
    }

    /** Translates the keys; one that has no counterpart must agree with what the model derives. */
    private <C extends Record> C config(Model<C> model, JsonNode config, SequenceShape shape) {
        List<String> known = Configs.keys(model.configType());
        Map<String, String> values = new LinkedHashMap<>();
        if (known.contains("dropout")) {
            values.put("dropout", "0");
        }
        List<String> shapeKeys = List.of("vocab_size", "n_ctx", "input_len", "output_len", "positions");
        List<String> untranslated = new ArrayList<>();
        config.properties().forEach(field -> {
            String key = field.getKey();
            int width = config.path("d_model").asInt();
            if (key.equals("d_head") && known.contains("headWidth")) {
                values.put("headWidth", field.getValue().asText());
            } else if (key.equals("d_mlp") && known.contains("mlpWidth")) {
                values.put("mlpWidth", field.getValue().asText());
            } else if (key.equals("layer_norm_eps") && known.contains("rmsNormEpsilon")) {
                values.put("rmsNormEpsilon", field.getValue().asText());
            } else if (KEYS.containsKey(key)) {
                values.put(KEYS.get(key), field.getValue().asText());
            } else if (!shapeKeys.contains(key)
                    && !(key.equals("d_head")
                            && field.getValue().asInt() * config.path("n_heads").asInt() == width)
                    && !(key.equals("d_mlp") && field.getValue().asInt() == 4 * width)) {
                untranslated.add(key + "=" + field.getValue());
            }
        });
        if (!untranslated.isEmpty()) {
            throw new AssertionError(name + " has values that " + model.id() + " cannot take: " + untranslated);
        }
        return new Configs().with(model.defaultConfig(shape), values);
    }

    /** The inputs as one batch; for the last position only, the targets' last column. */
    Batch batch(Targets targets) {
        Tensor tokens = tensor("input/tokens");
        Tensor labels = tensor("input/targets");
        int size = (int) tokens.shape()[0];
        int outputs = (int) labels.shape()[1];
        int[] all = ids(labels);
        if (targets == Targets.EVERY) {
            return new Batch(size, (int) tokens.shape()[1], outputs, ids(tokens), all);
        }
        int[] last = new int[size];
        for (int row = 0; row < size; row++) {
            last[row] = all[row * outputs + outputs - 1];
        }
        return new Batch(size, (int) tokens.shape()[1], 1, ids(tokens), last);
    }

    private static int[] ids(Tensor tensor) {
        int[] ids = new int[tensor.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (int) tensor.values()[i];
        }
        return ids;
    }

    @Override
    public String toString() {
        return name;
    }
}
