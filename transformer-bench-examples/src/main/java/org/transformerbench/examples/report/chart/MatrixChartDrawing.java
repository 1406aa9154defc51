package org.transformerbench.examples.report.chart;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/** A matrix of squares. Columns have numbers, since names would not fit; each row shows its number before its name. */
final class MatrixChartDrawing {
    private static final int CELL = 38;
    private static final int HEAD = 26;
    private static final int FOOT = 22;
    /** How much of a cell's side the largest square takes. */
    private static final double LARGEST = 0.86;

    private static final int DIAGONAL_LOOK = 0;
    private static final int OTHER_LOOK = 1;

    private final MatrixChart chart;
    private final int left;
    private final int width;
    private final int height;

    MatrixChartDrawing(MatrixChart chart) {
        this.chart = chart;
        int size = chart.names().size();
        double widest = 0;
        for (int row = 0; row < size; row++) {
            widest = Math.max(widest, ChartStyle.width(name(row)));
        }
        this.left = (int) Math.ceil(widest) + 8;
        this.width = left + size * CELL + 8;
        this.height = HEAD + size * CELL + FOOT;
    }

    private String name(int row) {
        return row + 1 + "  " + chart.names().get(row);
    }

    String svg(String id) {
        Drawing drawing = new Drawing(id, width, height);
        int size = chart.names().size();
        grid(drawing.graphics(), size);
        for (int row = 0; row < size; row++) {
            double middle = HEAD + (row + 0.5) * CELL;
            drawing.text(name(row), left - 8, middle + 4, Drawing.Anchor.END, "tick name");
            drawing.text(String.valueOf(row + 1), left + (row + 0.5) * CELL, HEAD - 8, Drawing.Anchor.MIDDLE, "tick");
            for (int column = 0; column < size; column++) {
                square(drawing.graphics(), row, column);
                if (chart.counts().get(row).get(column) > 0) {
                    drawing.text(
                            String.valueOf(chart.counts().get(row).get(column)),
                            left + (column + 0.5) * CELL,
                            middle + 4,
                            Drawing.Anchor.MIDDLE,
                            "value");
                }
            }
        }
        drawing.text("taken for", width - 6, height - 6, Drawing.Anchor.END, "axis-title");
        return drawing.finish(id, chart.title(), chart.description());
    }

    private void grid(Graphics2D graphics, int size) {
        graphics.setColor(Palette.GRID);
        graphics.setStroke(new BasicStroke(1));
        for (int line = 0; line <= size; line++) {
            int at = line * CELL;
            graphics.draw(new Line2D.Double(left, HEAD + at, left + size * CELL, HEAD + at));
            graphics.draw(new Line2D.Double(left + at, HEAD, left + at, HEAD + size * CELL));
        }
    }

    private void square(Graphics2D graphics, int row, int column) {
        double side = Math.sqrt(chart.share(row, column)) * CELL * LARGEST;
        if (side >= 1) {
            graphics.setColor(SeriesStyle.color(row == column ? DIAGONAL_LOOK : OTHER_LOOK));
            graphics.fill(new Rectangle2D.Double(
                    left + (column + 0.5) * CELL - side / 2, HEAD + (row + 0.5) * CELL - side / 2, side, side));
        }
    }
}
