package org.transformerbench.models.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.models.pytorch.WeightScheme.Tie;
import org.transformerbench.models.pytorch.WeightScheme.Unseen;
import org.transformerbench.models.pytorch.WeightScheme.Weight;

/** An import of weights whose names and shapes a scheme describes. */
final class SchemeImport<C extends Record> {
    /** The width of a head in all sizes of GPT-2. */
    private static final int USUAL_HEAD_WIDTH = 64;

    private final WeightFile file;
    private final Map<String, String> settings;
    private final Model<C> model;
    private final Class<C> configType;
    private final WeightScheme scheme;
    /** The name in the file of each tensor that the scheme knows and does not ignore. */
    private final Map<String, String> files = new LinkedHashMap<>();

    SchemeImport(WeightFile file, Map<String, String> settings, Model<C> model, WeightScheme scheme) {
        this.file = file;
        this.settings = settings;
        this.model = model;
        this.configType = CheckedPlugin.given(model, "configType", model.configType());
        this.scheme = scheme;
    }

    ImportedModel<C> run() {
        Set<String> names = file.tensors().keySet();
        NameResolver.Resolved resolved = NameResolver.of(scheme).resolve(names);
        files.putAll(resolved.files());
        files.keySet().removeIf(scheme::isIgnored);
        scheme.ties().forEach(tie -> file.tie(tie, files, model.id()));
        int layers = Math.max(1, scheme.layers(files.keySet()).size());
        Set<String> conditions = scheme.conditions(files.keySet());
        Map<String, Weight> expected = scheme.expected(layers, conditions::contains);
        requireNames(expected, resolved.unknown());

        List<String> warnings = file.check(files);
        ShapeEquations straight = equations(expected, false);
        ShapeEquations transposed = equations(expected, true);
        boolean transpose =
                transposed.contradictions().size() < straight.contradictions().size();
        ShapeEquations equations = transpose ? transposed : straight;
        new WeightFaults(file.source(), model.id())
                .shapes(equations.contradictions())
                .requireNone(Optional.empty());

        Map<String, Integer> sizes = new LinkedHashMap<>();
        equations.sizes().forEach((name, size) -> sizes.put(name, size.value()));
        if (expected.values().stream().anyMatch(weight -> weight.name().perLayer())) {
            sizes.put(WeightScheme.LAYERS, layers);
        }
        SequenceShape shape = shape(sizes);
        ConfigSources sources = ConfigSources.of(file, configType, inferred(sizes, conditions), settings, otherNames());
        scheme.unseen().forEach(unseen -> requireGiven(unseen, sources, sizes));
        C config = sources.apply(CheckedPlugin.given(model, "defaultConfig", model.defaultConfig(shape)));
        return new ImportedModel<>(model, config, shape, parameters(expected, transpose), sources.assumed(), warnings);
    }

    private void requireNames(Map<String, Weight> expected, List<String> unknown) {
        Set<String> aliases = scheme.ties().stream().map(Tie::alias).collect(Collectors.toSet());
        List<String> missing = expected.keySet().stream()
                .filter(name -> !files.containsKey(name))
                .toList();
        List<String> leftOver = new ArrayList<>(unknown);
        Set<String> found = new LinkedHashSet<>();
        files.forEach((name, inFile) -> {
            if (expected.containsKey(name) || aliases.contains(name)) {
                found.add(name);
            } else {
                // A layer behind a gap.
                leftOver.add(inFile);
            }
        });
        new WeightFaults(file.source(), model.id())
                .names(missing, leftOver, found)
                .requireNone(Schemes.modelOf(file.tensors().keySet()));
    }

    private ShapeEquations equations(Map<String, Weight> expected, boolean transposed) {
        ShapeEquations equations = new ShapeEquations();
        expected.forEach((name, weight) -> equations.add(
                files.get(name), file.tensors().get(files.get(name)).shape(), weight.dimensions(transposed)));
        equations.solve();
        return equations;
    }

    private static SequenceShape shape(Map<String, Integer> sizes) {
        int context = sizes.get(WeightScheme.CONTEXT);
        return new SequenceShape(
                sizes.get(WeightScheme.VOCABULARY), context, sizes.getOrDefault(WeightScheme.OUTPUTS, context));
    }

    private Map<String, String> inferred(Map<String, Integer> sizes, Set<String> conditions) {
        Map<String, String> inferred = new LinkedHashMap<>();
        List<String> keys = Configs.keys(configType);
        sizes.forEach((name, size) -> {
            if (keys.contains(name)) {
                inferred.put(name, size.toString());
            }
        });
        scheme.conditions()
                .forEach(condition -> inferred.put(condition, Boolean.toString(conditions.contains(condition))));
        return inferred;
    }

    private Map<String, List<String>> otherNames() {
        return scheme.unseen().stream().collect(Collectors.toMap(Unseen::key, Unseen::otherNames));
    }

    /**
     * @throws ConfigException if a component is not given; the message names its possible values
     */
    private void requireGiven(Unseen unseen, ConfigSources sources, Map<String, Integer> sizes) {
        if (!sources.assumed().contains(unseen.key())) {
            return;
        }
        int size = sizes.get(unseen.divides());
        String possible = IntStream.rangeClosed(1, size)
                .filter(number -> size % number == 0)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        String usual = size % USUAL_HEAD_WIDTH == 0
                ? "; GPT-2 would have " + size / USUAL_HEAD_WIDTH + ", as its heads are " + USUAL_HEAD_WIDTH + " wide"
                : "";
        throw new ConfigException(unseen.key() + " must be set, for example to " + guess(size)
                + ": the weights in " + file.source() + " have the same shapes for any number that divides "
                + unseen.divides() + " (" + size + "), which are " + possible + usual);
    }

    private static int guess(int size) {
        return size % USUAL_HEAD_WIDTH == 0 ? size / USUAL_HEAD_WIDTH : size % 4 == 0 ? 4 : 1;
    }

    private Map<String, Tensor> parameters(Map<String, Weight> expected, boolean transposed) {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        expected.forEach((name, weight) -> {
            Tensor tensor = file.tensors().get(files.get(name));
            parameters.put(name, transposed && weight.linear() ? WeightFile.transposed(tensor) : tensor);
        });
        scheme.ties().stream()
                .filter(Tie::always)
                .forEach(tie -> parameters.put(tie.alias(), parameters.get(tie.name())));
        return parameters;
    }
}
