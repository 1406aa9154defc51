package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** A limit of the gradient and a learning rate per step, the same for both trainers; each apart is in their contract. */
class OptimizerOptionsTest {
    private static final double RATE = 1e-2;
    /** So large that the size of the gradient matters, and not only its direction. */
    private static final double EPSILON = 0.1;

    private static final double DECAY = 0.1;

    private static <C extends Record> TrainingSession open(
            Trainer trainer, Model<C> model, double learningRate, OptionalDouble maxGradientNorm) {
        SequenceShape shape = SequenceShape.of(7, 5, model.predicts());
        return trainer.open(new TrainingSpec<>(
                model,
                model.defaultConfig(shape),
                shape,
                model.predicts(),
                new AdamW(learningRate, 0.9, 0.999, EPSILON, DECAY, maxGradientNorm),
                new SeedStreams(5)));
    }

    private static Batch batch(Model<?> model, int step) {
        return Fixtures.batch(model, SequenceShape.of(7, 5, model.predicts()), 9, step);
    }

    @Test
    void both_trainers_learn_the_same_with_a_limit_and_a_rate_per_step() {
        Model<?> model = new NanoGpt();
        try (TrainingSession stock = open(new SameDiffTrainer(), model, 1, OptionalDouble.of(0.2));
                TrainingSession compiled = open(new CompiledTrainer(2), model, 1, OptionalDouble.of(0.2))) {
            double first = stock.step(batch(model, 0), RATE).loss();
            compiled.step(batch(model, 0), RATE);
            double last = first;
            for (int step = 1; step < 30; step++) {
                double rate = RATE * step / 5;
                last = stock.step(batch(model, 0), rate).loss();
                assertThat(compiled.step(batch(model, 0), rate).loss())
                        .as("step %d", step)
                        .isEqualTo(last, within(1e-3));
            }
            assertThat(last).isLessThan(first - 0.01);
        }
    }

    @Test
    void the_compiled_trainer_knows_its_arithmetic_and_stock_samediff_does_not() {
        Model<?> model = new TlTransformer();
        try (TrainingSession compiled = open(new CompiledTrainer(2), model, RATE, OptionalDouble.empty());
                TrainingSession stock = open(new SameDiffTrainer(), model, RATE, OptionalDouble.empty())) {
            assertThat(compiled.flopsPerExample())
                    .isEqualTo(OptionalLong.of(describe(model).trainingFlops()));
            assertThat(compiled.flopsPerExample().getAsLong()).isPositive();
            assertThat(stock.flopsPerExample()).isEmpty();
        }
    }

    private static <C extends Record> GraphDescription describe(Model<C> model) {
        SequenceShape shape = SequenceShape.of(7, 5, model.predicts());
        return new CompiledTrainer()
                .describe(new TrainingSpec<>(
                        model,
                        model.defaultConfig(shape),
                        shape,
                        model.predicts(),
                        new AdamW(RATE, 0.9, 0.999, EPSILON, DECAY),
                        new SeedStreams(5)));
    }
}
