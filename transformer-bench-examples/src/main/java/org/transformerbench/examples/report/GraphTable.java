package org.transformerbench.examples.report;

import java.util.List;
import java.util.Optional;
import org.transformerbench.models.engine.GraphDescription;
import org.transformerbench.models.engine.GraphDescription.StepDescription;

/** How a model was lowered, for a terminal. */
public final class GraphTable {
    private GraphTable() {}

    /**
     * Lays a description out.
     *
     * @param graph what to show
     * @param recomputation why a decoder computes the whole text anew for each token; empty if it keeps keys and values
     * @return one line per step, with totals; or the reason why there are no steps
     */
    public static String text(GraphDescription graph, Optional<String> recomputation) {
        if (graph.fallback().isPresent()) {
            return fallback(graph.model(), graph.fallback().get()) + "\n";
        }
        TextTable table = new TextTable(
                List.of("step", "kernel", "nodes", "flops", "bytes"), List.of(true, false, false, true, true));
        int number = 0;
        for (StepDescription step : graph.steps()) {
            number++;
            table.add(List.of(
                    Integer.toString(number),
                    step.kernel(),
                    nodes(step.nodes()),
                    Numbers.grouped(step.flops()),
                    Numbers.grouped(step.bytes())));
        }
        long bytes = graph.steps().stream().mapToLong(StepDescription::bytes).sum();
        table.add(List.of("", "total, forward", "", Numbers.grouped(graph.inferenceFlops()), Numbers.grouped(bytes)));
        table.add(List.of("", "total, training", "", Numbers.grouped(graph.trainingFlops()), ""));
        return "model: " + graph.model() + "\nkernels: " + graph.kernels() + "\nexamples per slice: "
                + graph.examplesPerSlice()
                + "\ndecoding: "
                + recomputation
                        .map(reason -> "computes the whole text for each token (" + reason + ")")
                        .orElse("keeps keys and values")
                + "\nPer example, flops are multiplications and additions, bytes are activations and what a step"
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
     * What runs without kernels.
     *
     * @param model the model's id
     * @param part from the description
     * @return a sentence
     */
    public static String partialFallback(String model, String part) {
        return "The model '" + model + "' " + part + ".";
    }

    /**
     * Why there are no steps.
     *
     * @param model the model's id
     * @param reason from the description
     * @return a sentence
     */
    public static String fallback(String model, String reason) {
        return "The model '" + model + "' is trained by SameDiff itself: " + reason + ".";
    }
}
