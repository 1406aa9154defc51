package org.transformerbench.examples.scaling;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;

/**
 * A grid of many runs with the measured times of few: as many runs of each configuration, one configuration after the other as in a plan,
 * with the times of its seeds in turn. What is expected of a run is the mean of its configuration.
 *
 * @param runs in the order of the plan
 */
record MeasuredGrid(List<Run> runs) {
    private static final Path STUDY = Path.of("doc/notebook-shakespeare-steps/results.jsonl");

    /** A run with its time, and with the one that is expected before it is made. */
    record Run(double seconds, double expectedSeconds) {}

    /**
     * Makes a grid of the study of seven configurations whose budgets are steps.
     *
     * @param number of its runs
     * @param scale by which all times are multiplied
     */
    static MeasuredGrid of(int number, double scale) {
        List<List<Double>> configurations = configurations();
        int[] used = new int[configurations.size()];
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            int chosen = (int) ((long) i * configurations.size() / number);
            List<Double> seconds = configurations.get(chosen);
            double mean =
                    seconds.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
            runs.add(new Run(scale * seconds.get(used[chosen]++ % seconds.size()), scale * mean));
        }
        return new MeasuredGrid(runs);
    }

    private static List<List<Double>> configurations() {
        Map<String, List<Double>> configurations = new LinkedHashMap<>();
        for (RunResult result : new ResultsFile(STUDY).read()) {
            configurations
                    .computeIfAbsent(result.spec().model() + result.spec().modelConfig(), first -> new ArrayList<>())
                    .add(result.measurements().training().trainingSeconds()
                            + result.measurements().training().evaluationSeconds());
        }
        return List.copyOf(configurations.values());
    }

    double[] asGiven() {
        return seconds(runs);
    }

    double[] shuffled(long seed) {
        List<Run> shuffled = new ArrayList<>(runs);
        Collections.shuffle(shuffled, new Random(seed));
        return seconds(shuffled);
    }

    double[] longestExpectedFirst() {
        return seconds(runs.stream()
                .sorted(Comparator.comparingDouble(Run::expectedSeconds).reversed())
                .toList());
    }

    private static double[] seconds(List<Run> runs) {
        return runs.stream().mapToDouble(Run::seconds).toArray();
    }
}
