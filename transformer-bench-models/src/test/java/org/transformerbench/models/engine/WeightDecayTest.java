package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** As the Javadoc of {@link AdamW} says: no parameter is left out, gains of norms and biases neither. */
class WeightDecayTest {
    private static final double RATE = 1e-2;
    private static final double DECAY = 30;

    static Stream<Arguments> cases() {
        return Stream.of(new CompiledTrainer(1), new SameDiffTrainer())
                .flatMap(trainer -> Fixtures.models().map(model -> Arguments.of(trainer, model)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shrinks_every_parameter_by_the_same_share(Trainer trainer, Model<?> model) {
        Map<String, Tensor> first = parameters(trainer, model, 0, false);
        Map<String, Tensor> without = parameters(trainer, model, 0, true);
        Map<String, Tensor> with = parameters(trainer, model, DECAY, true);

        assertThat(first.values())
                .as("gains of norms and biases among them")
                .anyMatch(tensor -> tensor.shape().length == 1);
        first.forEach((name, tensor) -> {
            float[] values = tensor.values();
            for (int i = 0; i < values.length; i++) {
                assertThat((double) with.get(name).values()[i])
                        .as("%s[%d]", name, i)
                        .isCloseTo(without.get(name).values()[i] - RATE * DECAY * values[i], within(1e-5));
            }
        });
    }

    private static Map<String, Tensor> parameters(Trainer trainer, Model<?> model, double decay, boolean step) {
        SequenceShape shape = Fixtures.addition(model);
        try (TrainingSession session = open(trainer, model, shape, new AdamW(RATE, 0.9, 0.999, 1e-8, decay))) {
            Map<String, Tensor> moved = new LinkedHashMap<>();
            session.parameters().forEach((name, tensor) -> moved.put(name, moved(tensor)));
            session.load(moved);
            if (step) {
                session.step(Fixtures.batch(model, shape, 8, 1), RATE);
            }
            return session.parameters();
        }
    }

    /** Biases begin at zero, of which nothing can be taken. */
    private static Tensor moved(Tensor tensor) {
        float[] values = tensor.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.05f;
        }
        return Tensor.of(values, tensor.shape());
    }

    private static <C extends Record> TrainingSession open(
            Trainer trainer, Model<C> model, SequenceShape shape, AdamW optimizer) {
        return trainer.open(new TrainingSpec<>(
                model, model.defaultConfig(shape), shape, model.predicts(), optimizer, new SeedStreams(1)));
    }
}
