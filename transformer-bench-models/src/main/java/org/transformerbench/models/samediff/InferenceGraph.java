package org.transformerbench.models.samediff;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** An evaluation graph that ends in logits; for one number of positions and any batch size. */
final class InferenceGraph implements AutoCloseable {
    private final TrainingSpec<?> spec;
    private final ModelGraph graph;
    private final String everyLogits;
    private final String lastLogits;
    private final GraphExecution execution;

    InferenceGraph(TrainingSpec<?> spec, ModelGraph graph) {
        this.spec = spec;
        this.graph = graph;
        this.everyLogits = graph.logits().name();
        this.lastLogits = graph.logitsAt(Targets.LAST).name();
        this.execution = new GraphExecution(graph.sameDiff());
    }

    /** Row-major logits, shape (B, O, V) or (B, 1, V). */
    float[] logits(int[] tokens, Targets targets) {
        int batchSize = tokens.length / graph.positions();
        String wanted = targets == Targets.EVERY ? everyLogits : lastLogits;
        try (INDArray input = Nd4j.createFromArray(tokens).reshape(batchSize, graph.positions())) {
            INDArray output = execution
                    .run(Map.of(ModelGraph.TOKENS, input), List.of(wanted))
                    .get(wanted);
            requireShape(output, batchSize, targets == Targets.EVERY ? graph.outputs() : 1);
            float[] values = Parameters.toTensor(output).values();
            GraphExecution.release(output);
            return values;
        }
    }

    private void requireShape(INDArray output, int batchSize, int outputs) {
        long[] expected = {batchSize, outputs, spec.shape().vocabularySize()};
        if (!Arrays.equals(output.shape(), expected)) {
            throw new ModelException("The model '" + spec.model().id() + "' gave logits of shape "
                    + Arrays.toString(output.shape()) + " where (B, O, V) is " + Arrays.toString(expected));
        }
    }

    @Override
    public void close() {
        execution.close();
    }
}
