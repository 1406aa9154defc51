package org.transformerbench.models.engine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.transformerbench.models.compiler.batch.ProgramLine;
import org.transformerbench.models.compiler.op.Region;
import org.transformerbench.models.compiler.rows.RowEngine;
import org.transformerbench.models.compiler.rows.RowProgram;
import org.transformerbench.models.compiler.runtime.LaneProgram;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.kernel.Kernels;

/**
 * A description of how a model was lowered.
 *
 * @param model the model's id
 * @param kernels the set of kernels
 * @param fallback why the graph is left to SameDiff as a whole; empty if it was lowered
 * @param operations in the order of the forward pass; empty after a fallback
 * @param microBatchSize how many examples go through them at once
 * @param graphOperations how many operations the graph has on the way to its logits
 */
public record GraphDescription(
        String model,
        String kernels,
        Optional<String> fallback,
        List<OperationDescription> operations,
        int microBatchSize,
        int graphOperations) {

    private static final String ADVICE =
            ", so many that the trainer 'samediff' may be faster: compare the two with 'speed' or"
                    + " 'compare', and choose with --trainer samediff or new SameDiffTrainer()";

    static GraphDescription of(String model, Kernels kernels, RowProgram program) {
        int examples = RowEngine.microBatchSize(program, true);
        return of(model, kernels, program.lines(), examples, program.graphOperations());
    }

    static GraphDescription of(String model, Kernels kernels, LaneProgram program, ModelGraph graph) {
        int graphOperations = graph.origins().operations();
        return of(model, kernels, program.lines(), program.lanes(), graphOperations);
    }

    private static GraphDescription of(
            String model, Kernels kernels, List<ProgramLine> lines, int microBatchSize, int graphOperations) {
        List<OperationDescription> operations = lines.stream()
                .filter(ProgramLine::forward)
                .map(line -> new OperationDescription(
                        line.kernel(), line.variables(), line.fellBack(), line.flops(), Float.BYTES * line.floats()))
                .toList();
        return new GraphDescription(
                model, kernels.name(), Optional.empty(), operations, microBatchSize, graphOperations);
    }

    /**
     * An operation of the program.
     *
     * @param kernel what computes it, and its sizes
     * @param nodes the graph's variables that it makes, its output last; none where it only copies
     * @param fellBack whether ND4J computes it, for the whole batch, because there is no kernel
     * @param flops multiplications and additions per example in the forward pass; what ND4J does is not counted
     * @param bytes of activations that it leaves per example, and of what it keeps for the backward pass
     */
    public record OperationDescription(String kernel, List<String> nodes, boolean fellBack, long flops, long bytes) {}

    /**
     * Describes the operations without kernels in a graph that was lowered.
     *
     * @return a sentence without its subject, the model; empty if everything has a kernel
     */
    public Optional<String> partialFallback() {
        List<OperationDescription> fallen =
                operations.stream().filter(OperationDescription::fellBack).toList();
        if (fallen.isEmpty()) {
            return Optional.empty();
        }
        long count = fallenOperations();
        String names = fallen.stream()
                .map(operation -> operation.kernel().substring(Region.PREFIX.length()))
                .distinct()
                .collect(Collectors.joining("; "));
        return Optional.of("runs " + count + " of " + graphOperations + " operations through ND4J (no kernel for: "
                + names + ")" + (mayBeSlower() ? ADVICE : ""));
    }

    /**
     * Returns whether so much goes through ND4J that SameDiff alone may be faster. What ND4J computes is run once more for its
     * gradient, and its inputs and outputs are copied, which is worth it where kernels compute the rest.
     *
     * @return whether ND4J computes at least half of the operations
     */
    public boolean mayBeSlower() {
        return 2 * fallenOperations() >= graphOperations && fallenOperations() > 0;
    }

    private long fallenOperations() {
        return operations.stream()
                .filter(OperationDescription::fellBack)
                .flatMap(operation -> operation.nodes().stream())
                .distinct()
                .count();
    }

    /**
     * Returns the floating-point operations per training example, where a product's backward pass takes twice its forward pass.
     *
     * @return multiplications and additions, forward and backward
     */
    public long trainingFlops() {
        return withBackward(inferenceFlops());
    }

    static long withBackward(long forward) {
        return 3 * forward;
    }

    /**
     * Returns the floating-point operations per example of the forward pass.
     *
     * @return multiplications and additions per example
     */
    public long inferenceFlops() {
        return operations.stream().mapToLong(OperationDescription::flops).sum();
    }
}
