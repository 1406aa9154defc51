package org.transformerbench.models.samediff;

import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;

/** Trains with SameDiff's own gradients, op by op, and AdamW as PyTorch defines it. */
public final class SameDiffTrainer implements Trainer {

    /** For discovery. */
    public SameDiffTrainer() {}

    @Override
    public String id() {
        return "samediff";
    }

    @Override
    public <C extends Record> TrainingSession open(TrainingSpec<C> spec) {
        return new SameDiffSession<>(spec);
    }
}
