package org.transformerbench.models.compiler.batch;

import java.util.List;

/**
 * An operation of a program, as listed in a description.
 *
 * @param kernel what it does, and its sizes
 * @param variables those of SameDiff that it computes, its results last; none where it only copies
 * @param flops multiplications and additions of products, per example
 * @param floats that it leaves in buffers, per example
 * @param forward whether the logits depend on it
 * @param fellBack whether ND4J computes it, for the whole batch
 */
public record ProgramLine(
        String kernel, List<String> variables, long flops, long floats, boolean forward, boolean fellBack) {}
