package org.transformerbench.models.compiler.op;

import java.util.List;

/**
 * Operations of SameDiff that ND4J computes together for the whole batch, since the compiler does not support them, or they let
 * examples influence each other. No graph belongs to it: sessions of equal graphs share it.
 *
 * @param operations SameDiff's names of them in their graph, in the order of its definition
 * @param kinds what kinds of operation they are, each once
 * @param variables all that they make, the outputs last
 * @param inputs values that it reads and that have gradients: hidden states, and what is computed of parameters
 * @param placeholders tokens and dropout masks that it reads
 * @param outputs values that are read elsewhere
 * @param cause why the compiler leaves them to ND4J
 */
public record Region(
        List<String> operations,
        List<String> kinds,
        List<String> variables,
        List<BoundaryVariable> inputs,
        List<String> placeholders,
        List<BoundaryVariable> outputs,
        String cause) {

    /** Prefix in listings before the names of the operations. */
    public static final String PREFIX = "ND4J: ";

    public Region {
        operations = List.copyOf(operations);
        kinds = List.copyOf(kinds);
        variables = List.copyOf(variables);
        inputs = List.copyOf(inputs);
        placeholders = List.copyOf(placeholders);
        outputs = List.copyOf(outputs);
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("outputs is empty; the operations " + operations + " must have some");
        }
        boolean batched = outputs.get(0).shape().batched();
        if (outputs.stream().anyMatch(output -> output.shape().batched() != batched)) {
            throw new IllegalArgumentException(
                    "outputs are " + outputs + "; must all be of each example, or all the same for all examples");
        }
    }

    /**
     * Returns whether each example has its own outputs.
     *
     * @return false if the region depends on parameters alone
     */
    public boolean isBatched() {
        return outputs.get(0).shape().batched();
    }

    /**
     * Returns the number of elements of all outputs.
     *
     * @return per example, if each has its own
     */
    public int size() {
        return outputs.stream().map(output -> output.shape().size()).reduce(0, Math::addExact);
    }

    /**
     * Returns a title for listings.
     *
     * @return as in {@code ND4J: sin, elu}
     */
    public String title() {
        return PREFIX + String.join(", ", kinds);
    }

    /** Formats the region with the reason. */
    @Override
    public String toString() {
        return title() + " (" + cause + ")";
    }
}
