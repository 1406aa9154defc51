package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.transformerbench.api.tuning.ExpectedBest;
import org.transformerbench.api.tuning.ModelTuning;
import org.transformerbench.api.tuning.Trial;
import org.transformerbench.api.tuning.TrialScore;
import org.transformerbench.api.tuning.ValueEffect;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Cell;
import org.transformerbench.examples.report.Document.Column;
import org.transformerbench.examples.report.Document.Figures;
import org.transformerbench.examples.report.Document.Heading;
import org.transformerbench.examples.report.Document.Items;
import org.transformerbench.examples.report.Document.Key;
import org.transformerbench.examples.report.Document.Paragraph;
import org.transformerbench.examples.report.Document.Table;
import org.transformerbench.examples.report.TuningNames.Named;
import org.transformerbench.examples.report.chart.Axis;
import org.transformerbench.examples.report.chart.Chart;
import org.transformerbench.examples.report.chart.Curve;
import org.transformerbench.examples.report.chart.LineChart;

/** The section of the search for values: what was tried and chosen, what mattered, and what more tuning would bring. */
final class TuningPart {
    private static final int SHOWN_TRIALS = 10;
    private static final int DECIMALS = 4;

    private final List<Named> tunings;

    TuningPart(List<Named> tunings) {
        this.tunings = tunings;
    }

    List<Block> blocks() {
        if (tunings.isEmpty()) {
            return List.of();
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(chosen());
        List<String> warnings =
                tunings.stream().flatMap(named -> atBorder(named).stream()).toList();
        if (!warnings.isEmpty()) {
            blocks.add(new Heading("Winners at the border of a range"));
            blocks.add(new Items(warnings));
        }
        blocks.add(new Heading("Expected best score against tuning budget"));
        blocks.add(expected());
        charts().ifPresent(blocks::add);
        blocks.add(
                new Paragraph("The expected best validation score of n configurations, estimated from those that were"
                        + " tried, and the 95 % interval of the best (Dodge et al. 2019). A configuration that was stopped early"
                        + " counts with the score that it had then."));
        blocks.add(new Heading("Which values mattered"));
        blocks.add(effects());
        blocks.add(
                new Paragraph("Share of the variance of the scores' ranks on the first rung that lies between groups of"
                        + " similar values (epsilon squared): 0 for no effect. It shows no interactions of values."));
        for (Named named : tunings) {
            blocks.add(new Heading("Tried: " + named.name()));
            blocks.add(tried(named));
        }
        return blocks;
    }

    /** Returns how much was tried, in a sentence; there must be a tuning. */
    String answer() {
        Map<String, List<Named>> searches =
                tunings.stream().collect(Collectors.groupingBy(Named::shared, LinkedHashMap::new, Collectors.toList()));
        return "Before the runs, values were searched on validation data. "
                + searches.entrySet().stream()
                        .map(search -> search.getKey() + ": " + configurations(search.getValue()))
                        .collect(Collectors.joining("; "))
                + ".";
    }

    private static String configurations(List<Named> searches) {
        StringJoiner text = new StringJoiner(", ");
        for (Named named : searches) {
            int count = named.tuning().configurations();
            String noun = text.length() > 0 ? "" : count == 1 ? " configuration" : " configurations";
            text.add(count
                    + noun
                    + (named.number().isPresent()
                            ? " in search " + named.number().getAsLong()
                            : ""));
        }
        return text.toString();
    }

    /** Returns a sentence for each value of the winner that lies at the border of its range. */
    static List<String> atBorder(Named named) {
        return named.tuning().winner().stream()
                .flatMap(winner -> named.tuning().atBorder().stream()
                        .map(key -> named.name() + ": " + key + " "
                                + winner.values().get(key) + " lies at the "
                                + (winner.places().get(key) < 1 / 2.0 ? "lower" : "upper")
                                + " end of its range; better values may lie outside"))
                .toList();
    }

    private Block chosen() {
        List<List<Cell>> rows = tunings.stream()
                .map(named -> List.of(
                        Cell.of(named.name()),
                        Cell.of(Integer.toString(named.tuning().configurations())),
                        Cell.of(Numbers.grouped(named.tuning().steps())),
                        Cell.of(Numbers.fixed(named.tuning().seconds(), 1)),
                        named.tuning()
                                .winner()
                                .map(winner -> Cell.of(share(winner)))
                                .orElse(Cell.MISSING),
                        named.tuning()
                                .winner()
                                .flatMap(Trial::score)
                                .map(score -> Cell.of(text(score)))
                                .orElse(Cell.MISSING),
                        named.tuning()
                                .winner()
                                .map(winner -> Cell.of(values(winner)))
                                .orElse(Cell.MISSING)))
                .toList();
        return new Table(
                "What was tried on validation data, and what was chosen",
                List.of(
                        new Column("model", false),
                        new Column("configurations", true),
                        new Column("steps", true),
                        new Column("seconds", true),
                        new Column("budget reached", true),
                        new Column("validation score", true),
                        new Column("chosen values", false)),
                rows);
    }

    private static String share(Trial trial) {
        return Numbers.percent(trial.share());
    }

    private static String text(TrialScore score) {
        String loss = "loss " + Numbers.fixed(score.loss(), DECIMALS);
        return score.exactMatch().isPresent()
                ? "exact match " + Numbers.fixed(score.exactMatch().getAsDouble(), DECIMALS) + ", " + loss
                : loss;
    }

    private static String values(Trial trial) {
        return trial.values().entrySet().stream()
                .map(value -> value.getKey() + " " + value.getValue())
                .collect(Collectors.joining(", "));
    }

    private Block expected() {
        List<List<Cell>> rows = new ArrayList<>();
        for (Named tuning : tunings) {
            List<ExpectedBest> curve = tuning.tuning().expectedBest();
            for (int n = 1; n <= curve.size(); n *= 2) {
                rows.add(row(tuning, curve.get(n - 1)));
            }
            int count = curve.size();
            if (count > 0 && Integer.bitCount(count) != 1) {
                rows.add(row(tuning, curve.get(count - 1)));
            }
        }
        return new Table(
                "Expected best validation score",
                List.of(
                        new Column("model", false),
                        new Column("configurations", true),
                        new Column("about seconds", true),
                        new Column("score", false),
                        new Column("expected best", true),
                        new Column("interval", true)),
                rows);
    }

    private static List<Cell> row(Named named, ExpectedBest best) {
        ModelTuning tuning = named.tuning();
        return List.of(
                Cell.of(named.name()),
                Cell.of(Integer.toString(best.configurations())),
                Cell.of(Numbers.fixed(tuning.seconds() * best.configurations() / tuning.configurations(), 1)),
                Cell.of(tuning.byExactMatch() ? "exact match" : "loss"),
                Cell.of(Numbers.fixed(best.mean(), DECIMALS)),
                Cell.of(Numbers.fixed(best.low(), DECIMALS) + " to " + Numbers.fixed(best.high(), DECIMALS)));
    }

    private Optional<Block> charts() {
        List<Chart> charts = new ArrayList<>();
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < tunings.size(); i++) {
            keys.add(new Key(tunings.get(i).name(), i));
        }
        for (boolean answers : new boolean[] {true, false}) {
            List<Curve> curves = new ArrayList<>();
            for (int i = 0; i < tunings.size(); i++) {
                ModelTuning tuning = tunings.get(i).tuning();
                if (tuning.byExactMatch() == answers && tuning.expectedBest().size() > 1) {
                    curves.add(new Curve(
                            tunings.get(i).name(),
                            i,
                            tuning.expectedBest().stream()
                                    .map(best -> new Curve.Point(
                                            best.configurations(), best.mean(), best.low(), best.high()))
                                    .toList()));
                }
            }
            if (!curves.isEmpty()) {
                String score = answers ? "exact match" : "loss";
                charts.add(new LineChart(
                        "Expected best validation " + score,
                        "Expected best validation " + score + " by number of configurations",
                        Axis.linear("configurations"),
                        Axis.linear(score),
                        curves,
                        List.of()));
            }
        }
        return charts.isEmpty()
                ? Optional.empty()
                : Optional.of(new Figures(
                        keys,
                        charts,
                        "Line: expected best of so many configurations. Band: 95 % interval of the best."));
    }

