package org.transformerbench.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.transformerbench.api.Fakes.FakeSession;

/**
 * A session with state: every number depends on all batches and learning rates so far, so that one that goes on from a wrong
 * place gives itself away. Public because the tests of several packages use it.
 */
public class ChainSession extends FakeSession implements Checkpointable, DropoutEvaluation {
    private static final String NAME = "w";

    private long steps;
    private float parameter;
    private float first;
    private float second;

    @Override
    public StepResult step(Batch batch, double learningRate) {
        steps++;
        for (int token : batch.tokens()) {
            first = (float) Math.sin(first + token + steps);
            second = (float) Math.cos(second + first);
        }
        parameter += (float) (learningRate * first / (2 + second));
        return new StepResult(2 + parameter, 0.25);
    }

    @Override
    public float[] logits(int[] tokens, int positions, Targets targets) {
        float[] logits = new float[tokens.length * 3];
        for (int i = 0; i < tokens.length; i++) {
            logits[3 * i] = (float) Math.sin(parameter * tokens[i]);
        }
        return logits;
    }

    @Override
    public float[] logitsWithDropout(int[] tokens, int positions, Targets targets) {
        return logits(tokens, positions, targets);
    }

    @Override
    public OptionalLong flopsPerExample() {
        return OptionalLong.of(10);
    }

    private static Map<String, Tensor> tensors(float value) {
        return new LinkedHashMap<>(Map.of(NAME, Tensor.of(new float[] {value}, 1)));
    }

    @Override
    public Map<String, Tensor> parameters() {
        return tensors(parameter);
    }

    @Override
    public void load(Map<String, Tensor> parameters) {
        parameter = parameters.get(NAME).values()[0];
    }

    @Override
    public OptimizerState optimizerState() {
        return new OptimizerState(steps, tensors(first), tensors(second));
    }

    @Override
    public void restore(Map<String, Tensor> parameters, OptimizerState optimizer) {
        if (!parameters.keySet().equals(parameters().keySet())) {
            throw new IllegalArgumentException("These are not this model's parameters: " + parameters.keySet());
        }
        steps = optimizer.steps();
        parameter = parameters.get(NAME).values()[0];
        first = optimizer.firstMoments().get(NAME).values()[0];
        second = optimizer.secondMoments().get(NAME).values()[0];
    }
}
