package org.transformerbench.examples.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * A cleanup that joins line segments into polylines, since the chart library draws a curve as one line per pair of points. Dashes
 * would begin anew with each; joined to one they run on, and take a fraction of the space.
 */
final class Polylines {
    private static final Set<String> PLACE = Set.of("x1", "y1", "x2", "y2");

    private Polylines() {}

    static void join(Element parent) {
        Element first = null;
        StringBuilder points = new StringBuilder();
        String end = "";
        for (Node child : elements(parent)) {
            Element element = (Element) child;
            boolean line = element.getNodeName().equals("line");
            if (line
                    && first != null
                    && end.equals(point(element, "1"))
                    && looks(first).equals(looks(element))) {
                points.append(' ').append(point(element, "2"));
                end = point(element, "2");
                parent.removeChild(element);
                continue;
            }
            finish(parent, first, points);
            first = line ? element : null;
            points.setLength(0);
            if (line) {
                end = point(element, "2");
                points.append(point(element, "1")).append(' ').append(end);
            }
        }
        finish(parent, first, points);
    }

    private static void finish(Element parent, Element first, StringBuilder points) {
        if (first == null || points.indexOf(" ") == points.lastIndexOf(" ")) {
            return;
        }
        Element polyline = first.getOwnerDocument().createElementNS(first.getNamespaceURI(), "polyline");
        polyline.setAttribute("points", points.toString());
        looks(first).forEach(polyline::setAttribute);
        parent.replaceChild(polyline, first);
    }

    /** Returns all attributes except the coordinates. */
    private static Map<String, String> looks(Element line) {
        Map<String, String> looks = new TreeMap<>();
        NamedNodeMap attributes = line.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Node attribute = attributes.item(i);
            if (!PLACE.contains(attribute.getNodeName())) {
                looks.put(attribute.getNodeName(), attribute.getNodeValue());
            }
        }
        return looks;
    }

    private static List<Node> elements(Element parent) {
        List<Node> elements = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element) {
                elements.add(child);
            }
        }
        return elements;
    }

    private static String point(Element line, String end) {
        return line.getAttribute("x" + end) + "," + line.getAttribute("y" + end);
    }
}
