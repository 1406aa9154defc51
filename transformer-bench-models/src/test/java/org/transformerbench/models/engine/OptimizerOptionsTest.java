package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** A limit of the gradient and a learning rate per step, for both trainers. */
class OptimizerOptionsTest {
    private static final double RATE = 1e-2;
    /** So large that the size of the gradient matters, and not only its direction. */
    private static final double EPSILON = 0.1;

    private static final double DECAY = 0.1;

    static Stream<Trainer> trainers() {
        return Stream.of(new SameDiffTrainer(), new CompiledTrainer(2));
    }

    /** Models without dropout, whose gradients can be asked for before a step. */
    static Stream<Arguments> trainersAndModels() {
        return trainers()
                .flatMap(trainer ->
                        Stream.of(Arguments.of(trainer, new Mlp()), Arguments.of(trainer, new TlTransformer())));
    }

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

    /** torch.nn.utils.clip_grad_norm_ and torch.optim.AdamW, in double precision, on the gradients of the session. */
    @ParameterizedTest
    @MethodSource("trainersAndModels")
    void scales_a_gradient_above_the_limit_down_to_it_as_pytorch_does(Trainer trainer, Model<?> model) {
        double limit = 0.05;
        try (TrainingSession session = open(trainer, model, RATE, OptionalDouble.of(limit))) {
            Map<String, double[]> expected = new LinkedHashMap<>();
            Map<String, double[]> first = new LinkedHashMap<>();
            Map<String, double[]> second = new LinkedHashMap<>();
            session.parameters().forEach((name, tensor) -> {
                expected.put(name, doubles(tensor));
                first.put(name, new double[tensor.values().length]);
                second.put(name, new double[tensor.values().length]);
            });
            for (int step = 1; step <= 3; step++) {
                Batch batch = batch(model, step);
                Map<String, Tensor> gradients = session.gradients(batch).byParameter();
                double squares = 0;
                for (Tensor gradient : gradients.values()) {
                    for (double g : doubles(gradient)) {
                        squares += g * g;
                    }
                }
                double coefficient = Math.min(1, limit / (Math.sqrt(squares) + 1e-6));
                assertThat(coefficient).as("the limit must matter").isLessThan(0.5);
                double correction1 = 1 - Math.pow(0.9, step);
                double correction2 = 1 - Math.pow(0.999, step);
                gradients.forEach((name, gradient) -> {
                    double[] p = expected.get(name);
                    double[] m = first.get(name);
                    double[] v = second.get(name);
                    for (int i = 0; i < p.length; i++) {
                        double g = gradient.values()[i] * coefficient;
                        m[i] = 0.9 * m[i] + 0.1 * g;
                        v[i] = 0.999 * v[i] + 0.001 * g * g;
                        p[i] *= 1 - RATE * DECAY;
                        p[i] -= RATE * m[i] / correction1 / (Math.sqrt(v[i] / correction2) + EPSILON);
                    }
                });
                session.step(batch);
            }
            session.parameters().forEach((name, found) -> {
                for (int i = 0; i < found.values().length; i++) {
                    assertThat((double) found.values()[i])
                            .as("%s at %d", name, i)
                            .isCloseTo(expected.get(name)[i], within(2e-6));
                }
            });
        }
    }

    private static double[] doubles(Tensor tensor) {
        double[] values = new double[tensor.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.values()[i];
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("trainersAndModels")
    void a_gradient_below_the_limit_is_left_alone(Trainer trainer, Model<?> model) {
        Map<String, Tensor> unlimited = trained(trainer, model, OptionalDouble.empty());
        assertThat(trained(trainer, model, OptionalDouble.of(1e3))).isEqualTo(unlimited);
        assertThat(trained(trainer, model, OptionalDouble.of(0.05))).isNotEqualTo(unlimited);
    }

    private static Map<String, Tensor> trained(Trainer trainer, Model<?> model, OptionalDouble maxGradientNorm) {
        try (TrainingSession session = open(trainer, model, RATE, maxGradientNorm)) {
            for (int step = 0; step < 3; step++) {
                session.step(batch(model, step));
            }
            return session.parameters();
        }
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

    @ParameterizedTest
    @MethodSource("trainersAndModels")
    void a_rate_of_a_step_counts_instead_of_the_configured_one(Trainer trainer, Model<?> model) {
        try (TrainingSession configured = open(trainer, model, RATE, OptionalDouble.empty());
                TrainingSession told = open(trainer, model, 123, OptionalDouble.empty())) {
            for (int step = 0; step < 3; step++) {
                assertThat(told.step(batch(model, step), RATE)).isEqualTo(configured.step(batch(model, step)));
            }
            assertThat(told.parameters()).isEqualTo(configured.parameters());
        }
    }

    @Test
    void the_compiled_trainer_knows_its_arithmetic_and_stock_samediff_does_not() {
        Model<?> model = new TlTransformer();
        try (TrainingSession compiled = open(new CompiledTrainer(2), model, RATE, OptionalDouble.empty());
                TrainingSession stock = open(new SameDiffTrainer(), model, RATE, OptionalDouble.empty())) {
            assertThat(compiled.arithmeticPerExample())
                    .isEqualTo(OptionalLong.of(describe(model).trainingArithmetic()));
            assertThat(compiled.arithmeticPerExample().getAsLong()).isPositive();
            assertThat(stock.arithmeticPerExample()).isEmpty();
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
