package org.transformerbench.examples.report;

import java.util.regex.Pattern;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Cell;
import org.transformerbench.examples.report.Document.Column;
import org.transformerbench.examples.report.Document.Figures;
import org.transformerbench.examples.report.Document.Heading;
import org.transformerbench.examples.report.Document.Items;
import org.transformerbench.examples.report.Document.Paragraph;
import org.transformerbench.examples.report.Document.Samples;
import org.transformerbench.examples.report.Document.Section;
import org.transformerbench.examples.report.Document.Table;
import org.transformerbench.examples.report.Document.Written;

/** A writer of reports as Markdown. Charts are left out; what they show is in words and tables. */
final class MarkdownWriter {
    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_<>\\[\\]]");

    private final StringBuilder text = new StringBuilder();

    private MarkdownWriter() {}

    static String of(Document document) {
        MarkdownWriter writer = new MarkdownWriter();
        writer.write(document);
        return writer.text.toString();
    }

    private void write(Document document) {
        paragraph("# " + escaped(document.title()));
        boolean several = document.sections().size() > 1;
        for (int i = 0; i < document.sections().size(); i++) {
            String about = several ? "**" + escaped(document.sections().get(i).heading()) + ".** " : "";
            paragraph(about + escaped(document.answers().get(i)));
        }
        for (Section section : document.sections()) {
            paragraph("## " + escaped(section.heading()));
            section.blocks().forEach(this::write);
        }
        text.setLength(text.length() - 1);
    }

    private void write(Block block) {
        if (block instanceof Heading heading) {
            paragraph("### " + escaped(heading.text()));
        } else if (block instanceof Paragraph words) {
            paragraph(escaped(words.text()));
        } else if (block instanceof Items items) {
            items.items()
                    .forEach(item -> text.append("- ").append(escaped(item)).append('\n'));
            text.append('\n');
        } else if (block instanceof Table table) {
            write(table);
        } else if (block instanceof Samples samples) {
            write(samples);
        } else if (block instanceof Figures figures) {
            figures.charts()
                    .forEach(chart -> text.append("- ")
                            .append(escaped(chart.title() + ". " + chart.description()))
                            .append('\n'));
            text.append('\n');
        }
    }

    private void write(Table table) {
        paragraph(escaped(table.caption()) + ":");
        TextTable rows = new TextTable(
                table.columns().stream()
                        .map(Column::heading)
                        .map(MarkdownWriter::escaped)
                        .toList(),
                table.columns().stream().map(Column::numeric).toList());
        table.rows()
                .forEach(row -> rows.add(row.stream().map(MarkdownWriter::cell).toList()));
        text.append(rows.markdown()).append('\n');
    }

    private static String cell(Cell cell) {
        return escaped(cell.text() + (cell.notes().isEmpty() ? "" : " (" + String.join("; ", cell.notes()) + ")"));
    }

    private void write(Samples samples) {
        paragraph("#### " + escaped(samples.heading()));
        for (Written sample : samples.samples()) {
            String expected = sample.expected()
                    .map(right -> "\n" + sample.verdict() + ", expected: " + right)
                    .orElse("");
            // Indented is preformatted, whatever is in it.
            paragraph(("prompt: " + sample.prompt() + "\nwritten: " + sample.written() + expected)
                    .replaceAll("\\R", "\n")
                    .indent(4)
                    .stripTrailing());
            // Between two indented blocks, or they become one.
            paragraph("<!-- -->");
        }
    }

    private void paragraph(String words) {
        text.append(words).append("\n\n");
    }

    private static String escaped(String words) {
        return SPECIAL.matcher(words.replaceAll("\\R", " ")).replaceAll("\\\\$0");
    }
}
