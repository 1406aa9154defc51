package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.statistics.Estimate;
import org.transformerbench.api.statistics.Interval;
import org.transformerbench.api.statistics.Metric;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.api.statistics.SurvivalMedian;
import org.transformerbench.api.statistics.TimeToTarget;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Cell;
import org.transformerbench.examples.report.Document.Column;
import org.transformerbench.examples.report.Document.Heading;
import org.transformerbench.examples.report.Document.Paragraph;
import org.transformerbench.examples.report.Document.Table;

/** The section with the table of results: a row per model and learning rate, the best first. */
final class ResultPart {
    static final double NATS_PER_BIT = Math.log(2);

    /** Of fewer seeds, which often either learn or stay on a plateau, Student's interval holds the mean far too seldom. */
    private static final int FEWEST_FOR_INTERVAL = 5;

    private record Filled(Column column, Function<RunGroup, Cell> cell) {}

    private final ScopeView view;
    private final List<Filled> columns = new ArrayList<>();

    ResultPart(ScopeView view) {
        this.view = view;
    }

    List<Block> blocks() {
        column("model", false, group -> Cell.of(view.modelName(group)));
        if (view.trainersDiffer()) {
            column("trainer", false, group -> Cell.of(group.key().trainer()));
        }
        column("learning rate", true, this::learningRate);
        quality();
        targets();
        column("us per example", true, ResultPart::microsPerExample);
        column("seconds", true, group -> estimate(group, Metric.TRAINING_SECONDS, 1, 1));
        column("parameters", true, ResultPart::parameters);
        if (TrainingNotes.anyJudged(view.runs())) {
            column(TrainingNotes.HEADING, true, TrainingNotes::judgedSteps);
        }
        if (anyClearlyBest()) {
            column(BestCell.HEADING, false, BestCell::of);
        }
        column("outcome", false, ResultPart::outcome);
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Heading("Results"));
        blocks.add(new Table(
                view.groups().stream().anyMatch(group -> group.runs().size() > 1)
                        ? "Means over seeds, the best first; below each mean its standard deviation (sd) and 95 %"
                                + " interval"
                        : "One row per model" + (view.trainersDiffer() ? ", trainer" : "")
                                + " and learning rate, the best first",
                columns.stream().map(Filled::column).toList(),
                view.groups().stream().sorted(order()).map(this::row).toList()));
        blocks.add(new Paragraph(explanation()));
        return blocks;
    }

    private void column(String heading, boolean numeric, Function<RunGroup, Cell> cell) {
        columns.add(new Filled(new Column(heading, numeric), cell));
    }

    private void quality() {
        column("test loss", true, group -> estimate(group, Metric.TEST_LOSS, 1, 4));
        if (view.text()) {
            column("bits per character", true, group -> estimate(group, Metric.TEST_LOSS, NATS_PER_BIT, 4));
        }
        if (view.primaryMetric() == Metric.FULL_CONTEXT_LOSS) {
            column("test loss, full context", true, group -> estimate(group, Metric.FULL_CONTEXT_LOSS, 1, 4));
        }
        column("test accuracy", true, group -> estimate(group, Metric.TEST_ACCURACY, 1, 4));
        if (view.runs().stream().anyMatch(run -> Metric.EXACT_MATCH.of(run).isPresent())) {
            column("exact match", true, this::exactMatch);
        }
    }

    private void targets() {
        OptionalDouble target = view.target();
        if (target.isPresent()) {
            String accuracy = Numbers.percent(target.getAsDouble());
            column("steps to " + accuracy, true, group -> until(group.timeTo(target.getAsDouble()), true));
            column("seconds to " + accuracy, true, group -> until(group.timeTo(target.getAsDouble()), false));
        }
    }

    /** Orders groups: completed ones by the scope's metric, then those with a failed run, then those without results. */
    private Comparator<RunGroup> order() {
        Metric quality = view.primaryMetric();
        Comparator<RunGroup> byQuality = Comparator.comparingDouble(group -> group.estimate(quality)
                .map(estimate -> quality.higherIsBetter() ? -estimate.mean() : estimate.mean())
                .orElse(Double.POSITIVE_INFINITY));
        return Comparator.comparing((RunGroup group) -> !group.allSucceeded()).thenComparing(byQuality);
    }

    private List<Cell> row(RunGroup group) {
        return columns.stream().map(column -> column.cell().apply(group)).toList();
    }

    private Cell learningRate(RunGroup group) {
        if (group.runs().stream().allMatch(ResultTable::isLeftOut)) {
            return Cell.MISSING;
        }
        boolean rates = view.groups().stream()
                        .filter(other -> view.name(other).equals(view.name(group)))
                        .count()
                > 1;
        String rate = LearningRateText.of(group.key().learningRate());
        List<String> notes = new ArrayList<>();
        if (view.groups().stream().anyMatch(other -> other.runs().size() > 1)) {
            notes.add(Numbers.seeds(group.successfulRuns().size(), group.runs().size()));
        }
        if (rates && view.best().contains(group)) {
            notes.add("chosen");
        }
        return new Cell(rate, notes);
    }

    static Cell estimate(RunGroup group, Metric metric, double divisor, int decimals) {
        return group.estimate(metric)
                .map(estimate -> new Cell(
                        Numbers.fixed(estimate.mean() / divisor, decimals),
                        spread(
                                estimate,
                                divisor,
                                decimals,
                                metric.higherIsBetter() ? 1 : Double.MAX_VALUE,
                                group.isBimodal(metric))))
                .orElse(Cell.MISSING);
    }

    private static Cell microsPerExample(RunGroup group) {
        String bound = ResultTable.bound(group.successfulRuns());
        Cell cell = estimate(group, Metric.MICROS_PER_EXAMPLE, 1, 2);
        return bound.isEmpty() ? cell : Cell.of(bound + cell.text());
    }

    private static List<String> spread(Estimate estimate, double divisor, int decimals, double most, boolean bimodal) {
        if (estimate.count() < 2) {
            return List.of();
        }
        List<String> notes = new ArrayList<>();
        notes.add("sd " + Numbers.fixed(estimate.standardDeviation() / divisor, decimals));
        if (bimodal) {
            notes.add("two clusters");
        } else if (estimate.count() >= FEWEST_FOR_INTERVAL) {
            estimate.interval().ifPresent(interval -> notes.add(interval(possible(interval, most), divisor, decimals)));
        }
        return notes;
    }

    /** Limits an interval to possible values. Nothing here can be below zero, and no share above one. */
    private static Interval possible(Interval interval, double most) {
        return new Interval(Math.max(0, interval.low()), Math.min(most, interval.high()));
    }

    private static String interval(Interval interval, double divisor, int decimals) {
        return Numbers.fixed(interval.low() / divisor, decimals) + " to "
                + Numbers.fixed(interval.high() / divisor, decimals);
    }

    private Cell exactMatch(RunGroup group) {
        Cell cell = estimate(group, Metric.EXACT_MATCH, 1, 4);
        List<String> notes = new ArrayList<>();
        view.comparison()
                .successRate(group)
                .filter(rate -> rate.runs() > 1)
                .ifPresent(rate -> notes.add(
                        rate.successes() + " of " + rate.runs() + " reached " + Numbers.percent(rate.target())));
        notes.addAll(cell.notes());
        group.exactMatchInterval().ifPresent(interval -> notes.add("items " + interval(interval, 1, 4)));
        return new Cell(cell.text(), notes);
    }

    /** Returns the mean where all runs got there, else the median that counts the others too. */
    private static Cell until(TimeToTarget time, boolean steps) {
        String reached = time.reached() + " of " + time.runs() + " runs";
        if (time.reached() == 0) {
            return Cell.of("-", "not reached");
        }
        if (time.reached() < time.runs()) {
            SurvivalMedian median = steps ? time.medianSteps() : time.medianSeconds();
            return median.median().isPresent()
                    ? new Cell(
                            time(median.median().getAsDouble(), steps), List.of("median", ends(median, steps), reached))
                    : new Cell("-", List.of("no median", reached));
        }
        Estimate estimate = (steps ? time.steps() : time.seconds()).orElseThrow();
        return new Cell(time(estimate.mean(), steps), spread(estimate, 1, steps ? 0 : 1, Double.MAX_VALUE, false));
    }

    private static String ends(SurvivalMedian median, boolean steps) {
        String low = median.low().isPresent() ? time(median.low().getAsDouble(), steps) : "?";
        return low + " to " + (median.high().isPresent() ? time(median.high().getAsDouble(), steps) : "?");
    }

    private static String time(double value, boolean steps) {
        return steps ? Numbers.grouped(Math.round(value)) : Numbers.fixed(value, 1);
    }

    static Cell parameters(RunGroup group) {
        return group.runs().stream()
                .mapToLong(result -> result.measurements().parameters())
                .filter(count -> count > 0)
                .mapToObj(count -> Cell.of(Numbers.grouped(count)))
                .findFirst()
                .orElse(Cell.MISSING);
    }

    /** Returns how the runs ended, in a word, or several with their numbers. */
    static String outcomes(RunGroup group) {
        Map<Outcome.Kind, Long> kinds = group.runs().stream()
                .collect(Collectors.groupingBy(run -> run.outcome().kind(), LinkedHashMap::new, Collectors.counting()));
        return kinds.size() == 1
                ? kinds.keySet().iterator().next().displayName()
                : kinds.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey().displayName())
                        .collect(Collectors.joining(", "));
    }

    private static Cell outcome(RunGroup group) {
        List<String> notes = new ArrayList<>(TrainingNotes.reasons(group));
        group.unbeatenReferences().stream()
                .map(line -> "no better than " + line.name())
                .forEach(notes::add);
        return new Cell(outcomes(group), notes);
    }

    private boolean partlyReached() {
        OptionalDouble target = view.target();
        return target.isPresent()
                && view.groups().stream()
                        .map(group -> group.timeTo(target.getAsDouble()))
                        .anyMatch(time -> time.reached() > 0 && time.reached() < time.runs());
    }

    private boolean anyClearlyBest() {
        return view.runs().stream().anyMatch(run -> BestCell.clearlyBest(run).isPresent());
    }

    private String explanation() {
        boolean seeds = view.groups().stream().anyMatch(group -> group.runs().size() > 1);
        boolean items = view.groups().stream()
                .anyMatch(group -> group.exactMatchInterval().isPresent());
        return "Losses are mean cross-entropies in nats"
                + (view.text() ? ", and divided by ln 2 they are bits per character." : ".")
                + (seeds
                        ? " Intervals are Student's over seeds, cut off at what is possible; fewer than "
                                + FEWEST_FOR_INTERVAL
                                + " seeds, or outcomes in two clusters, have none that could be relied on."
                        : "")
                + (items ? " \"Items\" is Wilson's interval over all test items, as if they were independent." : "")
                + (view.groups().stream().allMatch(RunGroup::allSucceeded)
                        ? ""
                        : " Runs that diverged, failed or ended worse than guessing are in no mean and no interval, and"
                                + " have reached nothing.")
                + " \"Chosen\" is the learning rate with the "
                + (view.choosingMetric().higherIsBetter() ? "highest " : "lowest ")
                + view.choosingMetric().displayName() + " of its model."
                + (partlyReached()
                        ? " Where not all runs reached an accuracy, the median is Kaplan and Meier's estimate, which counts those"
                                + " that did not; an end of its interval that the runs do not show is \"?\"."
                        : "")
                + (view.primaryMetric() == Metric.FULL_CONTEXT_LOSS
                        ? " The models predict different targets; they are judged on those that every model sees with a full"
                                + " context."
                        : "")
                + " \"No better than\" names reference lines that the test loss does not"
                + " beat by 2 %"
                + (view.references().stream().anyMatch(line -> line.exactMatch().isPresent())
                        ? ", or where they have an exact match, that the whole interval over items does not beat."
                        : ".")
                + (anyClearlyBest() ? " " + BestCell.EXPLANATION : "")
                + TrainingNotes.explanation(view.runs())
                + (view.scope().protocol().evaluationTimed()
                        ? " Time is training time with evaluation."
                        : " Time is training time, evaluation not counted.")
                + ResultTable.tooShort(view.runs()).map(words -> " " + words).orElse("")
                + (seeds ? "" : " Numbers of one seed show a direction; repeat them before you rely on a difference.");
    }
}
