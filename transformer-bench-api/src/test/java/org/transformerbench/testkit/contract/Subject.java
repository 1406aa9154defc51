package org.transformerbench.testkit.contract;

import java.util.SplittableRandom;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;

/** A model with its trainer and data to test them on. */
record Subject<C extends Record>(Trainer trainer, Model<C> model, C config, SequenceShape shape) {
    /** The rate of each step, large enough to move parameters quickly. */
    static final double LEARNING_RATE = 1e-2;

    /** Optimizer configuration with that rate. */
    static final AdamW OPTIMIZER = new AdamW(LEARNING_RATE, 0.9, 0.999, 1e-8, 1e-4);

    TrainingSession open(long seed) {
        return open(seed, OPTIMIZER);
    }

    TrainingSession open(long seed, AdamW optimizer) {
        return trainer.open(
                new TrainingSpec<>(model, config, shape, model.predicts(), optimizer, new SeedStreams(seed)));
    }

    Subject<C> with(Trainer other) {
        return new Subject<>(other, model, config, shape);
    }

    int vocabulary() {
        return shape.vocabularySize();
    }

    int positions() {
        return shape.contextLength();
    }

    /** Returns the number of outputs O: the context length for a model that predicts every position. */
    int outputs() {
        return model.predicts() == Targets.EVERY ? positions() : shape.outputPositions();
    }

    /** Returns a batch whose tokens and targets are independent. */
    Batch batch(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Batch(
                size,
                positions(),
                outputs(),
                random.ints((long) size * positions(), 0, vocabulary()).toArray(),
                random.ints((long) size * outputs(), 0, vocabulary()).toArray());
    }

    /**
     * Returns a batch in which each target follows from the token read last before it, so that every sensible model can learn it.
     */
    Batch learnable(int size, long seed) {
        Batch batch = batch(size, seed);
        int[] targets = new int[size * outputs()];
        for (int i = 0; i < targets.length; i++) {
            int place = positions() - outputs() + i % outputs();
            targets[i] = vocabulary() - 1 - batch.tokens()[i / outputs() * positions() + place];
        }
        return new Batch(size, positions(), outputs(), batch.tokens(), targets);
    }

    /** Runs three steps and returns the results, with model and data from one seed. */
    Numbers run(long seed) {
        return run(seed, seed);
    }

    /** Runs three steps with data of another seed. */
    Numbers run(long seed, long dataSeed) {
        Numbers numbers = new Numbers();
        try (TrainingSession session = open(seed)) {
            for (int step = 1; step <= 3; step++) {
                StepResult result = session.step(batch(13, dataSeed + step), LEARNING_RATE);
                numbers.add("step " + step + " (loss, accuracy)", result.loss(), result.accuracy());
            }
            numbers.add("logits", session.logits(batch(5, dataSeed).tokens(), positions(), Targets.EVERY));
            numbers.add(session.parameters());
        }
        return numbers;
    }

    /** Computes the mean cross-entropy of a batch's targets that count in nats from the logits. */
    double loss(TrainingSession session, Batch batch) {
        float[] logits = session.logits(batch.tokens(), batch.positions(), Targets.EVERY);
        return CrossEntropy.mean(logits, batch.targets(), vocabulary());
    }
}
