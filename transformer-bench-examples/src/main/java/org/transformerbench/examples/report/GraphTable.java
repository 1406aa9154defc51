package org.transformerbench.examples.report;

import java.util.List;
import java.util.Optional;
import org.transformerbench.models.engine.GraphDescription;
import org.transformerbench.models.engine.GraphDescription.OperationDescription;

/** A description of how a model was lowered, laid out for a terminal. */
public final class GraphTable {
    private GraphTable() {}

    /**
     * Formats a description.
     *
     * @param graph what to show
     * @param recomputation why a decoder computes the whole text anew for each token; empty if it keeps keys and values
     * @return one line per operation, with totals; or the reason why there are none
     */
    public static String text(GraphDescription graph, Optional<String> recomputation) {
        if (graph.fallback().isPresent()) {
            return fallback(graph.model(), graph.fallback().get()) + "\n";
        }
        TextTable table = new TextTable(
                List.of("#", "kernel", "nodes", "flops", "bytes"), List.of(true, false, false, true, true));
        int number = 0;
        for (OperationDescription operation : graph.operations()) {
            number++;
            table.add(List.of(
                    Integer.toString(number),
                    operation.kernel(),
                    nodes(operation.nodes()),
                    Numbers.grouped(operation.flops()),
                    Numbers.grouped(operation.bytes())));
        }
        long bytes = graph.operations().stream()
                .mapToLong(OperationDescription::bytes)
                .sum();
        table.add(List.of("", "total, forward", "", Numbers.grouped(graph.inferenceFlops()), Numbers.grouped(bytes)));
        table.add(List.of("", "total, training", "", Numbers.grouped(graph.trainingFlops()), ""));
        return "model: " + graph.model() + "\nkernels: " + graph.kernels() + "\nexamples per micro-batch: "
                + graph.microBatchSize()
                + "\ndecoding: "
                + recomputation
                        .map(reason -> "computes the whole text for each token (" + reason + ")")
                        .orElse("keeps keys and values")
                + "\nPer example, flops are multiplications and additions, bytes are activations and what an operation"
                + " keeps for the backward pass. Nodes are variables of the SameDiff graph.\n"
                + graph.partialFallback()
                        .map(part -> partialFallback(graph.model(), part)
                                + " ND4J sees the whole batch at once; its flops are not counted.\n")
                        .orElse("")
                + "\n"
                + table.text();
    }

    private static String nodes(List<String> names) {
        return names.size() < 3
                ? String.join(" ", names)
                : names.get(0) + " .. " + names.get(names.size() - 1) + " (" + names.size() + ")";
    }

    /**
     * Explains which operations run without kernels.
     *
     * @param model the model's id
     * @param part from the description
     * @return a sentence
     */
    public static String partialFallback(String model, String part) {
        return "The model '" + model + "' " + part + ".";
    }

    /**
     * Explains why there are no kernels.
     *
     * @param model the model's id
     * @param reason from the description
     * @return a sentence
     */
    public static String fallback(String model, String reason) {
        return "The model '" + model + "' is trained by SameDiff itself: " + reason + ".";
    }
}
