package org.transformerbench.models.compiler.runtime;

import java.util.List;

/**
 * A part of a program that runs in micro-batches, after the calls of ND4J for the whole batch. A program that needs no ND4J is
 * one segment.
 *
 * @param calls done first, in order
 * @param instructions run on each micro-batch then, in order
 */
public record Segment(List<Nd4jCall> calls, List<Instruction> instructions) {

    public Segment {
        calls = List.copyOf(calls);
        instructions = List.copyOf(instructions);
    }
}
