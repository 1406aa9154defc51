package org.transformerbench.models.compiler.capture;

/** The way in which a SameDiff variable merges the batch with another dimension. */
enum BatchMerge {
    /** The batch is a dimension of its own, or there is none. */
    NONE,
    /** The merged dimension is (batch, dimension of the node), row-major: all rows of the first example come first. */
    BATCH_FIRST,
    /** The merged dimension is (dimension of the node, batch): the first rows of all examples come first. */
    BATCH_LAST
}
