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

    /** An example for small models. */
    private static final Integer SMALL_EXAMPLE = 4;

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

    /**
     * What names and shapes tell.
     *
     * @param expected name to weight
     * @param transpose whether the matrices of linear layers must be turned around
     * @param sizes by name
     * @param sources of the configuration
     * @param warnings for the user
     */
    private record Solved(
            Map<String, Weight> expected,
            boolean transpose,
            Map<String, Integer> sizes,
            ConfigSources sources,
            List<String> warnings) {}

    /**
     * A component that is not known.
     *
     * @param key the component
     * @param divides the size that it divides
     * @param values all that it may have
     */
    record Undecided(String key, String divides, List<Integer> values) {}

    /** Returns the components that must be set, as neither shapes nor anybody else tell them. */
    List<Undecided> undecided() {
        return undecided(solve());
    }

    private List<Undecided> undecided(Solved solved) {
        return scheme.unseen().stream()
                .filter(unseen -> solved.sources().assumed().contains(unseen.key()))
                .map(unseen -> new Undecided(
                        unseen.key(), unseen.divides(), divisors(solved.sizes().get(unseen.divides()))))
                .toList();
    }

    private static List<Integer> divisors(int size) {
        return IntStream.rangeClosed(1, size)
                .filter(number -> size % number == 0)
                .boxed()
                .toList();
    }

    ImportedModel<C> run() {
        Solved solved = solve();
        undecided(solved).forEach(this::refuse);
        SequenceShape shape = shape(solved.sizes());
        C config = solved.sources().apply(CheckedPlugin.given(model, "defaultConfig", model.defaultConfig(shape)));
        return new ImportedModel<>(
                model,
                config,
                shape,
                parameters(solved.expected(), solved.transpose()),
                solved.sources().assumed(),
                solved.warnings());
    }

    private Solved solve() {
        NameResolver.Resolved resolved =
                NameResolver.of(scheme).resolve(file.tensors().keySet());
        files.clear();
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
        ConfigSources sources = ConfigSources.of(file, configType, inferred(sizes, conditions), settings, otherNames());
        return new Solved(expected, transpose, sizes, sources, warnings);
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

    private void refuse(Undecided undecided) {
        List<Integer> values = undecided.values();
        int size = values.get(values.size() - 1);
        boolean usual = size % USUAL_HEAD_WIDTH == 0 && size > USUAL_HEAD_WIDTH;
        int example = usual ? size / USUAL_HEAD_WIDTH : values.contains(SMALL_EXAMPLE) ? SMALL_EXAMPLE : 1;
        throw new ConfigException(undecided.key() + " must be set, for example to " + example + ": the weights in "
                + file.source() + " have the same shapes for any number that divides " + undecided.divides() + " ("
                + size + "), which are "
                + values.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + (usual ? "; GPT-2 would have " + example + ", as its heads are " + USUAL_HEAD_WIDTH + " wide" : ""));
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
