package org.transformerbench.models.compiler.rows;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.ProgramLine;

/**
 * A graph lowered to operations on rows. Immutable, and of no session: it holds neither values nor seeds, so that sessions share
 * it.
 *
 * @param values all activations
 * @param operations in the order of the forward pass
 * @param logits the result
 * @param positions T
 * @param origins the graph's variables that an operation makes, the last one its output; none for copies
 * @param graphOperations how many operations the graph has on the way to the result
 */
public record RowProgram(
        List<Value> values,
        List<RowOperation> operations,
        Value logits,
        int positions,
        Map<RowOperation, List<String>> origins,
        int graphOperations) {

    void forward(Workspace work) {
        for (RowOperation operation : operations) {
            operation.forward(work);
        }
    }

    void backward(Workspace work) {
        for (int i = operations.size() - 1; i >= 0; i--) {
            RowOperation operation = operations.get(i);
            work.beginGradients(operation);
            operation.backward(work);
        }
    }

    /** Returns all parameters, each once. */
    Set<PackedLayout> parameters() {
        Set<PackedLayout> parameters = new LinkedHashSet<>();
        operations.forEach(operation -> parameters.addAll(operation.parameters()));
        return parameters;
    }

    /**
     * Returns whether the program reads every element of all parameters.
     *
     * @param flat the parameters of the graph
     * @return false where one has no influence
     */
    public boolean readsAll(FlatParameters flat) {
        int[] uses = new int[flat.values().length];
        parameters().forEach(parameter -> parameter.countUses(uses));
        return Arrays.stream(uses).allMatch(count -> count > 0);
    }

    /**
     * Describes the operations of the program.
     *
     * @return a line for each operation, in the order of the forward pass
     */
    public List<ProgramLine> lines() {
        return operations.stream().map(this::line).toList();
    }

    private ProgramLine line(RowOperation operation) {
        Value made = operation.output();
        long floats = (long) made.rows() * made.stride()
                + Arrays.stream(operation.savedPerExample()).sum();
        return new ProgramLine(
                operation.describe(),
                origins.getOrDefault(operation, List.of()),
                operation.flopsPerExample(),
                floats,
                true,
                false);
    }
}
