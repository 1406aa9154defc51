package org.transformerbench.examples.report;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Cell;
import org.transformerbench.examples.report.Document.Figures;
import org.transformerbench.examples.report.Document.Heading;
import org.transformerbench.examples.report.Document.Items;
import org.transformerbench.examples.report.Document.Paragraph;
import org.transformerbench.examples.report.Document.Samples;
import org.transformerbench.examples.report.Document.Section;
import org.transformerbench.examples.report.Document.Table;
import org.transformerbench.examples.report.Document.Written;
import org.transformerbench.examples.report.chart.Chart;
import org.transformerbench.examples.report.chart.Charts;

/** A writer of reports as one self-contained HTML file. The template escapes whatever comes from results. */
final class HtmlWriter {
    private int ids;

    private HtmlWriter() {}

    static String of(Document document) {
        return of(document, Optional.empty());
    }

    /** Writes a page that reloads itself from time to time, if that is given. */
    static String of(Document document, Optional<Duration> reload) {
        return new HtmlWriter().write(document, reload);
    }

    private String write(Document document, Optional<Duration> reload) {
        List<Map<String, Object>> sections = new ArrayList<>();
        for (int i = 0; i < document.sections().size(); i++) {
            Section section = document.sections().get(i);
            sections.add(Map.of(
                    "id", newId("section"),
                    "heading", section.heading(),
                    "answer", unbroken(document.answers().get(i)),
                    "blocks", section.blocks().stream().map(this::view).toList()));
        }
        return Mustache.compiler()
                .compile(resource("report.html"))
                .execute(Map.of(
                        "title",
                        document.title(),
                        "style",
                        resource("report.css"),
                        "reload",
                        reload.map(Duration::toSeconds).stream().toList(),
                        "several",
                        document.sections().size() > 1,
                        "sections",
                        sections));
    }

    private Map<String, Object> view(Block block) {
        if (block instanceof Heading heading) {
            return Map.of("subheading", heading.text());
        }
        if (block instanceof Paragraph paragraph) {
            return Map.of("paragraph", unbroken(paragraph.text()));
        }
        if (block instanceof Items items) {
            return Map.of(
                    "items",
                    Map.of(
                            "lines",
                            items.items().stream().map(HtmlWriter::unbroken).toList()));
        }
        if (block instanceof Table table) {
            return Map.of("table", view(table));
        }
        if (block instanceof Samples samples) {
            return Map.of(
                    "written",
                    Map.of(
                            "heading",
                            samples.heading(),
                            "samples",
                            samples.samples().stream().map(HtmlWriter::view).toList()));
        }
        return Map.of("figures", view((Figures) block));
    }

    private Map<String, Object> view(Table table) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (List<Cell> row : table.rows()) {
            List<Map<String, Object>> cells = new ArrayList<>();
            for (int i = 1; i < row.size(); i++) {
                cells.add(cell(row.get(i), table.columns().get(i).numeric()));
            }
            rows.add(Map.of("first", cell(row.get(0), table.columns().get(0).numeric()), "cells", cells));
        }
        return Map.of(
                "id", newId("table"),
                "caption", table.caption(),
                "columns",
                        table.columns().stream()
                                .map(column ->
                                        Map.of("heading", unbroken(column.heading()), "numeric", column.numeric()))
                                .toList(),
                "rows", rows);
    }

    private static Map<String, Object> cell(Cell cell, boolean numeric) {
        return Map.of("text", cell.text(), "numeric", numeric, "notes", cell.notes());
    }

    private static Map<String, Object> view(Written written) {
        Map<String, Object> view = new HashMap<>();
        view.put("prompt", written.prompt());
        view.put("text", written.written());
        view.put("expected", written.expected().orElse(null));
        view.put("verdict", written.verdict());
        return view;
    }

    private Map<String, Object> view(Figures figures) {
        List<Map<String, Object>> charts = new ArrayList<>();
        Optional<String> missing = Charts.unavailable();
        for (Chart chart : missing.isPresent() ? List.<Chart>of() : figures.charts()) {
            charts.add(Map.of("title", chart.title(), "svg", Charts.svg(chart, newId("chart"))));
        }
        boolean legend = missing.isEmpty() && !figures.legend().isEmpty();
        return Map.of(
                "legend",
                !legend
                        ? List.of()
                        : figures.legend().stream()
                                .map(key -> Map.of("name", key.name(), "sample", Charts.sample(key.look())))
                                .toList(),
                "hasLegend",
                legend,
                "missing",
                missing.map(reason -> List.of("The charts are left out: " + reason))
                        .orElse(List.of()),
                "charts",
                charts,
                "caption",
                figures.caption());
    }

    /** Makes spaces between signs and numbers non-breaking. A sign stays beside its number. */
    private static String unbroken(String words) {
        return words.replace(" %", "\u00a0%");
    }

    private String newId(String kind) {
        ids++;
        return kind + "-" + ids;
    }

    private static String resource(String name) {
        try (InputStream in = HtmlWriter.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The program is incomplete: " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
