package org.transformerbench.models;

import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.tuning.SearchRange;
import org.transformerbench.api.tuning.SearchSpace;

/** Defaults that the configurations of the models share. */
final class Sizes {
    /**
     * Longest context for which the notebook's small sizes (addition) are the default; longer ones get those for Shakespeare.
     */
    private static final int LONGEST_SHORT_CONTEXT = 32;

    private Sizes() {}

    static boolean isShort(SequenceShape shape) {
        return shape.contextLength() <= LONGEST_SHORT_CONTEXT;
    }

    static void requireTransformer(int modelWidth, int layers, int heads) {
        Require.atLeast("modelWidth", modelWidth, 1);
        Require.atLeast("layers", layers, 1);
        Require.atLeast("heads", heads, 1);
    }

    static void requireTransformer(int modelWidth, int layers, int heads, double layerNormEpsilon) {
        requireTransformer(modelWidth, layers, heads);
        Require.positive("layerNormEpsilon", layerNormEpsilon);
    }

    /** Adds the sizes of a Transformer, up to twice the width of the default configurations. */
    static SearchSpace search(SearchSpace space, SequenceShape shape) {
        return space.withSize(
                        "modelWidth",
                        isShort(shape) ? SearchRange.integers(8, 32, 4) : SearchRange.integers(16, 128, 16))
                .withSize("layers", SearchRange.integers(1, 8, 1))
                .withSize("heads", SearchRange.choices("1", "2", "4", "8"))
                .dividing("heads", "modelWidth");
    }
}
