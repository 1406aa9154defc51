package org.transformerbench.api.tuning;

import java.util.Arrays;
import java.util.List;
import org.transformerbench.api.config.Require;

/** A reader of ranges that are written as text. */
final class RangeText {
    private RangeText() {}

    static List<String> split(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).toList();
    }

    static boolean isNumber(String text) {
        return text.matches("[-+]?[0-9]+(\\.[0-9]*)?([eE][-+]?[0-9]+)?");
    }

    static double number(String field, String text) {
        Require.that(isNumber(text), field, text, "must be a number, or a range such as 1e-4..1e-2");
        return Double.parseDouble(text);
    }

    static double[] ends(String field, String text) {
        int dots = text.indexOf("..");
        return new double[] {
            number(field, text.substring(0, dots).strip()),
            number(field, text.substring(dots + 2).strip())
        };
    }
}
