package org.transformerbench.examples.report.chart;

import java.awt.Color;
import java.util.HashMap;
import java.util.Map;

/** The colours of drawings, and the CSS variables that replace them. */
final class Palette {
    /** The colour in which the library draws letters as outlines. They are taken out again. */
    static final Color OUTLINED_TEXT = new Color(0xFE01FD);

    static final Color GRID = new Color(0xE2E4E8);
    static final Color AXIS = new Color(0x8A9099);
    static final Color LEVEL = new Color(0x4F5661);
    static final Color WHISKER = new Color(0x14171C);
    static final Color NOTHING = new Color(0, 0, 0, 0);

    private static final Map<String, String> VARIABLES = variables();

    private Palette() {}

    private static Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        variables.put(svg(GRID), "--chart-grid");
        variables.put(svg(AXIS), "--chart-axis");
        variables.put(svg(LEVEL), "--chart-level");
        variables.put(svg(WHISKER), "--chart-text");
        for (int look = 0; look < SeriesStyle.COUNT; look++) {
            variables.put(svg(SeriesStyle.color(look)), "--series-" + (look + 1));
        }
        return Map.copyOf(variables);
    }

    /** Returns the colour in the notation of the SVG generator. */
    static String svg(Color color) {
        return "rgb(" + color.getRed() + "," + color.getGreen() + "," + color.getBlue() + ")";
    }

    /** Returns the CSS value for a colour of a finished drawing; the colour itself if it has no variable. */
    static String css(String color) {
        String variable = VARIABLES.get(color);
        return variable == null ? color : "var(" + variable + ", " + color + ")";
    }
}
