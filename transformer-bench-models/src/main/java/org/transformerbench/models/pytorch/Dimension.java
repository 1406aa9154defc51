package org.transformerbench.models.pytorch;

import java.util.ArrayList;
import java.util.List;

/**
 * The size of one dimension of a tensor: a number times sizes of the model.
 *
 * @param factor at least 1
 * @param sizes names of sizes, at least one
 */
record Dimension(int factor, List<String> sizes) {

    /** Parses a product such as {@code "3*modelWidth"} or {@code "vocabularySize*outputPositions"}. */
    static Dimension parse(String text) {
        int factor = 1;
        List<String> sizes = new ArrayList<>();
        for (String part : text.split("\\*")) {
            if (Character.isDigit(part.charAt(0))) {
                factor *= Integer.parseInt(part);
            } else {
                sizes.add(part);
            }
        }
        return new Dimension(factor, List.copyOf(sizes));
    }

    @Override
    public String toString() {
        return (factor == 1 ? "" : factor + "*") + String.join("*", sizes);
    }
}
