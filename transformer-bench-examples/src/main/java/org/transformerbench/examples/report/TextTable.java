package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of text, formatted with aligned columns or as Markdown. */
final class TextTable {
    /** The width of a line that fits into most terminals. */
    static final int TERMINAL = 120;

    private static final String GAP = "  ";

    private final List<String> headings;
    private final List<Boolean> numeric;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Creates an empty table.
     *
     * @param headings one per column
     * @param numeric whether a column is aligned to the right
     */
    TextTable(List<String> headings, List<Boolean> numeric) {
        this.headings = List.copyOf(headings);
        this.numeric = List.copyOf(numeric);
    }

    void add(List<String> cells) {
        if (cells.size() != headings.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + headings.size() + " columns");
        }
        rows.add(cells.stream().map(cell -> cell.replaceAll("\\R", " ")).toList());
    }

    String text() {
        StringBuilder text = new StringBuilder();
        line(text, headings);
        List<String> rule = new ArrayList<>();
        for (int column = 0; column < headings.size(); column++) {
            rule.add("-".repeat(width(column)));
        }
        line(text, rule);
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    /** Returns the width of the longest line. */
    int width() {
        return IntStream.range(0, headings.size()).map(this::width).sum() + GAP.length() * (headings.size() - 1);
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        markdownLine(text, headings);
        markdownLine(text, numeric.stream().map(right -> right ? "---:" : "---").toList());
        rows.forEach(row -> markdownLine(
                text, row.stream().map(cell -> cell.replace("|", "\\|")).toList()));
        return text.toString();
    }

    private void line(StringBuilder text, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String padding = " ".repeat(width(column) - cells.get(column).length());
            line.append(column == 0 ? "" : GAP);
            line.append(numeric.get(column) ? padding + cells.get(column) : cells.get(column) + padding);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static void markdownLine(StringBuilder text, List<String> cells) {
        text.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private int width(int column) {
        return rows.stream()
                .mapToInt(row -> row.get(column).length())
                .reduce(headings.get(column).length(), Math::max);
    }
}
