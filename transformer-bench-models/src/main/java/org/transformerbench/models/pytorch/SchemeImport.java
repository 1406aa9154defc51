package org.transformerbench.models.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.DataException;
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

    /** What notes call the context length beside its own name. */
    private static final List<String> CONTEXT_ELSEWHERE =
            List.of("max_position_embeddings", "n_positions", "block_size");

    private static final Pattern SIZE = Pattern.compile("[1-9]\\d{0,8}");

    private static final Logger LOG = LoggerFactory.getLogger(SchemeImport.class);

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
     * @param size that it divides
     * @param values all that it may have
     */
    record Undecided(String key, String divides, int size, List<Integer> values) {}

    /** Returns the components that must be set, as neither shapes nor anybody else tell them. */
    List<Undecided> undecided() {
        return undecided(solve());
    }

    private List<Undecided> undecided(Solved solved) {
        shape(solved.sizes());
        return scheme.unseen().stream()
                .filter(unseen -> solved.sources().assumed().contains(unseen.key()))
                .map(unseen -> new Undecided(
                        unseen.key(),
                        unseen.divides(),
                        solved.sizes().get(unseen.divides()),
                        divisors(solved.sizes().get(unseen.divides())).stream()
                                .filter(value -> isPossible(unseen.key(), value))
                                .toList()))
                .toList();
    }

    /** Returns whether the other shapes, and the model, allow a value of what no shape tells. */
    private boolean isPossible(String key, int value) {
        if (!scheme.tells(key)) {
            return true;
        }
        Map<String, String> tried = new LinkedHashMap<>(settings);
        tried.put(key, Integer.toString(value));
        try {
            new SchemeImport<>(file, tried, model, scheme).run();
            return true;
        } catch (ConfigException | DataException e) {
            LOG.debug("{} of {} is not {}: {}", key, file.source(), value, e.toString());
            return false;
        }
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
        Set<String> conditions = scheme.conditions(files.keySet());
        scheme.ties().forEach(tie -> {
            if (tie.condition().isEmpty()) {
                file.tie(tie, files, model.id());
            } else if (isTied(tie, tie.condition().get())) {
                file.tie(new Tie(tie.alias(), tie.name(), true), files, model.id());
                conditions.add(tie.condition().get());
            }
        });
        int layers = Math.max(1, scheme.layers(files.keySet()).size());
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

    /** Returns what is said of two names; if nothing is, they are tied if the file has one tensor only, or the same values twice. */
    private boolean isTied(Tie tie, String condition) {
        return Optional.ofNullable(settings.get(condition))
                .or(() -> file.note(condition, List.of()))
                .map(Boolean::parseBoolean)
                .orElseGet(() -> {
                    Tensor alias = file.tensors().get(files.get(tie.alias()));
                    Tensor name = file.tensors().get(files.get(tie.name()));
                    return alias == null || name == null || alias.equals(name);
                });
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
        for (Unseen unseen : scheme.unseen()) {
            if (scheme.tells(unseen.key())) {
                Optional.ofNullable(settings.get(unseen.key()))
                        .or(() -> file.note(unseen.key(), unseen.otherNames()))
                        .filter(text -> SIZE.matcher(text).matches())
                        .ifPresentOrElse(
                                text -> equations.addKnown(unseen.key(), Integer.parseInt(text)),
                                () -> equations.addUnseen(unseen.key()));
            }
        }
        expected.forEach((name, weight) -> equations.add(
                files.get(name), file.tensors().get(files.get(name)).shape(), weight.dimensions(transposed)));
        equations.solve();
        return equations;
    }

    private SequenceShape shape(Map<String, Integer> sizes) {
        int context = Optional.ofNullable(sizes.get(WeightScheme.CONTEXT))
                .or(() -> file.note(WeightScheme.CONTEXT, CONTEXT_ELSEWHERE)
                        .filter(text -> SIZE.matcher(text).matches())
                        .map(Integer::valueOf))
                .orElseThrow(() -> new ConfigException(WeightScheme.CONTEXT + " must be given: no weight of '"
                        + model.id() + "' in " + file.source()
                        + " has this size; data that the model is for would tell it"));
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
        int size = undecided.size();
        if (values.isEmpty()) {
            throw new DataException("No number for " + undecided.key() + " fits the shapes of the weights in "
                    + file.source() + ", among those that divide " + undecided.divides() + " (" + size + ")");
        }
        boolean usual =
                size > USUAL_HEAD_WIDTH && size % USUAL_HEAD_WIDTH == 0 && values.contains(size / USUAL_HEAD_WIDTH);
        int example = usual ? size / USUAL_HEAD_WIDTH : values.contains(SMALL_EXAMPLE) ? SMALL_EXAMPLE : values.get(0);
        boolean all = values.size() == divisors(size).size();
        String possible = values.stream().map(String::valueOf).collect(Collectors.joining(", "));

        throw new ConfigException(undecided.key() + " must be set, for example to " + example + ": the weights in "
                + file.source() + " have the same shapes for any number that divides " + undecided.divides() + " ("
                + size + ")" + (all ? ", which are " + possible : ", of which " + possible + " are possible")
                + (usual ? "; GPT-2 would have " + example + ", as its heads are " + USUAL_HEAD_WIDTH + " wide" : ""));
    }

    private Map<String, Tensor> parameters(Map<String, Weight> expected, boolean transposed) {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        expected.forEach((name, weight) -> {
            Tensor tensor = file.tensors().get(files.get(name));
            parameters.put(name, transposed && weight.linear() ? WeightFile.transposed(tensor) : tensor);
        });
        scheme.ties().stream()
                .filter(tie -> tie.always() || tie.condition().isPresent() && !expected.containsKey(tie.alias()))
                .forEach(tie -> parameters.put(tie.alias(), parameters.get(tie.name())));
        return parameters;
    }
}
