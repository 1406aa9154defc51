package org.transformerbench.examples.report.chart;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A cleanup of SVG drawings: it removes what the page decides, what is invisible, and superfluous digits. */
final class Cleanup {
    private static final Set<String> LEFT_TO_THE_PAGE = Set.of(
            "color-interpolation",
            "color-rendering",
            "image-rendering",
            "shape-rendering",
            "text-rendering",
            "font-family",
            "font-size",
            "font-style",
            "font-weight");
    private static final Pattern LONG_FRACTION = Pattern.compile("(\\.\\d)\\d+");
    private static final String OUTLINED_TEXT = Palette.svg(Palette.OUTLINED_TEXT);

    private Cleanup() {}

    static void of(Element element) {
        LEFT_TO_THE_PAGE.forEach(element::removeAttribute);
        Node child = element.getFirstChild();
        while (child != null) {
            Node next = child.getNextSibling();
            if (!(child instanceof Element inner) || invisible(inner)) {
                element.removeChild(child);
            } else {
                of(inner);
                if (inner.getFirstChild() == null && Set.of("g", "defs").contains(inner.getNodeName())) {
                    element.removeChild(inner);
                }
            }
            child = next;
        }
        Polylines.join(element);
        colors(element);
        if (element.hasAttribute("d")) {
            element.setAttribute(
                    "d", LONG_FRACTION.matcher(element.getAttribute("d")).replaceAll("$1"));
        }
    }

    private static boolean invisible(Element element) {
        return element.getAttribute("fill").equals(OUTLINED_TEXT)
                || element.getAttribute("fill-opacity").equals("0")
                        && element.getAttribute("stroke-opacity").equals("0");
    }

    private static void colors(Element element) {
        StringBuilder style = new StringBuilder();
        for (String attribute : List.of("fill", "stroke")) {
            String color = element.getAttribute(attribute);
            String css = Palette.css(color);
            if (!css.equals(color)) {
                style.append(attribute).append(':').append(css).append(';');
            }
        }
        if (!style.isEmpty()) {
            element.setAttribute("style", style.toString());
        }
    }
}
