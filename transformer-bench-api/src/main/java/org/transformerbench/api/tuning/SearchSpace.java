package org.transformerbench.api.tuning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.config.Suggestion;

/**
 * The values of a model and of its training that are searched, with their ranges.
 *
 * <pre>{@code
 * Model<?> model = Registry.discover().model("nano-gpt");
 * SearchSpace space = SearchSpace.standard(model.configType())
 *         .withSize("modelWidth", SearchRange.integers(8, 64, 8))
 *         .withSize("heads", SearchRange.choices("1", "2", "4"))
 *         .dividing("heads", "modelWidth");
 * }</pre>
 *
 * @param ranges name of a value of the training or of the model's configuration to its range; a name that both have is the training's
 * @param sizes the names of those that decide on the number of parameters; they are searched under a limit of the size only
 * @param rules what must hold between values, beside what the configuration checks itself
 */
public record SearchSpace(Map<String, SearchRange> ranges, Set<String> sizes, List<Divides> rules) {

    /**
     * A rule that one integer divides another.
     *
     * @param divisor the name of the divisor
     * @param dividend the name of the integer without a remainder
     */
    public record Divides(String divisor, String dividend) {
        public Divides {
            Require.given("divisor", divisor);
            Require.given("dividend", dividend);
        }

        boolean holds(Map<String, String> values) {
            return !values.containsKey(divisor)
                    || !values.containsKey(dividend)
                    || Long.parseLong(values.get(dividend)) % Long.parseLong(values.get(divisor)) == 0;
        }
    }

    public SearchSpace {
        Require.given("ranges", ranges);
        Require.given("sizes", sizes);
        Require.eachGiven("rules", rules);
        ranges.forEach((key, range) -> Require.given("ranges." + key, range));
        Set<String> known = ranges.keySet();
        sizes.forEach(size -> Require.that(known.contains(size), "sizes", size, "must be one of %s", known));
        ranges = Collections.unmodifiableMap(new LinkedHashMap<>(ranges));
        sizes = Collections.unmodifiableSet(new LinkedHashSet<>(sizes));
        rules = List.copyOf(rules);
    }

    /**
     * Returns the space of a model that declares nothing: learning rate, weight decay, warm-up, and dropout if its configuration
     * has a value of this name.
     *
     * @param config the type of the model's configuration
     * @return the space
     */
    public static SearchSpace standard(Class<? extends Record> config) {
        SearchSpace space = new SearchSpace(Map.of(), Set.of(), List.of())
                .with("learningRate", SearchRange.logarithmic(1e-4, 1e-1))
                .with("weightDecay", SearchRange.logarithmic(1e-4, 1e-1))
                .with("warmupSteps", SearchRange.choices("0", "20", "100"));
        boolean dropout = Configs.components(config).stream()
                .anyMatch(component -> component.getName().equals("dropout") && component.getType() == double.class);
        return dropout ? space.with("dropout", SearchRange.choices("0.0", "0.1", "0.2")) : space;
    }

    /**
     * Adds a value, or replaces its range.
     *
     * @param key its name
     * @param range its range
     * @return a changed copy
     */
    public SearchSpace with(String key, SearchRange range) {
        Map<String, SearchRange> more = new LinkedHashMap<>(ranges);
        more.put(key, range);
        return new SearchSpace(more, sizes, rules);
    }

    /**
     * Adds a value that decides on the number of parameters.
     *
     * @param key its name
     * @param range its range
     * @return a changed copy
     */
    public SearchSpace withSize(String key, SearchRange range) {
        Set<String> more = new LinkedHashSet<>(sizes);
        more.add(key);
        return new SearchSpace(with(key, range).ranges, more, rules);
    }

    /**
     * Adds a rule.
     *
     * @param divisor the name of an integer
     * @param dividend the name of another, which it must divide
     * @return a changed copy
     */
    public SearchSpace dividing(String divisor, String dividend) {
        List<Divides> more = new ArrayList<>(rules);
        more.add(new Divides(divisor, dividend));
        return new SearchSpace(ranges, sizes, more);
    }

    /**
     * Leaves values out.
     *
     * @param keys their names; others than those of the space have no effect
     * @return a changed copy
     */
    public SearchSpace without(Collection<String> keys) {
        Map<String, SearchRange> fewer = new LinkedHashMap<>(ranges);
        fewer.keySet().removeAll(keys);
        Set<String> fewerSizes = new LinkedHashSet<>(sizes);
        fewerSizes.removeAll(keys);
        return new SearchSpace(fewer, fewerSizes, rules);
    }

    /**
     * Narrows a value.
     *
     * @param key its name
     * @param text the part of its range, see {@link SearchRange#narrowed}
     * @return a changed copy
     * @throws ConfigException if the space has no such value, or the part is not inside
     */
    public SearchSpace narrowed(String key, String text) {
        if (!ranges.containsKey(key)) {
            throw new ConfigException("Unknown key '" + key + "' of a search space"
                    + Suggestion.didYouMean(key, ranges.keySet()) + " Known here: "
                    + String.join(", ", ranges.keySet()));
        }
        return with(key, ranges.get(key).narrowed(key, text));
    }

    /**
     * Returns whether the rules hold.
     *
     * @param values name to value
     * @return whether every rule whose values are both there holds
     */
    public boolean allows(Map<String, String> values) {
        return rules.stream().allMatch(rule -> rule.holds(values));
    }
}
