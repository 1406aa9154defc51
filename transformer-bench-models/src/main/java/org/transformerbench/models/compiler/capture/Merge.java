package org.transformerbench.models.compiler.capture;

/** Whether the batch is one dimension with another one, in a variable that SameDiff sees. */
enum Merge {
    /** It is a dimension of its own, or there is none. */
    NONE,
    /** The first dimension is (batch, first dimension of the node), row-major: all rows of the first example come first. */
    BATCH_FIRST,
    /** The first dimension is (first dimension of the node, batch): the first rows of all examples come first. */
    BATCH_LAST
}
