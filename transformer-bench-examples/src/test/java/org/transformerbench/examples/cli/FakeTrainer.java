package org.transformerbench.examples.cli;

import java.util.Map;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;

/**
 * Trains without ND4J: the loss of step n is 1 / n, and evaluation finds all logits equal. The model "broken" cannot be
 * opened, "unstable" diverges in its second step.
 */
final class FakeTrainer implements Trainer {
    @Override
    public String id() {
        return "compiled";
    }

    @Override
    public <C extends Record> TrainingSession open(TrainingSpec<C> spec) {
        if (spec.model().id().equals("broken")) {
            throw new ModelException("broken: a parameter\nis missing");
        }
        return new Session(spec.shape(), spec.model().id().equals("unstable"));
    }

    private static final class Session implements TrainingSession {
        private final SequenceShape shape;
        private final boolean unstable;
        private int steps;

        Session(SequenceShape shape, boolean unstable) {
            this.shape = shape;
            this.unstable = unstable;
        }

        @Override
        public StepResult step(Batch batch, double learningRate) {
            steps++;
            return new StepResult(unstable && steps == 2 ? Double.NaN : 1.0 / steps, 0.5);
        }

        @Override
        public float[] logits(int[] tokens, int positions, Targets targets) {
            int outputs = targets == Targets.LAST ? 1 : shape.outputPositions();
            return new float[tokens.length / positions * outputs * shape.vocabularySize()];
        }

        @Override
        public SequenceShape shape() {
            return shape;
        }

        @Override
        public Gradients gradients(Batch batch) {
            throw new UnsupportedOperationException("No graph, no gradients");
        }

        @Override
        public Map<String, Tensor> parameters() {
            return Map.of("table", Tensor.of(new float[1234], 1234));
        }

        @Override
        public void load(Map<String, Tensor> parameters) {
            throw new UnsupportedOperationException("There is nothing to load into");
        }

        @Override
        public String backend() {
            return "fake";
        }

        @Override
        public int threads() {
            return 1;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
