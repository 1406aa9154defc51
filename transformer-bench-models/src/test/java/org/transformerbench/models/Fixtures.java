package org.transformerbench.models;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Shapes, batches and sessions for the tests of this module. */
public final class Fixtures {
    /** The rate of the tests' steps. */
    public static final double LEARNING_RATE = 1e-2;

    /** V and T of 3-digit addition. */
    public static final int ADDITION_VOCABULARY = 16;

    /** T of 3-digit addition. */
    public static final int ADDITION_CONTEXT = 12;

    private Fixtures() {}

    /** Every model on the class path. */
    public static Stream<Model<?>> models() {
        return Registry.discover().models().stream().map(installed -> installed.provider());
    }

    /** The shape of 3-digit addition for a model. */
    public static SequenceShape addition(Model<?> model) {
        return SequenceShape.of(ADDITION_VOCABULARY, ADDITION_CONTEXT, model.predicts());
    }

    /** The shape of Tiny Shakespeare for a model. */
    public static SequenceShape shakespeare(Model<?> model) {
        return SequenceShape.of(65, 128, model.predicts());
    }

    /** A session with the default configuration. */
    public static TrainingSession open(Model<?> model, SequenceShape shape, long seed) {
        return openDefault(model, shape, seed);
    }

    /** A session of a model that has one layer at most, for tests that take many steps. */
    public static <C extends Record> TrainingSession openShallow(Model<C> model, SequenceShape shape, long seed) {
        Map<String, String> shallow =
                Configs.keys(model.configType()).contains("layers") ? Map.of("layers", "1") : Map.of();
        C config = new Configs().with(model.defaultConfig(shape), shallow);
        return open(model, config, shape, model.predicts(), seed);
    }

    private static <C extends Record> TrainingSession openDefault(Model<C> model, SequenceShape shape, long seed) {
        return open(model, model.defaultConfig(shape), shape, model.predicts(), seed);
    }

    /** A session of the reference trainer. */
    public static <C extends Record> TrainingSession open(
            Model<C> model, C config, SequenceShape shape, Targets targets, long seed) {
        AdamW optimizer = new AdamW(LEARNING_RATE, 0.9, 0.999, 1e-8, 1e-4);
        return new SameDiffTrainer()
                .open(new TrainingSpec<>(model, config, shape, targets, optimizer, new SeedStreams(seed)));
    }

    /** Uniform tokens; the targets repeat the first tokens, so that there is something to learn. */
    public static Batch batch(SequenceShape shape, int size, int targetsPerExample, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int positions = shape.contextLength();
        int[] tokens =
                random.ints((long) size * positions, 0, shape.vocabularySize()).toArray();
        int[] targets = new int[size * targetsPerExample];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = tokens[i / targetsPerExample * positions + i % targetsPerExample];
        }
        return new Batch(size, positions, targetsPerExample, tokens, targets);
    }

    /** As many targets as the model predicts positions. */
    public static Batch batch(Model<?> model, SequenceShape shape, int size, long seed) {
        return batch(shape, size, shape.outputPositions(), seed);
    }
}
