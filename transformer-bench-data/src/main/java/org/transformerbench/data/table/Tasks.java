package org.transformerbench.data.table;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.transformerbench.api.Task;
import org.transformerbench.api.config.Require;

/**
 * Tasks on a caller's own data: a file, or rows in memory. Each replaces the installed task of its kind in a registry, and its
 * settings can be set as for any task:
 *
 * <pre>{@code
 * Task<PairsConfig> dates = Tasks.pairs(Path.of("dates.csv"));
 * Experiment experiment = Experiment.on(dates.id()).models("mlp", "nano-gpt").set("input", "spoken").build();
 * List<RunResult> runs = new ExperimentRunner(Registry.discover().with(dates)).run(experiment);
 * }</pre>
 */
public final class Tasks {
    private Tasks() {}

    /**
     * Returns a task that writes new lines like those of a file.
     *
     * @param file with one text per row, see {@link TableFormat}
     * @return the task {@code lines}
     */
    public static Task<LinesConfig> lines(Path file) {
        return new LinesTask(LinesConfig.builder().data(file).build(), Optional.empty());
    }

    /**
     * Returns a task that writes new lines like those of a list.
     *
     * @param lines the texts, copied
     * @return the task {@code lines}
     */
    public static Task<LinesConfig> lines(Collection<String> lines) {
        return new LinesTask(LinesConfig.defaults(), rows("lines", lines, line -> new String[] {line}));
    }

    /**
     * Returns a task that writes an output for each input.
     *
     * @param file with an input and an output per row, in the first two columns unless {@link PairsConfig} says otherwise
     * @return the task {@code pairs}
     */
    public static Task<PairsConfig> pairs(Path file) {
        return new PairsTask(PairsConfig.builder().data(file).build(), Optional.empty());
    }

    /**
     * Returns a task that writes an output for each input.
     *
     * @param pairs the rows, copied
     * @return the task {@code pairs}
     */
    public static Task<PairsConfig> pairs(Collection<Pair> pairs) {
        return new PairsTask(PairsConfig.defaults(), rows("pairs", pairs, pair ->
                new String[] {pair.input(), pair.output()}));
    }

    /**
     * Returns a task that finds the class of a text.
     *
     * @param file with a text and its class per row, in the first two columns unless {@link LabelsConfig} says otherwise
     * @return the task {@code labels}
     */
    public static Task<LabelsConfig> labels(Path file) {
        return new LabelsTask(LabelsConfig.builder().data(file).build(), Optional.empty());
    }

    /**
     * Returns a task that finds the class of a text.
     *
     * @param texts the rows, copied
     * @return the task {@code labels}
     */
    public static Task<LabelsConfig> labels(Collection<LabelledText> texts) {
        return new LabelsTask(LabelsConfig.defaults(), rows("texts", texts, text ->
                new String[] {text.text(), text.label()}));
    }

    private static <R> Optional<RowParts> rows(String field, Collection<R> rows, Function<R, String[]> values) {
        Require.given(field, rows);
        Require.that(!rows.isEmpty(), field, "[]", "must have rows");
        RowSource source =
                new RowList("The list of " + field, rows.stream().map(values).toList());
        return Optional.of(new RowParts(source, Optional.empty(), Optional.empty()));
    }
}
