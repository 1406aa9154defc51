package org.transformerbench.examples.report;

import java.util.List;
import java.util.Optional;
import org.transformerbench.examples.report.chart.Chart;

/**
 * The content of a report, independent of HTML or Markdown.
 *
 * @param title the heading of all
 * @param answers the answer in words, one per section
 * @param sections in order
 */
record Document(String title, List<String> answers, List<Section> sections) {
    Document {
        answers = List.copyOf(answers);
        sections = List.copyOf(sections);
    }

    /** The part of one scope. */
    record Section(String heading, List<Block> blocks) {
        Section {
            blocks = List.copyOf(blocks);
        }
    }

    /** A piece of a section. */
    sealed interface Block permits Heading, Paragraph, Items, Table, Figures, Samples {}

    /** A heading. */
    record Heading(String text) implements Block {}

    /** Running text. */
    record Paragraph(String text) implements Block {}

    /** A list of short statements. */
    record Items(List<String> items) implements Block {
        Items {
            items = List.copyOf(items);
        }
    }

    /** A column of a table. */
    record Column(String heading, boolean numeric) {}

    /** A table cell: its text, and below it smaller text that belongs to it. */
    record Cell(String text, List<String> notes) {
        static final Cell MISSING = of("-");

        Cell {
            notes = List.copyOf(notes);
        }

        static Cell of(String text, String... notes) {
            return new Cell(text, List.of(notes));
        }
    }

    /** A table with headings; the first column names the row. */
    record Table(String caption, List<Column> columns, List<List<Cell>> rows) implements Block {
        Table {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /** A legend entry. */
    record Key(String name, int look) {}

    /** Charts side by side. */
    record Figures(List<Key> legend, List<Chart> charts, String caption) implements Block {
        Figures {
            legend = List.copyOf(legend);
            charts = List.copyOf(charts);
        }
    }

    /** A text that a model generated. */
    record Written(String prompt, String written, Optional<String> expected, String verdict) {}

    /** The texts that one model generated. */
    record Samples(String heading, List<Written> samples) implements Block {
        Samples {
            samples = List.copyOf(samples);
        }
    }
}
