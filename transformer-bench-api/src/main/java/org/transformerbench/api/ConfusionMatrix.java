package org.transformerbench.api;

import java.util.ArrayList;
import java.util.List;
import org.transformerbench.api.config.Require;

/**
 * The counts of the predicted classes of each true class.
 *
 * @param labels the names of the classes, C of them
 * @param counts shape (C, C): how many examples of the class of the row were taken for the class of the column
 */
public record ConfusionMatrix(List<String> labels, List<List<Long>> counts) {
    public ConfusionMatrix {
        Require.eachGiven("labels", labels);
        Require.eachGiven("counts", counts);
        labels = List.copyOf(labels);
        Require.atLeast("number of labels", labels.size(), 1);
        Require.that(labels.stream().distinct().count() == labels.size(), "labels", labels, "must not repeat a name");
        Require.that(counts.size() == labels.size(), "counts", counts.size() + " rows", "must have one for each label");
        List<List<Long>> rows = new ArrayList<>();
        for (List<Long> row : counts) {
            Require.that(row.size() == labels.size(), "counts", row, "must have a count for each label in each row");
            row.forEach(count -> Require.atLeast("counts", count, 0));
            rows.add(List.copyOf(row));
        }
        counts = List.copyOf(rows);
    }

    /**
     * Returns a matrix of counts.
     *
     * @param labels the names of the classes
     * @param counts shape (C, C), copied
     * @return the matrix
     */
    public static ConfusionMatrix of(List<String> labels, long[][] counts) {
        List<List<Long>> rows = new ArrayList<>();
        for (long[] row : counts) {
            List<Long> cells = new ArrayList<>();
            for (long count : row) {
                cells.add(count);
            }
            rows.add(cells);
        }
        return new ConfusionMatrix(labels, rows);
    }

    /**
     * Returns the number of examples of a class.
     *
     * @param label index of the class
     * @return the sum of its row
     */
    public long examples(int label) {
        return counts.get(label).stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Returns how many examples were taken for a class.
     *
     * @param label index of the class
     * @return the sum of its column
     */
    public long predictions(int label) {
        return counts.stream().mapToLong(row -> row.get(label)).sum();
    }

    /**
     * Returns how many examples of a class were taken for it.
     *
     * @param label index of the class
     * @return the count on the diagonal
     */
    public long correct(int label) {
        return counts.get(label).get(label);
    }

    /**
     * Returns the share of right ones among those that were taken for a class.
     *
     * @param label index of the class
     * @return in [0, 1]; 0 if none was taken for it
     */
    public double precision(int label) {
        return share(correct(label), predictions(label));
    }

    /**
     * Returns the share of the examples of a class that were taken for it.
     *
     * @param label index of the class
     * @return in [0, 1]; 0 if there are none
     */
    public double recall(int label) {
        return share(correct(label), examples(label));
    }

    /**
     * Returns the harmonic mean of precision and recall.
     *
     * @param label index of the class
     * @return 2 correct / (examples + predictions), in [0, 1]; 0 if there are none of either
     */
    public double f1(int label) {
        return share(2 * correct(label), examples(label) + predictions(label));
    }

    /**
     * Returns the mean of {@link #f1} over the classes that have examples, each with the same weight.
     *
     * @return in [0, 1]; 0 if no class has examples
     */
    public double macroF1() {
        double sum = 0;
        int classes = 0;
        for (int label = 0; label < labels.size(); label++) {
            if (examples(label) > 0) {
                sum += f1(label);
                classes++;
            }
        }
        return classes == 0 ? 0 : sum / classes;
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
