package org.transformerbench.examples.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The colour, dashes and marker that distinguish a series. The colours are keys only; the style sheet says for light and for dark
 * what {@code --series-1} and so on are.
 */
final class SeriesStyle {
    private static final List<Color> COLORS = List.of(
            new Color(0x0B5CAD),
            new Color(0xB3410E),
            new Color(0x1A7A4C),
            new Color(0x7B3FA0),
            new Color(0x8A6100),
            new Color(0xB0246A),
            new Color(0x0F7583),
            new Color(0x5B5B5B));

    private static final List<float[]> DASHES = List.of(
            new float[] {},
            new float[] {6, 3},
            new float[] {2, 2},
            new float[] {9, 3, 2, 3},
            new float[] {12, 4},
            new float[] {4, 2, 1, 2, 1, 2});

    private static final List<Marker> MARKERS = List.of(
            SeriesMarkers.CIRCLE,
            SeriesMarkers.SQUARE,
            SeriesMarkers.TRIANGLE_UP,
            SeriesMarkers.DIAMOND,
            SeriesMarkers.TRIANGLE_DOWN);

    static final int COUNT = COLORS.size();

    private SeriesStyle() {}

    static Color color(int look) {
        return COLORS.get(Math.floorMod(look, COLORS.size()));
    }

    static Marker marker(int look) {
        return MARKERS.get(Math.floorMod(look, MARKERS.size()));
    }

    static BasicStroke stroke(int look) {
        float[] dashes = DASHES.get(Math.floorMod(look, DASHES.size()));
        float width = 1.8f;
        return dashes.length == 0
                ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
                : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
    }
}
