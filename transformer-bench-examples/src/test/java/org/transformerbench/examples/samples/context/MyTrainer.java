package org.transformerbench.examples.samples.context;

import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;

/** A trainer of the reader's own. */
public final class MyTrainer implements Trainer {
    @Override
    public String id() {
        return "my-trainer";
    }

    @Override
    public <C extends Record> TrainingSession open(TrainingSpec<C> spec) {
        throw new UnsupportedOperationException("samples are compiled, not run");
    }
}