    private Block effects() {
        Map<String, Map<String, String>> byKey = new LinkedHashMap<>();
        for (Named named : tunings) {
            for (ValueEffect effect : named.tuning().effects()) {
                byKey.computeIfAbsent(effect.key(), key -> new LinkedHashMap<>())
                        .put(
                                named.name(),
                                effect.share().isPresent()
                                        ? Numbers.fixed(effect.share().getAsDouble(), 2)
                                        : "too few tried");
            }
        }
        List<Column> columns = new ArrayList<>(List.of(new Column("value", false)));
        tunings.forEach(named -> columns.add(new Column(named.name(), true)));
        List<List<Cell>> rows = new ArrayList<>();
        byKey.forEach((key, shares) -> {
            List<Cell> cells = new ArrayList<>(List.of(Cell.of(key)));
            tunings.forEach(named ->
                    cells.add(shares.containsKey(named.name()) ? Cell.of(shares.get(named.name())) : Cell.MISSING));
            rows.add(cells);
        });
        return new Table("Effect of each value", columns, rows);
    }

    private static Block tried(Named named) {
        ModelTuning tuning = named.tuning();
        List<Trial> best = tuning.last().stream()
                .sorted(Comparator.comparingInt(Trial::rung)
                        .reversed()
                        .thenComparing(
                                trial -> trial.score().orElse(null), Comparator.nullsLast(Comparator.reverseOrder())))
                .limit(SHOWN_TRIALS)
                .toList();
        List<List<Cell>> rows = best.stream()
                .map(trial -> List.of(
                        Cell.of(values(trial)),
                        Cell.of(share(trial)),
                        Cell.of(Numbers.grouped(trial.steps())),
                        trial.score().map(score -> Cell.of(text(score))).orElse(Cell.of(trial.outcome()))))
                .toList();
        return new Table(
                String.format(
                        Locale.ROOT,
                        "%d of %d configurations of %s, those that reached most of the budget first",
                        best.size(),
                        tuning.configurations(),
                        named.name()),
                List.of(
                        new Column("values", false),
                        new Column("budget reached", true),
                        new Column("steps", true),
                        new Column("validation score", true)),
                rows);
    }
}
