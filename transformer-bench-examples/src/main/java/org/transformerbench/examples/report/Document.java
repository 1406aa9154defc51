package org.transformerbench.examples.report;

import java.util.List;
import java.util.Optional;
import org.transformerbench.examples.report.chart.Chart;

/**
 * What a report says, before it is HTML or Markdown.
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

    /** A scope's part. */
    record Section(String heading, List<Block> blocks) {
        Section {
            blocks = List.copyOf(blocks);
        }
    }

    /** A piece of a section. */
    sealed interface Block permits Heading, Paragraph, Items, Table, Figures, Samples {}

    /** The heading of what follows. */
    record Heading(String text) implements Block {}

    /** Running text. */
    record Paragraph(String text) implements Block {}

    /** Short statements. */
    record Items(List<String> items) implements Block {
        Items {
            items = List.copyOf(items);
        }
    }

    /** A table's column. */
    record Column(String heading, boolean numeric) {}

    /** A table's cell: what it says, and in smaller letters below it what belongs to it. */
    record Cell(String text, List<String> notes) {
        static final Cell MISSING = of("-");

        Cell {
            notes = List.copyOf(notes);
        }

        static Cell of(String text, String... notes) {
            return new Cell(text, List.of(notes));
        }
    }

    /** Rows under headings; the first column names the row. */
    record Table(String caption, List<Column> columns, List<List<Cell>> rows) implements Block {
        Table {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /** What a look in a chart stands for. */
    record Key(String name, int look) {}

    /** Charts side by side. */
    record Figures(List<Key> legend, List<Chart> charts, String caption) implements Block {
        Figures {
            legend = List.copyOf(legend);
            charts = List.copyOf(charts);
        }
    }

    /** What a model wrote. */
    record Written(String prompt, String written, Optional<String> expected, String verdict) {}

    /** What one model wrote. */
    record Samples(String heading, List<Written> samples) implements Block {
        Samples {
            samples = List.copyOf(samples);
        }
    }
}
