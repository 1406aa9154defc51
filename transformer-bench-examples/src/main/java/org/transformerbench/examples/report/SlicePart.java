package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.transformerbench.api.Slice;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.result.SliceMetrics;
import org.transformerbench.api.statistics.Estimate;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Cell;
import org.transformerbench.examples.report.Document.Column;
import org.transformerbench.examples.report.Document.Heading;
import org.transformerbench.examples.report.Document.Table;

/** The section of accuracies on parts of the test data. */
final class SlicePart {
    private final ScopeView view;

    SlicePart(ScopeView view) {
        this.view = view;
    }

    List<Block> blocks() {
        List<Slice> slices = view.best().stream()
                .flatMap(group -> group.runs().stream())
                .flatMap(run -> slices(run).stream())
                .map(SliceMetrics::slice)
                .distinct()
                .toList();
        List<Block> blocks = new ArrayList<>();
        for (String cut : slices.stream().map(Slice::group).distinct().toList()) {
            List<String> names = slices.stream()
                    .filter(slice -> slice.group().equals(cut))
                    .map(Slice::name)
                    .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                    .toList();
            blocks.add(table(cut, names));
        }
        if (!blocks.isEmpty()) {
            blocks.add(0, new Heading("Parts of the test data"));
        }
        return blocks;
    }

    private static List<SliceMetrics> slices(RunResult run) {
        return run.measurements()
                .lastEvaluation()
                .test()
                .map(metrics -> metrics.slices())
                .orElse(List.of());
    }

    private Table table(String cut, List<String> names) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("model", false));
        names.forEach(name -> columns.add(new Column(name, true)));
        List<List<Cell>> rows = new ArrayList<>();
        for (RunGroup group : view.best()) {
            if (group.successfulRuns().stream().allMatch(run -> slices(run).isEmpty())) {
                continue;
            }
            List<Cell> row = new ArrayList<>();
            row.add(Cell.of(view.name(group)));
            names.forEach(name -> row.add(cell(group, new Slice(cut, name))));
            rows.add(row);
        }
        return new Table(
                view.text()
                        ? "Test loss in nats by " + cut + ", mean over seeds; below it bits per character and accuracy"
                        : "Test accuracy by " + cut + ", mean over seeds; below it the loss in nats",
                columns,
                rows);
    }

    private Cell cell(RunGroup group, Slice slice) {
        List<SliceMetrics> found = group.successfulRuns().stream()
                .flatMap(run -> slices(run).stream())
                .filter(metrics -> metrics.slice().equals(slice))
                .toList();
        if (found.isEmpty()) {
            return Cell.MISSING;
        }
        String accuracy = mean(found, SliceMetrics::accuracy, 1);
        String loss = mean(found, SliceMetrics::loss, 1);
        return view.text()
                ? Cell.of(loss, mean(found, SliceMetrics::loss, ResultPart.NATS_PER_BIT) + " bits", accuracy)
                : Cell.of(accuracy, loss);
    }

    private static String mean(List<SliceMetrics> found, ToDoubleFunction<SliceMetrics> value, double divisor) {
        double[] values = found.stream().mapToDouble(value).toArray();
        return Numbers.fixed(Estimate.of(values).mean() / divisor, 4);
    }
}
