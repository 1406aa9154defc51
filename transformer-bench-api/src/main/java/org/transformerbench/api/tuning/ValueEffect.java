package org.transformerbench.api.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The effect of one searched value on the score: the share of the variance of the scores' ranks that lies between groups of
 * configurations with a similar value, epsilon squared of Kelley, "An Unbiased Correlation Ratio Measure", PNAS 1935. It finds
 * optima inside a range too, and no interactions of values.
 *
 * @param key the name of the value
 * @param share 0 for no effect, 1 where it decides alone; empty if too few configurations were tried
 */
public record ValueEffect(String key, OptionalDouble share) {
    private static final int GROUPS = 4;
    private static final int LEAST_PER_GROUP = 3;

    /**
     * Estimates an effect from trials on one rung.
     *
     * @param key the name of the value
     * @param trials on one rung, of one model
     * @return the effect
     */
    static ValueEffect of(String key, List<Trial> trials) {
        List<Trial> byScore = trials.stream()
                .sorted(Comparator.comparing(
                        (Trial trial) -> trial.score().orElse(null), Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
        Map<Trial, Double> ranks = new LinkedHashMap<>();
        for (int i = 0; i < byScore.size(); i++) {
            ranks.put(byScore.get(i), (double) i);
        }
        List<List<Double>> groups = groups(key, trials, ranks);
        int n = trials.size();
        if (groups.size() < 2 || n < LEAST_PER_GROUP * groups.size()) {
            return new ValueEffect(key, OptionalDouble.empty());
        }
        double mean = (n - 1) / 2.0;
        double total =
                ranks.values().stream().mapToDouble(rank -> square(rank - mean)).sum();
        double within = groups.stream().mapToDouble(ValueEffect::squares).sum();
        double share = 1 - (within / (n - groups.size())) / (total / (n - 1));
        return new ValueEffect(key, OptionalDouble.of(Math.max(0, share)));
    }

    private static List<List<Double>> groups(String key, List<Trial> trials, Map<Trial, Double> ranks) {
        Map<String, List<Double>> byValue = new LinkedHashMap<>();
        boolean few =
                trials.stream().map(trial -> trial.values().get(key)).distinct().count() <= GROUPS;
        if (few || !trials.get(0).places().containsKey(key)) {
            trials.forEach(trial -> byValue.computeIfAbsent(trial.values().get(key), value -> new ArrayList<>())
                    .add(ranks.get(trial)));
            return List.copyOf(byValue.values());
        }
        List<Trial> sorted = trials.stream()
                .sorted(Comparator.comparingDouble(trial -> trial.places().get(key)))
                .toList();
        List<List<Double>> groups = new ArrayList<>();
        for (int group = 0; group < GROUPS; group++) {
            groups.add(sorted.subList(group * sorted.size() / GROUPS, (group + 1) * sorted.size() / GROUPS).stream()
                    .map(ranks::get)
                    .toList());
        }
        return groups;
    }

    private static double squares(List<Double> group) {
        double mean = group.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        return group.stream().mapToDouble(rank -> square(rank - mean)).sum();
    }

    private static double square(double value) {
        return value * value;
    }
}
