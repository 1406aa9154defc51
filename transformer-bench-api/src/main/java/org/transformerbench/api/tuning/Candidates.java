package org.transformerbench.api.tuning;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.random.HaltonSequenceGenerator;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;

/**
 * The configurations of a search, quasi-random: a Halton sequence with permuted digits, all points of which are moved by one
 * random vector modulo 1. Sources: Bergstra and Bengio, "Random Search for Hyper-Parameter Optimization", JMLR 2012; Cranley and
 * Patterson, "Randomization of Number Theoretic Methods for Multiple Integration", SIAM J. Numer. Anal. 1976.
 */
public final class Candidates {
    /** So many points in a row that no configuration comes of are taken for proof that there is none. */
    private static final int MOST_REFUSED = 1000;

    private static final int MOST_DIMENSIONS = 40;

    private final SearchSpace space;
    private final Predicate<Map<String, String>> accepted;
    private final HaltonSequenceGenerator points;
    private final double[] shift;
    private final List<Map<String, String>> found = new ArrayList<>();
    private final Set<Map<String, String>> known = new HashSet<>();
    private boolean exhausted;

    /**
     * Creates a sequence before its first configuration.
     *
     * @param space at least one value
     * @param random moves the points
     * @param accepted whether a configuration is valid and inside the limits
     */
    public Candidates(SearchSpace space, RandomGenerator random, Predicate<Map<String, String>> accepted) {
        int dimensions = space.ranges().size();
        Require.between("ranges", dimensions, 1, MOST_DIMENSIONS);
        this.space = space;
        this.accepted = accepted;
        this.points = new HaltonSequenceGenerator(dimensions);
        this.shift = random.doubles(dimensions).toArray();
    }

    /**
     * Returns a configuration. No two are equal.
     *
     * @param number from 0
     * @return name to value; empty if there are no more in the space
     * @throws ConfigException if there is none at all that is valid and inside the limits
     */
    public Optional<Map<String, String>> get(int number) {
        while (found.size() <= number && !exhausted) {
            search();
        }
        return number < found.size() ? Optional.of(found.get(number)) : Optional.empty();
    }

    private void search() {
        for (int i = 0; i < MOST_REFUSED; i++) {
            double[] point = points.nextVector();
            Map<String, String> values = new LinkedHashMap<>();
            int dimension = 0;
            for (Map.Entry<String, SearchRange> range : space.ranges().entrySet()) {
                values.put(range.getKey(), range.getValue().at((point[dimension] + shift[dimension]) % 1));
                dimension++;
            }
            if (!known.contains(values) && space.allows(values) && accepted.test(values)) {
                found.add(values);
                known.add(values);
                return;
            }
        }
        if (found.isEmpty()) {
            throw new ConfigException(
                    "No configuration in the search space is valid and inside the limits; " + MOST_REFUSED
                            + " were looked at: allow more parameters or flops, or widen "
                            + String.join(", ", space.ranges().keySet()));
        }
        exhausted = true;
    }
}
