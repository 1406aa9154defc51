package org.transformerbench.examples.report.chart;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** An SVG picture under construction. */
final class Drawing {
    private static final String SVG = "http://www.w3.org/2000/svg";

    /** The anchor of a text: where its x lies. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    private record Text(String text, double x, double y, Anchor anchor, String kind) {}

    private final int width;
    private final int height;
    private final Document document;
    private final SVGGraphics2D graphics;
    private final List<Text> texts = new ArrayList<>();

    /**
     * Creates an empty picture.
     *
     * @param id is put before all ids, which must not occur twice in a page
     */
    Drawing(String id, int width, int height) {
        this.width = width;
        this.height = height;
        try {
            document = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
        SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
        context.setComment(null);
        context.setIDGenerator(new SVGIDGenerator() {
            @Override
            public String generateID(String prefix) {
                return id + "-" + super.generateID(prefix);
            }
        });
        graphics = new SVGGraphics2D(context, false);
        graphics.setSVGCanvasSize(new Dimension(width, height));
    }

    Graphics2D graphics() {
        return graphics;
    }

    /** Adds text in the page's font. The kind is a CSS class. */
    void text(String text, double x, double y, Anchor anchor, String kind) {
        texts.add(new Text(text, x, y, anchor, kind));
    }

    /** Returns the picture as an element for HTML, with a title and a description for those who cannot see it. */
    String finish(String id, String title, String description) {
        Element root = graphics.getRoot();
        Cleanup.of(root);
        root.setAttribute("viewBox", "0 0 " + width + " " + height);
        root.setAttribute("role", "img");
        root.setAttribute("aria-labelledby", id + "-title " + id + "-description");
        Element label = element("title", title);
        label.setAttribute("id", id + "-title");
        Element about = element("desc", description);
        about.setAttribute("id", id + "-description");
        root.insertBefore(about, root.getFirstChild());
        root.insertBefore(label, about);
        for (Text text : texts) {
            Element element = element("text", text.text());
            element.setAttribute("x", coordinate(text.x()));
            element.setAttribute("y", coordinate(text.y()));
            element.setAttribute("class", text.kind());
            element.setAttribute("text-anchor", text.anchor().name().toLowerCase(Locale.ROOT));
            element.setAttribute("stroke", "none");
            root.appendChild(element);
        }
        return serialized(root);
    }

    /** Returns the picture without any text, for use beside a text. */
    String decoration() {
        Element root = graphics.getRoot();
        Cleanup.of(root);
        root.setAttribute("viewBox", "0 0 " + width + " " + height);
        root.setAttribute("aria-hidden", "true");
        return serialized(root);
    }

    private Element element(String name, String text) {
        Element element = document.createElementNS(SVG, name);
        // Characters that XML does not know would make the page unreadable.
        element.setTextContent(text.replaceAll("[\\p{Cntrl}\\uFFFE\\uFFFF]", " "));
        return element;
    }

    private static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String serialized(Element root) {
        try {
            TransformerFactory factory = TransformerFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Transformer transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(root), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
    }
}
