package org.transformerbench.api.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.RunResult;

/**
 * The runs of two groups that have a seed in common, before they are tested.
 *
 * @param pair of them, not tested
 * @param firstRuns at least one
 * @param secondRuns those of the same seeds
 */
record Pairing(PairedDifference pair, List<RunResult> firstRuns, List<RunResult> secondRuns) {

    /** Pairs the successful runs that have a metric; empty if no two of them have a seed and its data in common. */
    static Optional<Pairing> of(Comparison comparison, RunGroup first, RunGroup second, Metric metric) {
        List<RunResult> firstRuns = new ArrayList<>();
        List<RunResult> secondRuns = new ArrayList<>();
        for (RunResult one : first.successfulRuns()) {
            for (RunResult other : second.successfulRuns()) {
                if (one.spec().seed() == other.spec().seed()
                        && Comparison.sameData(one, other)
                        && metric.of(one).isPresent()
                        && metric.of(other).isPresent()) {
                    firstRuns.add(one);
                    secondRuns.add(other);
                }
            }
        }
        if (firstRuns.isEmpty()) {
            return Optional.empty();
        }
        double[] ones = values(firstRuns, metric);
        double[] others = values(secondRuns, metric);
        double[] differences = new double[ones.length];
        for (int i = 0; i < ones.length; i++) {
            differences[i] = ones[i] - others[i];
        }
        PairedDifference pair = new PairedDifference(
                first,
                second,
                metric,
                Estimate.of(differences),
                PairTest.none(),
                comparison.effort(first),
                comparison.effort(second));
        return Optional.of(new Pairing(pair, firstRuns, secondRuns));
    }

    private static double[] values(List<RunResult> runs, Metric metric) {
        return runs.stream()
                .map(metric::of)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
    }

    /** Tests all pairs. Those that are not comparable get no verdict, and so are not corrected for. */
    static List<PairedDifference> tested(List<Pairing> pairings, double level) {
        int pairs =
                (int) pairings.stream().filter(each -> each.pair().comparable()).count();
        List<PairTest> tests = pairings.stream()
                .map(each -> each.test(Math.max(1, pairs), level))
                .toList();
        double[] adjusted = Holm.adjusted(IntStream.range(0, tests.size())
                .filter(i -> pairings.get(i).pair().comparable())
                .mapToDouble(i -> tests.get(i).rawPValue())
                .toArray());
        List<PairedDifference> tested = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < tests.size(); i++) {
            boolean comparable = pairings.get(i).pair().comparable();
            tested.add(pairings.get(i).with(comparable ? tests.get(i).corrected(adjusted[next++]) : tests.get(i)));
        }
        return List.copyOf(tested);
    }

    private PairTest test(int pairs, double level) {
        Metric metric = pair.metric();
        return PairTest.of(
                values(firstRuns, metric),
                values(secondRuns, metric),
                metric.higherIsBetter(),
                pairs,
                level,
                metric == Metric.EXACT_MATCH ? items() : Optional.empty());
    }

    private PairedDifference with(PairTest test) {
        return new PairedDifference(
                pair.first(),
                pair.second(),
                pair.metric(),
                pair.difference(),
                test,
                pair.firstEffort(),
                pair.secondEffort());
    }

    /** Returns the interval of the difference in exact match over all test items; empty if it is not known how many there were. */
    private Optional<Interval> items() {
        long answers = answers(firstRuns);
        long others = answers(secondRuns);
        return answers == 0 || others == 0
                ? Optional.empty()
                : Optional.of(Interval.ofShareDifference(right(firstRuns), answers, right(secondRuns), others));
    }

    private static long answers(List<RunResult> runs) {
        return runs.stream().mapToLong(run -> test(run).answers()).sum();
    }

    private static long right(List<RunResult> runs) {
        return runs.stream()
                .mapToLong(run ->
                        Math.round(test(run).answers() * test(run).exactMatch().orElse(0)))
                .sum();
    }

    private static Metrics test(RunResult run) {
        return run.measurements().lastEvaluation().test().orElseThrow();
    }
}
