package org.transformerbench.examples.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.Configs;

/** A description of a protocol in one line. */
public final class ProtocolText {
    private ProtocolText() {}

    /**
     * Describes a protocol for a terminal.
     *
     * @param protocol any
     * @return its preset, and the switches that are set otherwise
     */
    public static String brief(Protocol protocol) {
        Map<String, String> usual = switches(Protocol.named(protocol.preset()));
        Map<String, String> changed = switches(protocol);
        changed.entrySet().removeIf(entry -> entry.getValue().equals(usual.get(entry.getKey())));
        return protocol.preset() + (changed.isEmpty() ? "" : " with " + joined(changed));
    }

    /**
     * Describes a protocol for a file.
     *
     * @param protocol any
     * @return its preset and every switch
     */
    public static String full(Protocol protocol) {
        return "`" + protocol.preset() + "`: " + joined(switches(protocol));
    }

    private static String joined(Map<String, String> switches) {
        return switches.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static Map<String, String> switches(Protocol protocol) {
        ObjectNode values = new Configs().write(protocol);
        Map<String, String> switches = new LinkedHashMap<>();
        Configs.keys(Protocol.class).stream()
                .filter(key -> !key.equals("preset"))
                .forEach(key -> switches.put(
                        key, values.has(key) ? values.get(key).asText().toLowerCase(Locale.ROOT) : Configs.NONE));
        return switches;
    }
}
