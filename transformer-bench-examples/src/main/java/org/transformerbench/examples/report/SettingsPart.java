package org.transformerbench.examples.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.config.Sha256;
import org.transformerbench.api.result.Provenance;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.Origin;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Cell;
import org.transformerbench.examples.report.Document.Column;
import org.transformerbench.examples.report.Document.Heading;
import org.transformerbench.examples.report.Document.Items;
import org.transformerbench.examples.report.Document.Table;

/** The section with all that is needed to judge or repeat a result. */
final class SettingsPart {
    private final ScopeView view;
    private final List<RunResult> runs;

    SettingsPart(ScopeView view) {
        this.view = view;
        this.runs = view.runs();
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        List<String> troubles = new ArrayList<>(ResultTable.troubles(runs));
        view.comparison().seedsWithDifferentData(view.scope()).forEach(seed -> troubles.add(differentData(seed)));
        if (!troubles.isEmpty()) {
            blocks.add(new Heading(
                    runs.stream().anyMatch(ResultTable::isLeftOut)
                            ? "Runs that went wrong or were left out"
                            : "Runs that went wrong"));
            blocks.add(new Items(troubles));
        }
        references(blocks);
        blocks.add(new Heading("Protocol and settings"));
        blocks.add(new Items(settings()));
        blocks.add(new Heading("Made with"));
        blocks.add(new Items(provenance()));
        return blocks;
    }

    private static String differentData(long seed) {
        return "runs of seed " + seed
                + " were made with different data, as its source has changed between them: they are"
                + " not compared with each other; the same command again makes those that are out of date";
    }

    private void references(List<Block> blocks) {
        boolean answers =
                view.references().stream().anyMatch(line -> line.exactMatch().isPresent());
        List<List<Cell>> rows =
                view.references().stream().map(line -> row(line, answers)).toList();
        if (!rows.isEmpty()) {
            blocks.add(new Heading("Reference lines"));
            blocks.add(new Table(
                    "What can be reached on the test data without a trained model"
                            + (view.text()
                                    ? "; an n-gram sees what a model sees, the characters of the target's window"
                                    : "")
                            + (runs.stream()
                                                    .map(result -> result.spec().seed())
                                                    .distinct()
                                                    .count()
                                            > 1
                                    ? ", mean over the data of the seeds"
                                    : ""),
                    columns(answers),
                    rows));
        }
    }

    private List<Column> columns(boolean answers) {
        List<Column> columns = new ArrayList<>(List.of(
                new Column("reference", false),
                new Column("loss (nats)", true),
                new Column(view.text() ? "bits per character" : "loss (bits)", true),
                new Column("accuracy", true)));
        if (answers) {
            columns.add(new Column("exact match", true));
        }
        return columns;
    }

    private static List<Cell> row(ReferenceLine line, boolean answers) {
        List<Cell> cells = new ArrayList<>(List.of(
                Cell.of(line.name()),
                Cell.of(Numbers.fixed(line.loss(), 4)),
                Cell.of(Numbers.fixed(line.loss() / ResultPart.NATS_PER_BIT, 4)),
                share(line.accuracy())));
        if (answers) {
            cells.add(share(line.exactMatch()));
        }
        return cells;
    }

    private static Cell share(OptionalDouble share) {
        return share.isPresent() ? Cell.of(Numbers.fixed(share.getAsDouble(), 4)) : Cell.MISSING;
    }

    private List<String> settings() {
        List<String> items = new ArrayList<>();
        // The text is made for Markdown; here the writers decide on such things.
        items.add("protocol " + ProtocolText.full(view.scope().protocol()).replace("`", ""));
        items.addAll(distinct(run -> "task " + run.spec().task() + ": " + task(run.spec())));
        items.addAll(distinct(
                run -> "model " + run.spec().model() + ": " + values(run.spec().modelConfig())));
        items.addAll(trainings());
        items.add("learning rates "
                + String.join(
                        ", ", distinct(run -> LearningRateText.of(run.spec().learningRate()))));
        items.add("seeds "
                + String.join(", ", distinct(run -> Long.toString(run.spec().seed()))));
        return items;
    }

    /** Returns the settings of the training; where they differ, each with the names of the models that were trained so. */
    private List<String> trainings() {
        Map<String, Set<String>> models = new LinkedHashMap<>();
        for (RunResult run : runs) {
            ObjectNode training = new Configs().write(run.spec().trainingConfig());
            training.remove("learningRate");
            models.computeIfAbsent(
                            " with " + run.spec().trainer() + ": " + values(training), key -> new LinkedHashSet<>())
                    .add(run.spec().model());
        }
        boolean differ = models.size() > 1;
        return models.entrySet().stream()
                .map(entry ->
                        "training" + (differ ? " of " + String.join(", ", entry.getValue()) : "") + entry.getKey())
                .toList();
    }

    /** Returns the settings of a task, and which files it read. */
    private static String task(RunSpec spec) {
        return values(spec.completeTaskConfig())
                + spec.dataChecksum().map(sum -> ", data " + Sha256.brief(sum)).orElse("");
    }

    private List<String> provenance() {
        List<String> items = new ArrayList<>();
        items.addAll(distinct(run -> "transformer-bench " + run.provenance().version()));
        items.add("first run " + started(true) + ", last run " + started(false));
        items.addAll(studies());
        // A run that failed before its session was open knows no backend.
        items.addAll(distinct(run -> "backend " + run.provenance().backend() + ", threads: "
                + run.provenance().threads()
                + (run.provenance().parallelRuns() > 1
                        ? ", " + run.provenance().parallelRuns() + " runs at once, so that each took longer"
                        : "")));
        items.addAll(distinct(run ->
                "Java " + run.provenance().java() + ", " + run.provenance().javaVm()));
        items.addAll(distinct(run -> machine(run.provenance())));
        runs.forEach(run -> run.spec().continuedFrom().ifPresent(origin -> items.add(continued(run, origin))));
        return items;
    }

    /** Describes where results come from several studies in one folder, or from one whose title was changed. */
    private List<String> studies() {
        Map<String, Long> titles = runs.stream()
                .collect(Collectors.groupingBy(
                        run -> run.provenance()
                                .study()
                                .map(title -> "the study \"" + title + "\"")
                                .orElse("a study without a title"),
                        LinkedHashMap::new,
                        Collectors.counting()));
        return titles.size() == 1
                ? List.of()
                : titles.entrySet().stream()
                        .map(title -> title.getValue() + " of " + runs.size() + " runs made for " + title.getKey())
                        .toList();
    }

    private static String continued(RunResult run, Origin origin) {
        return run.spec().model() + ", learning rate "
                + LearningRateText.of(run.spec().learningRate()) + ", seed "
                + run.spec().seed()
                + ": continued from the run " + origin.spec().runId() + " at its step " + origin.steps() + " ("
                + values(new Configs().write(origin.spec().trainingConfig())) + ")";
    }

    private static String machine(Provenance made) {
        return made.operatingSystem() + ", " + made.processor() + ", processors: " + made.processors();
    }

    private String started(boolean first) {
        return runs.stream()
                .map(run -> run.provenance().started())
                .reduce((one, other) -> one.isBefore(other) == first ? one : other)
                .map(Object::toString)
                .orElse("unknown");
    }

    private List<String> distinct(Function<RunResult, String> line) {
        return runs.stream().map(line).distinct().toList();
    }

    static String values(ObjectNode config) {
        return config.properties().stream()
                .map(entry -> entry.getKey() + " " + Configs.text(entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
