package org.transformerbench.data.table;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * A split of rows into training, validation and test, such that rows that belong together are in one part: equal ones, and those
 * of one group. What belongs together is a <em>bundle</em>. Within each class, where there are classes, bundles are dealt in
 * random order, so that each part has its share of each class.
 */
final class Split {
    static final byte TRAIN = 0;
    static final byte VALIDATION = 1;
    static final byte TEST = 2;

    /** Of rows that are left out, because what belongs to them is in a file for validation or test. */
    static final byte NONE = 3;

    private Split() {}

    /**
     * Leaves rows out that have a relative in a part which is judged on more: of training what is in validation or test, and of
     * validation what is in test.
     *
     * @return how many
     */
    static int separate(int[] bundles, byte[] parts) {
        byte[] highest = new byte[bundles.length];
        for (int row = 0; row < bundles.length; row++) {
            highest[bundles[row]] = (byte) Math.max(highest[bundles[row]], parts[row]);
        }
        int left = 0;
        for (int row = 0; row < bundles.length; row++) {
            if (parts[row] < highest[bundles[row]]) {
                parts[row] = NONE;
                left++;
            }
        }
        return left;
    }

    /**
     * Finds what belongs together.
     *
     * @param keys equal rows of which are duplicates; rows whose hashes meet by chance are kept together too, which does no harm
     * @param groups a number for each row; empty for none
     * @return for each row the first row of its bundle
     */
    static int[] bundles(TokenColumn keys, Optional<int[]> groups) {
        int[] parents = new int[keys.rows()];
        Map<Long, Integer> firstOfKey = new HashMap<>();
        Map<Integer, Integer> firstOfGroup = new HashMap<>();
        for (int row = 0; row < parents.length; row++) {
            parents[row] = row;
            Integer same = firstOfKey.putIfAbsent(keys.hash(row), row);
            if (same != null) {
                join(parents, same, row);
            }
            if (groups.isPresent()) {
                Integer related = firstOfGroup.putIfAbsent(groups.get()[row], row);
                if (related != null) {
                    join(parents, related, row);
                }
            }
        }
        for (int row = 0; row < parents.length; row++) {
            parents[row] = root(parents, row);
        }
        return parents;
    }

    /** The lower row is the root, so that bundles are known by their first row. */
    private static void join(int[] parents, int one, int other) {
        int first = root(parents, one);
        int second = root(parents, other);
        parents[Math.max(first, second)] = Math.min(first, second);
    }

    private static int root(int[] parents, int row) {
        int at = row;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }

    /**
     * Deals bundles to the parts.
     *
     * @param bundles as {@link #bundles} finds them
     * @param rows how many rows are dealt, from the first one
     * @param stratum the class of a row; a bundle has that of its first row
     * @param parts receives the part of each row that is dealt
     */
    static void deal(
            int[] bundles,
            int rows,
            IntUnaryOperator stratum,
            double validationShare,
            double testShare,
            RandomGenerator random,
            byte[] parts) {
        int[] sizes = new int[rows];
        Map<Integer, List<Integer>> byStratum = new HashMap<>();
        List<List<Integer>> strata = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            int first = bundles[row];
            if (sizes[first]++ == 0) {
                byStratum
                        .computeIfAbsent(stratum.applyAsInt(first), key -> {
                            strata.add(new ArrayList<>());
                            return strata.get(strata.size() - 1);
                        })
                        .add(first);
            }
        }
        Quota test = new Quota(testShare);
        Quota validation = new Quota(validationShare);
        for (List<Integer> members : strata) {
            shuffle(members, random);
            int size = members.stream().mapToInt(first -> sizes[first]).sum();
            test.begin(size);
            validation.begin(size);
            // The last bundle of a class is never held out: what is tested should have been seen.
            for (int i = 0; i < members.size() - 1; i++) {
                int first = members.get(i);
                parts[first] = test.takes(sizes[first]) ? TEST : validation.takes(sizes[first]) ? VALIDATION : TRAIN;
            }
            parts[members.get(members.size() - 1)] = TRAIN;
        }
        for (int row = 0; row < rows; row++) {
            parts[row] = parts[bundles[row]];
        }
    }

    private static void shuffle(List<Integer> members, RandomGenerator random) {
        for (int last = members.size() - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            Integer member = members.get(last);
            members.set(last, members.get(other));
            members.set(other, member);
        }
    }

    /** The rows that a part should have of a class, rounded such that the sum over all classes is right. */
    private static final class Quota {
        private final BigDecimal share;
        private long seen;
        private long taken;
        private long left;

        Quota(double share) {
            this.share = BigDecimal.valueOf(share);
        }

        void begin(int rows) {
            seen += rows;
            left = share.multiply(BigDecimal.valueOf(seen))
                            .setScale(0, RoundingMode.HALF_UP)
                            .longValueExact()
                    - taken;
        }

        /** Takes a bundle that brings the part nearer to its size. */
        boolean takes(int size) {
            if (left <= 0 || size > 2 * left) {
                return false;
            }
            left -= size;
            taken += size;
            return true;
        }
    }
}
