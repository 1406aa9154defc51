package org.transformerbench.models.pytorch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.Excerpt;

/**
 * A reader of names as files have them: those of a module that is wrapped, say by {@code torch.compile} or for several processes,
 * have the wrappers' names in them.
 *
 * @param known whether a model has a tensor of a name
 * @param body what names may begin with and may not, see {@link WeightScheme#body()}
 */
record NameResolver(Predicate<String> known, String body) {
    /** Parts that wrappers add anywhere in a name. */
    private static final Set<String> WRAPPERS =
            Set.of("_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module");

    /** Parts that wrappers add at the beginning of a name. */
    private static final Set<String> OUTER_WRAPPERS = Set.of("module", "model");

    /**
     * Names with their counterparts.
     *
     * @param files name that the model knows to name in the file
     * @param unknown names in the file that the model does not know
     */
    record Resolved(Map<String, String> files, List<String> unknown) {}

    static NameResolver of(WeightScheme scheme) {
        return new NameResolver(scheme::knows, scheme.body());
    }

    /**
     * Finds out which tensors the names stand for.
     *
     * @throws DataException if two of them stand for one
     */
    Resolved resolve(Collection<String> names) {
        Map<String, String> files = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        for (String name : names) {
            Optional<String> found = resolve(name);
            if (found.isEmpty()) {
                unknown.add(name);
                continue;
            }
            String other = files.putIfAbsent(found.get(), name);
            if (other != null) {
                throw new DataException("'" + Excerpt.of(other) + "' and '" + Excerpt.of(name) + "' both stand for "
                        + found.get() + "; one of them must be left out");
            }
        }
        return new Resolved(files, unknown);
    }

    /** Returns whether a name stands for a tensor that the model has. */
    boolean knows(String name) {
        return resolve(name).isPresent();
    }

    private Optional<String> resolve(String name) {
        return Stream.of(name, unwrapped(name))
                .flatMap(this::forms)
                .filter(known)
                .findFirst();
    }

    private Stream<String> forms(String name) {
        return body.isEmpty()
                ? Stream.of(name)
                : Stream.of(name, body + name, name.startsWith(body) ? name.substring(body.length()) : name);
    }

    /** Returns a name without those of wrappers. */
    static String unwrapped(String name) {
        List<String> parts = Arrays.stream(name.split("\\.", -1))
                .filter(part -> !WRAPPERS.contains(part))
                .toList();
        int outer = 0;
        while (outer < parts.size() - 1 && OUTER_WRAPPERS.contains(parts.get(outer))) {
            outer++;
        }
        return String.join(".", parts.subList(outer, parts.size()));
    }
}
