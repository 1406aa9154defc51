package org.transformerbench.models.engine;

import java.util.List;

/** Something that makes one value of others, in slices of the batch ({@link Step}) or of all of it ({@link NativeStep}). */
interface Computation {

    /** What it reads, parts of other values included. */
    List<Value> inputs();

    /** What it computes. */
    Value output();

    /** For people: the kernel and its sizes. */
    String describe();
}
