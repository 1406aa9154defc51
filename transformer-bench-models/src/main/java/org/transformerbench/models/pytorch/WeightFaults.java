package org.transformerbench.models.pytorch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Suggestion;

/** The differences between the tensors of a file and the weights of a model, by name. */
final class WeightFaults {
    private static final int SHOWN = 10;
    /** Names among which the nearest is looked for; more are those of a file that was made to take time. */
    private static final int COMPARED = 2_000;

    private final String source;
    private final String model;
    private final List<String> lines = new ArrayList<>();

    /**
     * @param source the file
     * @param model the model's id
     */
    WeightFaults(String source, String model) {
        this.source = source;
        this.model = model;
    }

    /**
     * Adds differences of names.
     *
     * @param missing weights of the model that the file does not have
     * @param leftOver names in the file that the model does not have
     * @param found weights of the model that the file has
     */
    WeightFaults names(Collection<String> missing, Collection<String> leftOver, Collection<String> found) {
        add("missing", missing, name -> nearest(name, leftOver));
        add("left over", leftOver, name -> nearest(name, missing).or(() -> nearest(name, found)));
        return this;
    }

    /** Adds differences of shapes, each said in words. */
    WeightFaults shapes(Collection<String> differences) {
        add("of another shape", differences, difference -> Optional.empty());
        return this;
    }

    private void add(String what, Collection<String> names, Function<String, Optional<String>> nearest) {
        names.stream()
                .limit(SHOWN)
                .map(name -> what + ": " + Excerpt.of(name)
                        + nearest.apply(name)
                                .map(other -> ", the nearest is " + Excerpt.of(other))
                                .orElse(""))
                .forEach(lines::add);
        if (names.size() > SHOWN) {
            lines.add("and " + (names.size() - SHOWN) + " more " + what);
        }
    }

    private static Optional<String> nearest(String name, Collection<String> others) {
        return Suggestion.nearest(
                NameResolver.unwrapped(name), others.stream().limit(COMPARED).toList());
    }

    /**
     * Checks that there are none.
     *
     * @param other the model whose names these are; empty if there is no such model
     * @throws DataException if there are; the message lists them, one a line
     */
    void requireNone(Optional<String> other) {
        if (!lines.isEmpty()) {
            throw new DataException(source + " does not hold the weights of the model '" + model + "'"
                    + other.filter(id -> !id.equals(model))
                            .map(id -> "; the names are those of '" + id + "'")
                            .orElse("")
                    + ":\n  " + String.join("\n  ", lines));
        }
    }
}
