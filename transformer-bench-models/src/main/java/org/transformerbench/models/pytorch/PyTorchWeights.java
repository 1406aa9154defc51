package org.transformerbench.models.pytorch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.config.Suggestion;
import org.transformerbench.models.checkpoint.Safetensors;
import org.transformerbench.models.checkpoint.SafetensorsFile;

/**
 * The weights of a model that was trained with PyTorch, as {@code safetensors.torch.save_file} writes a {@code state_dict()}:
 * <pre>{@code
 * ImportedModel<NanoGptConfig> imported = PyTorchWeights.read(Path.of("nano-gpt.safetensors"))
 *         .with("heads", "6")
 *         .toModel(new NanoGpt());
 * }</pre>
 *
 * <p>Names are those of the original implementation. What wrappers add to them, {@code _orig_mod.} of {@code torch.compile} and
 * {@code module.} of data parallelism, is left out, and {@code transformer.} may be there or not. A tied {@code lm_head.weight} may
 * be missing, or the embedding that it is tied to; masks are passed over. Layers, widths, vocabulary and context length follow from
 * the shapes. Values of float16 and bfloat16 are kept exactly, those of float64 are rounded.
 *
 * <p>What no shape tells, such as the number of heads or the form of an activation, is what {@link #with} says, else what a note of
 * the file says (a text among its metadata, by the name of the configuration's component), else the model's default.
 *
 * <p>Immutable.
 */
public final class PyTorchWeights {
    private static final String ANY = "*";

    private final WeightFile file;
    private final Map<String, String> settings;

