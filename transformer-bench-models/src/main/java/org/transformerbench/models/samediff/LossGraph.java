package org.transformerbench.models.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Logits;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.compiler.capture.Diagnosis;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.NativeArrays;
import org.transformerbench.models.graph.Parameters;
import org.transformerbench.models.graph.RefusedOperations;

/** A graph that computes the loss, with its gradient function, for one number of positions and any batch size. */
final class LossGraph implements AutoCloseable {
    /** Name of the graph of SameDiff's gradients, which contains the forward operations too. */
    private static final String GRADIENT_FUNCTION = "grad";

    private final TrainingSpec<?> spec;
    private final ModelGraph graph;
    private final SDVariable logits;
    private final SDVariable losses;
    /** Name of the gradient of each parameter. */
    private final Map<String, String> gradientNames = new LinkedHashMap<>();

    private final List<String> outputs = new ArrayList<>();
    private final GraphExecution execution;

    LossGraph(TrainingSpec<?> spec, ModelGraph graph, Parameters parameters) {
        RefusedOperations.requireNone(graph, true);
        this.spec = spec;
        this.graph = graph;
        this.logits = graph.logitsAt(spec.targets());
        this.losses = graph.crossEntropies(logits, spec.shape().vocabularySize());
        graph.sameDiff().setLossVariables(graph.loss(losses).name());
        try {
            QuietDifferentiation.createGradients(graph.sameDiff());
        } catch (RuntimeException e) {
            throw RefusedOperations.notDifferentiable(graph, e);
        }
        outputs.add(losses.name());
        outputs.add(logits.name());
        parameters.arrays().keySet().forEach(this::addGradient);
        // Not calculateGradients: that would switch off the reuse of arrays for good.
        this.execution = new GraphExecution(gradients());
    }

    /** The graph that is executed. */
    SameDiff gradients() {
        return graph.sameDiff().getFunction(GRADIENT_FUNCTION);
    }

    /**
     * Adds the gradient of a parameter, since SameDiff omits those that the loss does not depend on; a parameter without gradient
     * is a mistake in the model.
     */
    private void addGradient(String parameter) {
        SDVariable variable = graph.sameDiff().getVariable(parameter);
        SDVariable gradient = variable == null ? null : variable.getGradient();
        if (gradient == null) {
            throw new ModelException("The loss of the model '" + spec.model().id()
                    + "' does not depend on its parameter " + parameter + "; " + readers(parameter));
        }
        gradientNames.put(parameter, gradient.name());
        outputs.add(gradient.name());
    }

    private String readers(String parameter) {
        SameDiff whole = graph.sameDiff();
        List<String> readers = Stream.ofNullable(whole.getVariables().get(parameter))
                .flatMap(variable -> Stream.ofNullable(variable.getInputsForOp()))
                .flatMap(List::stream)
                .map(whole.getOps()::get)
                .map(op -> "'" + op.getOutputsOfOp().get(0) + "' (" + op.getOp().opName() + ")")
                .toList();
        return readers.isEmpty()
                ? "nothing reads it"
                : "it is read by " + String.join(" and ", readers)
                        + ", through which no gradient comes from the logits";
    }

    /** Computes loss, accuracy and gradients of a batch. */
    Result run(Batch batch, long step) {
        Map<String, INDArray> inputs = new LinkedHashMap<>();
        try {
            inputs.put(ModelGraph.TOKENS, NativeArrays.of(batch.tokens(), batch.size(), batch.positions()));
            inputs.put(ModelGraph.TARGETS, NativeArrays.of(legal(batch.targets()), batch.targets().length));
            inputs.put(ModelGraph.WEIGHTS, NativeArrays.of(weights(batch), batch.targets().length));
            for (DropoutSite site : graph.dropouts()) {
                inputs.put(site.placeholder(), NativeArrays.mask(site, spec.seeds(), step, batch.size()));
            }
            Map<String, INDArray> found = run(inputs, batch.tokens().length);
            double accuracy = accuracy(values(found.remove(logits.name())), batch);
            double loss = mean(values(found.remove(losses.name())), batch.targets());
            Map<String, INDArray> gradients = new LinkedHashMap<>();
            gradientNames.forEach((parameter, gradient) -> gradients.put(parameter, found.get(gradient)));
            return new Result(loss, accuracy, gradients);
        } finally {
            inputs.values().forEach(INDArray::close);
        }
    }

    private Map<String, INDArray> run(Map<String, INDArray> inputs, long rows) {
        try {
            return execution.run(inputs, outputs, rows);
        } catch (RuntimeException e) {
            throw Diagnosis.explain(graph, e);
        }
    }

    private static float[] values(INDArray array) {
        float[] values = Parameters.toTensor(array).values();
        GraphExecution.release(array);
        return values;
    }

    /**
     * Replaces targets that do not count by a token that there is; their weight is zero. Where the logits of such a position are
     * not finite, the gradients are not either, since zero times NaN is NaN; so it is in PyTorch, whose log-softmax comes before
     * the targets that are ignored. A model that computes NaN anywhere has diverged, and its next step says so.
     */
    private static int[] legal(int[] targets) {
        return Arrays.stream(targets).map(target -> Math.max(0, target)).toArray();
    }

    private static float[] weights(Batch batch) {
        float[] weights = new float[batch.targets().length];
        float share = 1f / batch.countedTargets();
        for (int target = 0; target < weights.length; target++) {
            weights[target] = batch.targets()[target] == Batch.IGNORED ? 0 : share;
        }
        return weights;
    }

    /** Computes the mean over the targets that count in Java: ND4J splits a sum over a whole array by threads. */
    private static double mean(float[] values, int[] targets) {
        double sum = 0;
        int counted = 0;
        for (int target = 0; target < targets.length; target++) {
            if (targets[target] != Batch.IGNORED) {
                sum += values[target];
                counted++;
            }
        }
        return sum / counted;
    }

    private double accuracy(float[] values, Batch batch) {
        int vocabularySize = spec.shape().vocabularySize();
        int right = 0;
        for (int target = 0; target < batch.targets().length; target++) {
            int best = Logits.argmax(values, target * vocabularySize, vocabularySize);
            right += best == batch.targets()[target] ? 1 : 0;
        }
        return (double) right / batch.countedTargets();
    }

    @Override
    public void close() {
        execution.close();
    }

    /** The results of a batch; closing it frees the gradients. */
    record Result(double loss, double accuracy, Map<String, INDArray> gradients) implements AutoCloseable {
        @Override
        public void close() {
            gradients.values().forEach(GraphExecution::release);
        }
    }
}
