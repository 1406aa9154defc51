package org.transformerbench.api.experiment;

import org.transformerbench.api.Batch;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;

/** A trainer whose losses tell the batches apart, and which says how many threads it was given. */
record CountingTrainer(CountingTrainer.Opening opening, int threads) implements Trainer {
    /** What happens when a session of this model is opened. */
    interface Opening {
        void happen(String model) throws Exception;
    }

    @Override
    public String id() {
        return "fake";
    }

    @Override
    public Trainer withThreads(int number) {
        return new CountingTrainer(opening, number);
    }

    @Override
    public <C extends Record> TrainingSession open(TrainingSpec<C> spec) {
        try {
            opening.happen(spec.model().id());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return new FakeSession() {
            @Override
            public StepResult step(Batch batch, double learningRate) {
                // What the batch was decides the loss, so that another order of batches is seen.
                super.step(batch, learningRate);
                return new StepResult(1 + batch.tokens()[0] / 100.0 + batches.size(), 0.5);
            }

            @Override
            public int threads() {
                return threads;
            }
        };
    }
}
