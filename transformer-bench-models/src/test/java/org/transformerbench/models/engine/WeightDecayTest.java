package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.DecayedParameters;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.KernelSets;
import org.transformerbench.models.samediff.SameDiffTrainer;

/**
 * Which parameters shrink. What PyTorch's AdamW does with parameter groups, of which one has {@code weight_decay=0}, is the update without
 * decay, and for the others that update minus learning rate x decay x the value before.
 */
class WeightDecayTest {
    private static final double RATE = 1e-2;
    private static final double DECAY = 30;

    static Stream<Arguments> cases() {
        return Stream.concat(
                        KernelSets.names().stream().map(KernelChoice::named).map(set -> new CompiledTrainer(1, set)),
                        Stream.of(new CompiledTrainer(2), new SameDiffTrainer()))
                .flatMap(trainer -> Fixtures.models().map(model -> Arguments.of(trainer, model)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shrinks_every_parameter_by_the_same_share(Trainer trainer, Model<?> model) {
        requireDecay(trainer, model, DecayedParameters.ALL);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shrinks_tensors_of_rank_two_and_more_alone_where_that_is_wanted(Trainer trainer, Model<?> model) {
        requireDecay(trainer, model, DecayedParameters.MATRICES);
    }

    private static void requireDecay(Trainer trainer, Model<?> model, DecayedParameters decayed) {
        Map<String, Tensor> first = parameters(trainer, model, 0, decayed, false);
        Map<String, Tensor> without = parameters(trainer, model, 0, decayed, true);
        Map<String, Tensor> with = parameters(trainer, model, DECAY, decayed, true);

        assertThat(first.values())
                .as("gains of norms and biases among them")
                .anyMatch(tensor -> tensor.shape().length == 1);
        first.forEach((name, tensor) -> {
            float[] values = tensor.values();
            double decay = decayed == DecayedParameters.ALL || tensor.shape().length >= 2 ? DECAY : 0;
            for (int i = 0; i < values.length; i++) {
                assertThat((double) with.get(name).values()[i])
                        .as("%s[%d]", name, i)
                        .isCloseTo(without.get(name).values()[i] - RATE * decay * values[i], within(1e-5));
            }
        });
    }

    private static Map<String, Tensor> parameters(
            Trainer trainer, Model<?> model, double decay, DecayedParameters decayed, boolean step) {
        SequenceShape shape = Fixtures.addition(model);
        AdamW optimizer = new AdamW(RATE, 0.9, 0.999, 1e-8, decay, decayed, OptionalDouble.empty());
        try (TrainingSession session = open(trainer, model, shape, optimizer)) {
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
