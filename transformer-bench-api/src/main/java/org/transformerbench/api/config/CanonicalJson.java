package org.transformerbench.api.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * Internal: may change in any release. The one text of a JSON value, the same in every process, locale and version of Java: keys
 * sorted, no white space, each number in its shortest form.
 */
@API(status = API.Status.INTERNAL)
public final class CanonicalJson {
    private static final int DIGITS_OF_ANY_DOUBLE = 17;
    private static final String HASH_BEGINNING = "sha256:";
    private static final int DIGITS_OF_ID = 16;

    private CanonicalJson() {}

    /**
     * Hashes a JSON value by its canonical text.
     *
     * @param node any JSON
     * @return {@code "sha256:"} and 64 hexadecimal digits
     */
    public static String hash(JsonNode node) {
        MessageDigest digest = Sha256.begin();
        digest.update(text(node).getBytes(StandardCharsets.UTF_8));
        return Sha256.end(digest);
    }

    /**
     * Returns a short name of a JSON value.
     *
     * @param node any JSON
     * @return the first 16 hexadecimal digits of its {@link #hash}
     */
    public static String id(JsonNode node) {
        return hash(node).substring(HASH_BEGINNING.length(), HASH_BEGINNING.length() + DIGITS_OF_ID);
    }

    /**
     * Writes a JSON value in its canonical form.
     *
     * @param node any JSON
     * @return its canonical text
     */
    public static String text(JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
            StringJoiner members = new StringJoiner(",", "{", "}");
            sorted.forEach((key, value) -> members.add(JsonNodeFactory.instance.textNode(key) + ":" + text(value)));
            return members.toString();
        }
        if (node.isArray()) {
            StringJoiner elements = new StringJoiner(",", "[", "]");
            node.forEach(element -> elements.add(text(element)));
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
