package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.statistics.Estimate;
import org.transformerbench.api.statistics.Metric;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Heading;
import org.transformerbench.examples.report.Document.Items;

/** The section that answers in words which model is best. */
final class AnswerPart {
    private static final int MAX_VERDICTS = 15;

    private final ScopeView view;
    private final Metric quality;

    AnswerPart(ScopeView view) {
        this.view = view;
        this.quality = view.primaryMetric();
    }

    /** Returns the answer as one paragraph. */
    String answer() {
        Optional<RunGroup> winner = ranked().stream().findFirst();
        if (winner.isEmpty()) {
            return "No run has a result on test data.";
        }
        RunGroup best = winner.get();
        Estimate value = best.estimate(quality).orElseThrow();
        String text = "Best " + quality.displayName() + ": " + view.fullName(best) + " with "
                + Numbers.fixed(value.mean(), 4)
                + value.interval()
                        .map(interval -> " (95 % interval over "
                                + Numbers.seeds(value.count(), best.runs().size()) + " "
                                + Numbers.fixed(Math.max(0, interval.low()), 4) + " to "
                                + Numbers.fixed(
                                        quality.higherIsBetter() ? Math.min(1, interval.high()) : interval.high(), 4)
                                + ")")
                        .orElse(
                                value.count() > 1
                                        ? ""
                                        : best.runs().size() == 1
                                                ? " (one seed)"
                                                : " ("
                                                        + Numbers.seeds(
                                                                1, best.runs().size()) + ")")
                + ".";
        return text + clearly(best) + references(best) + fastest(best) + unlearned();
    }

    private List<RunGroup> ranked() {
        return view.best().stream()
                .filter(group -> group.estimate(quality)
                        .map(estimate -> Double.isFinite(estimate.mean()))
                        .orElse(false))
                .sorted(Comparator.comparing((RunGroup group) -> !group.allSucceeded())
                        .thenComparingDouble(group -> (quality.higherIsBetter() ? -1 : 1)
                                * group.estimate(quality).orElseThrow().mean()))
                .toList();
    }

    private String clearly(RunGroup best) {
        List<String> beaten = new ArrayList<>();
        List<String> open = new ArrayList<>();
        view.comparison().differences(view.scope(), quality).forEach(pair -> {
            if (pair.first() == best || pair.second() == best) {
                String other = view.name(pair.first() == best ? pair.second() : pair.first());
                (pair.better().filter(better -> better == best).isPresent() ? beaten : open).add(other);
            }
        });
        return (beaten.isEmpty() ? "" : " The intervals show it better than " + String.join(", ", beaten) + ".")
                + (open.isEmpty()
                        ? ""
                        : " It is open whether it is really better than " + String.join(", ", open) + ".");
    }

    /** Says that the best model beats all reference lines; which models do not is said at the end. */
    private String references(RunGroup best) {
        List<ReferenceLine> lines = best.successfulRuns().stream()
                .findFirst()
                .map(run -> run.measurements().references())
                .orElse(List.of());
        if (lines.isEmpty() || !best.unbeatenReferences().isEmpty()) {
            return "";
        }
        boolean answers = quality == Metric.EXACT_MATCH
                && lines.stream().anyMatch(line -> line.exactMatch().isPresent());
        ToDoubleFunction<ReferenceLine> error =
                answers ? line -> -line.exactMatch().orElse(0) : ReferenceLine::loss;
        ReferenceLine closest =
                lines.stream().min(Comparator.comparingDouble(error)).orElseThrow();
        return " No reference line is as good; the best of them, " + closest.name() + ", has "
                + (answers ? "an exact match of " : "a loss of ")
                + Numbers.fixed(Math.abs(error.applyAsDouble(closest)), 4) + ".";
    }

    private String fastest(RunGroup best) {
        List<RunGroup> timed = view.best().stream()
                .filter(group -> micros(group) > 0 && Double.isFinite(micros(group)))
                .sorted(Comparator.comparingDouble(AnswerPart::micros))
                .toList();
        if (timed.size() < 2 || Numbers.brief(micros(timed.get(0))).equals(Numbers.brief(micros(timed.get(1))))) {
            return "";
        }
        RunGroup first = timed.get(0);
        if (timed.stream().skip(1).anyMatch(group -> !bound(group).isEmpty())) {
            return ""; // One that was too short to be measured may be faster.
        }
        String speed =
                (bound(first).isEmpty() ? "" : "at most ") + Numbers.brief(micros(first)) + " microseconds per example";
        return first == best
                ? " It also trains fastest, in " + speed + "."
                : " Fastest in training: " + view.name(first) + " with " + speed
                        + (timed.contains(best)
                                ? ", against " + Numbers.brief(micros(best)) + " of " + view.name(best)
                                : "")
                        + ".";
    }

    private static String bound(RunGroup group) {
        return ResultTable.bound(group.successfulRuns());
    }

    private static double micros(RunGroup group) {
        return group.estimate(Metric.MICROS_PER_EXAMPLE).map(Estimate::mean).orElse(0.0);
    }

    private String unlearned() {
        List<String> names = view.best().stream()
                .filter(group -> !group.unbeatenReferences().isEmpty())
                .map(group -> view.name(group) + " ("
                        + group.unbeatenReferences().stream()
                                .map(ReferenceLine::name)
                                .collect(Collectors.joining(", "))
                        + ")")
                .toList();
        return names.isEmpty()
                ? ""
                : " No better than a reference line that needs no training: " + String.join(", ", names) + ".";
    }

    /** Returns the verdict for each pair of models. */
    List<Block> verdicts() {
        List<String> verdicts = view.comparison().verdicts(view.scope());
        if (verdicts.isEmpty()) {
            return List.of();
        }
        List<String> items = new ArrayList<>(verdicts.subList(0, Math.min(MAX_VERDICTS, verdicts.size())));
        if (verdicts.size() > items.size()) {
            items.add("and " + (verdicts.size() - items.size()) + " more pairs.");
        }
        return List.of(new Heading("Pair by pair"), new Items(items));
    }
}
