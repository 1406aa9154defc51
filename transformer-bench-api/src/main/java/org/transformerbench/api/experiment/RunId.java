package org.transformerbench.api.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.transformerbench.api.config.Sha256;

/**
 * A name for all that determines a run: equal runs have equal names, in every process, locale and version of Java. It is the
 * beginning of the SHA-256 of canonical JSON: keys sorted, no white space, each number in its shortest form.
 */
final class RunId {
    private static final int BYTES = 8;
    private static final int DIGITS_OF_ANY_DOUBLE = 17;

    private RunId() {}

    /** @return 16 hexadecimal digits */
    static String of(ObjectNode specification) {
        byte[] hash = Sha256.begin().digest(canonical(specification).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, BYTES);
    }

    static String canonical(JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
            StringJoiner members = new StringJoiner(",", "{", "}");
            sorted.forEach(
                    (key, value) -> members.add(JsonNodeFactory.instance.textNode(key) + ":" + canonical(value)));
            return members.toString();
        }
        if (node.isArray()) {
            StringJoiner elements = new StringJoiner(",", "[", "]");
            node.forEach(element -> elements.add(canonical(element)));
            return elements.toString();
        }
        return node.isNumber() ? shortest(node) : node.toString();
    }

    /** Not Double.toString, whose last digits differ between versions of Java. */
    private static String shortest(JsonNode number) {
        if (number.isIntegralNumber()) {
            return plain(new BigDecimal(number.bigIntegerValue()));
        }
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            return number.toString();
        }
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < DIGITS_OF_ANY_DOUBLE; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == value) {
                return plain(rounded);
            }
        }
        return plain(exact.round(new MathContext(DIGITS_OF_ANY_DOUBLE, RoundingMode.HALF_EVEN)));
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toString();
    }
}
