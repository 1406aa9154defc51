package org.transformerbench.api.training;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.transformerbench.api.Batch;
import org.transformerbench.api.DropoutEvaluation;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;

/**
 * A session whose steps and logits are functions of the number of steps. The correct token is always 1; its logit beats the
 * others, 0, or not. A token of 200 and above belongs to the test data.
 */
final class ScriptedSession extends FakeSession implements DropoutEvaluation {
    IntFunction<StepResult> onStep = step -> new StepResult(1.0 / step, 0.5);
    IntFunction<Float> rightInValidation = step -> -1f;
    IntFunction<Float> rightInTest = step -> -1f;
    final List<Double> batchSums = new ArrayList<>();
    final List<Double> learningRates = new ArrayList<>();
    int evaluationsWithDropout;
    OptionalLong flops = OptionalLong.empty();

    @Override
    public StepResult step(Batch batch, double learningRate) {
        super.step(batch, learningRate);
        learningRates.add(learningRate);
        double sum = 0;
        for (int token : batch.tokens()) {
            sum = sum * 51 + token;
        }
        batchSums.add(sum);
        return onStep.apply(batches.size());
    }

    @Override
    public OptionalLong flopsPerExample() {
        return flops;
    }

    @Override
    public float[] logitsWithDropout(int[] tokens, int positions, Targets targets) {
        evaluationsWithDropout++;
        return logits(tokens, positions, targets);
    }

    @Override
    public float[] logits(int[] tokens, int positions, Targets targets) {
        float[] logits = super.logits(tokens, positions, targets);
        for (int i = 0; i < tokens.length; i++) {
            logits[i * 3 + 1] = (tokens[i] >= 200 ? rightInTest : rightInValidation).apply(batches.size());
        }
        return logits;
    }
}
