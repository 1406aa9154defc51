package org.transformerbench.models.pytorch;

import java.util.OptionalInt;

/**
 * The name of one tensor, or of one per layer.
 *
 * @param text the name, with {@value #LAYER} in place of the layer's index
 */
record NamePattern(String text) {
    static final String LAYER = "{layer}";

    /** More digits than any file has layers. */
    private static final int MOST_DIGITS = 6;

    boolean perLayer() {
        return text.contains(LAYER);
    }

    /** Returns the name for a layer; the same for all where there is one tensor only. */
    String at(int layer) {
        return text.replace(LAYER, Integer.toString(layer));
    }

    boolean matches(String name) {
        return perLayer() ? layerOf(name).isPresent() : text.equals(name);
    }

    /** Returns the layer that a name belongs to; empty if it has another form, or this pattern has no layers. */
    OptionalInt layerOf(String name) {
        int mark = text.indexOf(LAYER);
        if (mark < 0) {
            return OptionalInt.empty();
        }
        String end = text.substring(mark + LAYER.length());
        int digits = name.length() - mark - end.length();
        if (digits < 1 || digits > MOST_DIGITS || !name.startsWith(text.substring(0, mark)) || !name.endsWith(end)) {
            return OptionalInt.empty();
        }
        String index = name.substring(mark, mark + digits);
        boolean number = index.chars().allMatch(letter -> letter >= '0' && letter <= '9');
        return number && (digits == 1 || index.charAt(0) != '0')
                ? OptionalInt.of(Integer.parseInt(index))
                : OptionalInt.empty();
    }
}
