package org.transformerbench.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The properties of the build, as Maven would resolve them. */
final class ParentPom {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]+)}");

    private final Map<String, String> properties;

    private ParentPom(Map<String, String> properties) {
        this.properties = properties;
    }

    static ParentPom read() throws IOException {
        Element project = parse(Path.of("../pom.xml")).getDocumentElement();
        Map<String, String> properties = new HashMap<>();
        properties.put("project.version", child(project, "version").getTextContent());
        for (Node node = child(project, "properties").getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element property) {
                properties.put(property.getTagName(), property.getTextContent());
            }
        }
        return new ParentPom(properties);
    }

    static Document parse(Path file) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static Element child(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                return element;
            }
        }
        throw new IllegalArgumentException("no <" + name + "> in <" + parent.getTagName() + ">");
    }

    /** As with {@code -Dname=value} on the command line. */
    ParentPom with(String name, String value) {
        Map<String, String> changed = new HashMap<>(properties);
        changed.put(name, value);
        return new ParentPom(changed);
    }

    String property(String name) {
        String value = Objects.requireNonNull(properties.get(name), name);
        return REFERENCE.matcher(value).replaceAll((MatchResult reference) -> property(reference.group(1)));
    }
}
