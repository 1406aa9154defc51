package org.transformerbench.models.pytorch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The names that the original implementation of a model gives its weights, and the sizes that their shapes have. A size is a
 * component of the model's configuration, or one of {@value #VOCABULARY}, {@value #CONTEXT} and {@value #OUTPUTS}.
 *
 * @param model the model's id
 * @param weights in the order in which a file is written
 * @param ties of weights that may have one tensor for both
 * @param ignored tensors of the original that are no weights, such as masks
 * @param body what the names of most weights begin with in one of the usual forms, and do not in the other; empty if there is one
 *     form only
 * @param outside names that never begin with that
 * @param unseen components of the configuration that no shape tells, and without which the weights compute something else
 */
record WeightScheme(
        String model,
        List<Weight> weights,
        List<Tie> ties,
        List<NamePattern> ignored,
        String body,
        Set<String> outside,
        List<Unseen> unseen) {
    static final String VOCABULARY = "vocabularySize";
    static final String CONTEXT = "contextLength";
    static final String OUTPUTS = "outputPositions";

    /** The component of a configuration that says how many layers there are. */
    static final String LAYERS = "layers";

    /**
     * A weight, or one per layer.
     *
     * @param name of it
     * @param dimensions of its shape
     * @param condition the boolean component that says whether the model has it; empty if it always does
     * @param linear whether it is the matrix of a linear layer, which another implementation may store the other way around
     */
    record Weight(NamePattern name, List<Dimension> dimensions, Optional<String> condition, boolean linear) {
        List<Dimension> dimensions(boolean transposed) {
            if (!transposed || !linear) {
                return dimensions;
            }
            List<Dimension> reversed = new ArrayList<>(dimensions);
            Collections.reverse(reversed);
            return reversed;
        }
    }

    /**
     * Two names that may stand for one tensor, so that a file may lack the alias.
     *
     * @param alias the other name
     * @param name of the weight
     * @param always whether the model has one parameter for both, so that a file may lack either
     * @param condition the boolean component that says whether they are tied, and there is no weight of the alias's name; empty if
     *     the model has no such choice
     */
    record Tie(String alias, String name, boolean always, Optional<String> condition) {
        Tie(String alias, String name, boolean always) {
            this(alias, name, always, Optional.empty());
        }
    }

    /**
     * A component that must be given.
     *
     * @param key the component
     * @param divides the size that it divides, which may be its own product with another one
     * @param otherNames what others call it in the notes of a file
     */
    record Unseen(String key, String divides, List<String> otherNames) {}

    static Builder of(String model) {
        return new Builder(model);
    }

    /** Returns whether the original has a tensor of this name. */
    boolean knows(String name) {
        return isIgnored(name) || ties.stream().anyMatch(tie -> tie.alias().equals(name)) || isWeight(name);
    }

    boolean isIgnored(String name) {
        return ignored.stream().anyMatch(pattern -> pattern.matches(name));
    }

    private boolean isWeight(String name) {
        return weights.stream().anyMatch(weight -> weight.name().matches(name));
    }

    /** Returns the indices of layers in names; there may be gaps. */
    TreeSet<Integer> layers(Iterable<String> names) {
        TreeSet<Integer> layers = new TreeSet<>();
        for (String name : names) {
            weights.forEach(weight -> weight.name().layerOf(name).ifPresent(layers::add));
        }
        return layers;
    }

    boolean tellsContext() {
        return tells(CONTEXT);
    }

    /** Returns the conditions of weights that are among these names. */
    Set<String> conditions(Set<String> names) {
        Set<String> found = new TreeSet<>();
        for (String name : names) {
            weights.stream()
                    .filter(weight -> weight.name().matches(name))
                    .flatMap(weight -> weight.condition().stream())
                    .forEach(found::add);
        }
        return found;
    }

    /** Returns whether a size stands in the shapes of weights. */
    boolean tells(String size) {
        return weights.stream()
                .flatMap(weight -> weight.dimensions().stream())
                .anyMatch(dimension -> dimension.sizes().contains(size));
    }

    /** Returns all conditions that weights have. */
    Set<String> conditions() {
        Set<String> all = new TreeSet<>();
        weights.forEach(weight -> weight.condition().ifPresent(all::add));
        ties.forEach(tie -> tie.condition().ifPresent(all::add));
        return all;
    }

    /**
     * Returns all weights of a model.
     *
     * @param layers how many
     * @param holds whether a condition holds
     * @return name to weight, layer by layer
     */
    Map<String, Weight> expected(int layers, Predicate<String> holds) {
        Map<String, Weight> expected = new LinkedHashMap<>();
        Set<String> aliases = ties.stream()
                .filter(tie -> tie.condition().filter(holds).isPresent())
                .map(Tie::alias)
                .collect(Collectors.toSet());
        List<Weight> existing = weights.stream()
                .filter(weight -> weight.condition().isEmpty()
                        || holds.test(weight.condition().get()))
                .filter(weight -> !aliases.contains(weight.name().text()))
                .toList();
        for (Weight weight : existing) {
            if (!weight.name().perLayer()) {
                expected.put(weight.name().text(), weight);
                continue;
            }
            if (expected.containsKey(weight.name().at(0))) {
                continue;
            }
            for (int layer = 0; layer < layers; layer++) {
                for (Weight inLayer : existing) {
                    if (inLayer.name().perLayer()) {
                        // A weight of one layer that stands before those of all has a shape of its own.
                        expected.putIfAbsent(inLayer.name().at(layer), inLayer);
                    }
                }
            }
        }
        return expected;
    }

    /**
     * Returns a name with another beginning.
     *
     * @param name of a weight or an alias
     * @param prefix what the names begin with in place of the body's own beginning
     */
    String withPrefix(String name, String prefix) {
        return outside.contains(name) ? name : prefix + (name.startsWith(body) ? name.substring(body.length()) : name);
    }

    /** A builder of schemes, whose dimensions are products as {@link Dimension#parse} reads them. */
    static final class Builder {
        private final String model;
        private final List<Weight> weights = new ArrayList<>();
        private final List<Tie> ties = new ArrayList<>();
        private final List<NamePattern> ignored = new ArrayList<>();
        private String body = "";
        private Set<String> outside = Set.of();
        private final List<Unseen> unseen = new ArrayList<>();

        private Builder(String model) {
            this.model = model;
        }

        /** Adds a weight. */
        Builder weight(String name, String... dimensions) {
            return add(name, Optional.empty(), false, dimensions);
        }

        /** Adds the matrix of a linear layer, which files may hold transposed. */
        Builder linear(String name, String... dimensions) {
            return add(name, Optional.empty(), true, dimensions);
        }

        /** Adds a weight that the model has if a component of its configuration is true. */
        Builder weightIf(String component, String name, String... dimensions) {
            return add(name, Optional.of(component), false, dimensions);
        }

        private Builder add(String name, Optional<String> condition, boolean linear, String... dimensions) {
            List<Dimension> parsed =
                    Arrays.stream(dimensions).map(Dimension::parse).toList();
            weights.add(new Weight(new NamePattern(name), parsed, condition, linear));
            return this;
        }

        /** Adds another name of a weight. */
        Builder tied(String alias, String name) {
            ties.add(new Tie(alias, name, true));
            return this;
        }

        /** Adds a weight that the model has only if a component of its configuration is false; it is another one if that is true. */
        Builder weightUnlessTied(String component, String alias, String name, String... dimensions) {
            ties.add(new Tie(alias, name, false, Optional.of(component)));
            return add(alias, Optional.empty(), false, dimensions);
        }

        /** Lets files lack a weight that is the same as another one. */
        Builder maybeTied(String alias, String name) {
            ties.add(new Tie(alias, name, false));
            return this;
        }

        /** Adds tensors that are no weights. */
        Builder ignoring(String... names) {
            Arrays.stream(names).map(NamePattern::new).forEach(ignored::add);
            return this;
        }

        /** Sets what names of most weights may begin with, and which ones never do. */
        Builder body(String prefix, String... others) {
            body = prefix;
            outside = Set.of(others);
            return this;
        }

        /** Adds a component that must be given, as no shape tells it. */
        Builder unseen(String key, String divides, String... otherNames) {
            unseen.add(new Unseen(key, divides, List.of(otherNames)));
            return this;
        }

        WeightScheme build() {
            return new WeightScheme(
                    model,
                    List.copyOf(weights),
                    List.copyOf(ties),
                    List.copyOf(ignored),
                    body,
                    outside,
                    List.copyOf(unseen));
        }
    }
}