    private PyTorchWeights(WeightFile file, Map<String, String> settings) {
        this.file = file;
        this.settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /**
     * Reads a file, which may come from anywhere and is not trusted.
     *
     * @param path a safetensors file
     * @return its tensors
     * @throws org.transformerbench.api.DataException if it is none; of a pickle file, which could execute anything, the message says
     *     how to convert it
     * @throws IOException if it cannot be read
     */
    public static PyTorchWeights read(Path path) throws IOException {
        ForeignFile.refuse(path);
        Safetensors safetensors = new Safetensors();
        SafetensorsFile content = safetensors.readFile(path);
        WeightFile file =
                new WeightFile(path.toString(), content.tensors(), content.metadata(), safetensors.readDtypes(path));
        return of(file);
    }

    static PyTorchWeights of(WeightFile file) {
        return new PyTorchWeights(file.withSharedTensors(), Map.of());
    }

    /**
     * Returns whether this library knows the names and shapes of a model's original, so that {@link #toModel(Model)} finds
     * all sizes but, for some models, the {@linkplain #tellContextLengthOf context length}.
     *
     * @param model any model
     * @return true for the built-in models
     */
    public static boolean tellSizesOf(Model<?> model) {
        return Schemes.of(model.id()).isPresent();
    }

    /**
     * Returns whether the shapes of a model's weights tell how many positions it reads.
     *
     * @param model any model
     * @return false for a model that is not built in, and one without a table of positions, see {@link #withContextLength}
     */
    public static boolean tellContextLengthOf(Model<?> model) {
        return Schemes.of(model.id()).filter(WeightScheme::tellsContext).isPresent();
    }

    /**
     * Sets a value of the model's configuration.
     *
     * @param key the component
     * @param value as text, see {@link org.transformerbench.api.config.Configs#with}; of a size that the shapes tell, the same size
     * @return a changed copy
     */
    public PyTorchWeights with(String key, String value) {
        return with(Map.of(key, value));
    }

    /**
     * Says how many positions a model reads whose weights do not tell it, as those of rotary positions and of recurrent layers.
     *
     * @param contextLength T; at least 1
     * @return a changed copy
     */
    public PyTorchWeights withContextLength(int contextLength) {
        Require.atLeast(WeightScheme.CONTEXT, contextLength, 1);
        Map<String, String> notes = new LinkedHashMap<>(file.notes());
        notes.put(WeightScheme.CONTEXT, Integer.toString(contextLength));
        return new PyTorchWeights(new WeightFile(file.source(), file.tensors(), notes, file.dtypes()), settings);
    }

    /**
     * Sets values of the model's configuration.
     *
     * @param values component to value
     * @return a changed copy
     */
    public PyTorchWeights with(Map<String, String> values) {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.putAll(values);
        return new PyTorchWeights(file, changed);
    }

    /**
     * Leaves out tensors that are no weights of the model.
     *
     * @param names as they stand in the file; with {@code *} at the end, all names that begin so
     * @return a changed copy
     * @throws ConfigException if the file has no such tensor
     */
    public PyTorchWeights ignoring(String... names) {
        Map<String, Tensor> rest = new LinkedHashMap<>(file.tensors());
        for (String name : names) {
            String beginning = name.endsWith(ANY) ? name.substring(0, name.length() - ANY.length()) : name;
            boolean some = rest.keySet()
                    .removeIf(other -> name.endsWith(ANY) ? other.startsWith(beginning) : other.equals(name));
            if (!some) {
                throw new ConfigException(
                        file.source() + " has no tensor '" + Excerpt.of(name) + "' that could be ignored"
                                + Suggestion.didYouMean(name, file.tensors().keySet()));
            }
        }
        return new PyTorchWeights(file.with(rest), settings);
    }

    /**
     * Returns the names of the tensors.
     *
     * @return as they stand in the file
     */
    public List<String> names() {
        return new ArrayList<>(file.tensors().keySet());
    }

    /**
     * Finds the configuration of a model whose names this library {@linkplain #tellSizesOf knows}, and its parameters.
     *
     * @param model the model
     * @param <C> the type of its configuration
     * @return the model with its parameters
     * @throws org.transformerbench.api.DataException if these are not the weights of the model; the message lists by name what is
     *     missing, what is left over and what has another shape
     * @throws ConfigException if a value is set that is not that of the weights, or one must be set that no shape tells
     */
    public <C extends Record> ImportedModel<C> toModel(Model<C> model) {
        return Schemes.of(model.id())
                .map(scheme -> new SchemeImport<>(file, settings, model, scheme).run())
                .orElseThrow(
                        () -> new ConfigException(
                                "The shapes of the weights of '" + model.id()
                                        + "' do not tell its sizes, since it is no built-in model: the shape of its data must be given"));
    }

    /**
     * Finds all configurations of a model that the weights may have. Where no shape tells the number of heads, and nobody has set it,
     * these are as many as there are divisors of the width: of the right one the loss on data as that of the training is the lowest.
     *
     * @param model a model whose names this library {@linkplain #tellSizesOf knows}
     * @param <C> the type of its configuration
     * @return one model where {@link #toModel(Model)} finds it, else several with the same parameters
     * @throws org.transformerbench.api.DataException as for {@link #toModel(Model)}
     * @throws ConfigException as for {@link #toModel(Model)}, but for a value that must be set
     */
    public <C extends Record> List<ImportedModel<C>> candidates(Model<C> model) {
        List<SchemeImport.Undecided> undecided = Schemes.of(model.id()).stream()
                .flatMap(scheme -> new SchemeImport<>(file, settings, model, scheme).undecided().stream())
                .toList();
        if (undecided.isEmpty()) {
            return List.of(toModel(model));
        }
        SchemeImport.Undecided first = undecided.get(0);
        return first.values().stream()
                .flatMap(value -> with(first.key(), value.toString()).candidates(model).stream())
                .toList();
    }

    /**
     * Finds the parameters of a model for data of a known shape. The configuration of a model that is not built in is its default one
     * with the values that are set, and names and shapes are those of its graph.
     *
     * @param model the model
     * @param shape vocabulary size, context length and output positions
     * @param <C> the type of its configuration
     * @return the model with its parameters
     * @throws org.transformerbench.api.DataException as for {@link #toModel(Model)}, or if the weights are for another shape
     * @throws ConfigException as for {@link #toModel(Model)}
     */
    public <C extends Record> ImportedModel<C> toModel(Model<C> model, SequenceShape shape) {
        if (!tellSizesOf(model)) {
            return new GraphImport<>(file, settings, model, shape).run();
        }
        PyTorchWeights complete = tellContextLengthOf(model) ? this : withContextLength(shape.contextLength());
        ImportedModel<C> imported = complete.toModel(model);
        imported.requireShape(shape);
        return imported;
    }
}
