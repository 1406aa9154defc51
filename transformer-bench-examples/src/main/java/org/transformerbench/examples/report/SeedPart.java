package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.statistics.ImprovementProbability;
import org.transformerbench.api.statistics.Interval;
import org.transformerbench.api.statistics.Metric;
import org.transformerbench.api.statistics.PerformanceProfile;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Cell;
import org.transformerbench.examples.report.Document.Column;
import org.transformerbench.examples.report.Document.Heading;
import org.transformerbench.examples.report.Document.Paragraph;
import org.transformerbench.examples.report.Document.Table;

/** The section that shows what seeds and learning rates do to each model. */
final class SeedPart {
    private static final double[] SHARES = {0.5, 0.9, 0.99};
    private static final double HUNDREDTHS = 100;

    private record Filled(Column column, Function<RunGroup, Cell> cell) {}

    private final ScopeView view;
    private final Metric metric;
    private final List<RunGroup> ranked;
    private final List<Filled> columns = new ArrayList<>();

    SeedPart(ScopeView view) {
        this.view = view;
        this.metric = view.primaryMetric();
        this.ranked = view.comparison().ranked(view.scope());
    }

    List<Block> blocks() {
        boolean seeds = ranked.stream().anyMatch(group -> group.values(metric).length > 1);
        boolean rates = ranked.stream()
                .anyMatch(group -> view.comparison().rateStability(group).isPresent());
        if (!seeds && !rates) {
            return List.of();
        }
        column("model", false, group -> Cell.of(view.name(group)));
        if (seeds) {
            seeds();
        }
        if (rates) {
            column("over a decade of rates", true, this::rates);
        }
        return List.of(
                new Heading("Seeds and learning rates"),
                new Table(
                        "How " + metric.displayName() + " depends on seed and learning rate, the best model first",
                        columns.stream().map(Filled::column).toList(),
                        ranked.stream()
                                .map(group -> columns.stream()
                                        .map(column -> column.cell().apply(group))
                                        .toList())
                                .toList()),
                new Paragraph(explanation(seeds, rates)));
    }

    private void column(String heading, boolean numeric, Function<RunGroup, Cell> cell) {
        columns.add(new Filled(new Column(heading, numeric), cell));
    }

    private void seeds() {
        OptionalDouble target = view.target();
        if (target.isPresent() && metric == Metric.EXACT_MATCH) {
            column("reached " + Numbers.percent(target.getAsDouble()), true, this::success);
        }
        column("interquartile mean", true, this::interquartileMean);
        double[] scores = scores();
        for (int i = 0; i < scores.length; i++) {
            int score = i;
            column(
                    (metric.higherIsBetter() ? "runs >= " : "runs <= ") + Numbers.brief(scores[i]),
                    true,
                    group -> share(PerformanceProfile.of(group.values(metric), metric.higherIsBetter(), scores)
                            .points()
                            .get(score)));
        }
        column("better than " + view.name(ranked.get(0)), true, this::improvement);
    }

    /** Returns the scores of the profile: usual ones for shares, quartiles of all runs for losses. */
    private double[] scores() {
        if (metric.higherIsBetter()) {
            return SHARES;
        }
        double[] all = ranked.stream()
                .flatMapToDouble(group -> Arrays.stream(group.values(metric)))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return Arrays.stream(new double[] {0.25, 0.5, 0.75})
                .map(share -> Math.ceil(all[(int) Math.floor(share * (all.length - 1))] * HUNDREDTHS) / HUNDREDTHS)
                .distinct()
                .toArray();
    }

    private Cell success(RunGroup group) {
        return view.comparison()
                .successRate(group)
                .map(rate -> Cell.of(rate.successes() + " of " + rate.runs(), interval(rate.interval(), 2)))
                .orElse(Cell.MISSING);
    }

    private Cell interquartileMean(RunGroup group) {
        return group.interquartileMean(metric)
                .map(mean -> new Cell(
                        Numbers.fixed(mean.value(), 4),
                        mean.interval().map(interval -> interval(interval, 4)).stream()
                                .toList()))
                .map(cell -> group.isBimodal(metric) ? with(cell, "two clusters") : cell)
                .orElse(Cell.MISSING);
    }

    private static Cell with(Cell cell, String note) {
        List<String> notes = new ArrayList<>(cell.notes());
        notes.add(note);
        return new Cell(cell.text(), notes);
    }

    private static Cell share(PerformanceProfile.Point point) {
        return cell(point.share(), point.interval());
    }

    private Cell improvement(RunGroup group) {
        if (group == ranked.get(0)) {
            return Cell.MISSING;
        }
        ImprovementProbability better =
                ImprovementProbability.of(group.values(metric), ranked.get(0).values(metric), metric.higherIsBetter());
        return cell(better.value(), better.interval());
    }

    private static Cell cell(double share, Optional<Interval> interval) {
        return new Cell(
                Numbers.fixed(share, 2),
                interval.map(found -> interval(found, 2)).stream().toList());
    }

    private Cell rates(RunGroup group) {
        return view.comparison()
                .rateStability(group)
                .map(stability -> Cell.of(
                        Double.isFinite(stability.spread()) ? Numbers.fixed(stability.spread(), 4) : "-",
                        Numbers.fixed(stability.best(), 4) + " to "
                                + (Double.isFinite(stability.worst()) ? Numbers.fixed(stability.worst(), 4) : "none"),
                        stability.rates() + " rates, " + LearningRateText.of(stability.lowestRate()) + " to "
                                + LearningRateText.of(stability.highestRate())))
                .orElse(Cell.MISSING);
    }

    private static String interval(Interval interval, int decimals) {
        return Numbers.fixed(interval.low(), decimals) + " to " + Numbers.fixed(interval.high(), decimals);
    }

    private String explanation(boolean seeds, boolean rates) {
        String words = !seeds
                ? ""
                : "The interquartile mean leaves out a quarter of the runs at each end. \"Runs\" is the share of the runs that are at"
                        + " least as good as a score, \"better than\" the chance that a run is better than one of the best model, ties"
                        + " counting half. Their intervals are from 2,000 bootstrap samples, for five runs or more; that of the"
                        + " runs that reached a target is Wilson's. \"Two clusters\": the widest gap between the runs is at least five"
                        + " times as wide as those on either side of it lie apart.";
        return rates
                ? (words.isEmpty() ? "" : words + " ") + "\"Over a decade of rates\" is the spread of the mean "
                        + view.choosingMetric().displayName()
                        + " over the learning rates within a factor of ten around the chosen"
                        + " one: how much tuning a model needs."
                : words;
    }
}
