package org.transformerbench.models.compiler.capture;

/** Whether the batch is one dimension with another one, in a variable that SameDiff sees. */
enum Merge {
    /** It is a dimension of its own, or there is none. */
    NONE,
    /** A dimension is (batch, that dimension of the node), row-major: all rows of the first example come first. */
    BATCH_FIRST,
    /** A dimension is (that dimension of the node, batch): the first rows of all examples come first. */
    BATCH_LAST
}
