package org.transformerbench.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.config.Configs;

/** What every model with dropout promises beyond the contract of all models. */
class ModelDropoutTest {
    private static final int VOCABULARY = 13;
    private static final int CONTEXT = 9;

    static Stream<Model<?>> modelsWithDropout() {
        return Fixtures.models()
                .filter(model -> Configs.keys(model.configType()).contains("dropout"));
    }

    private static SequenceShape shape(Model<?> model) {
        return SequenceShape.of(VOCABULARY, CONTEXT, model.predicts());
    }

    @ParameterizedTest
    @MethodSource("modelsWithDropout")
    <C extends Record> void dropout_changes_training_and_leaves_evaluation_alone(Model<C> model) {
        SequenceShape shape = shape(model);
        C with = new Configs().with(model.defaultConfig(shape), Map.of("dropout", "0.3"));
        C without = new Configs().with(model.defaultConfig(shape), Map.of("dropout", "0"));
        Batch batch = Fixtures.batch(model, shape, 16, 9);
        try (TrainingSession dropped = Fixtures.open(model, with, shape, Targets.EVERY, 9);
                TrainingSession plain = Fixtures.open(model, without, shape, Targets.EVERY, 9)) {
            assertThat(dropped.parameters()).isEqualTo(plain.parameters());
            assertThat(dropped.logits(batch.tokens(), CONTEXT, Targets.EVERY))
                    .isEqualTo(plain.logits(batch.tokens(), CONTEXT, Targets.EVERY));
            assertThat(dropped.gradients(batch).loss())
                    .isEqualTo(plain.gradients(batch).loss());
            double evaluated = plain.gradients(batch).loss();
            assertThat(plain.step(batch, 0).loss()).isCloseTo(evaluated, within(1e-6));
            assertThat(Math.abs(dropped.step(batch, 0).loss() - evaluated)).isGreaterThan(1e-4);
        }
    }

    @ParameterizedTest
    @MethodSource("modelsWithDropout")
    <C extends Record> void dropout_draws_a_new_mask_at_each_step(Model<C> model) {
        SequenceShape shape = shape(model);
        C config = new Configs().with(model.defaultConfig(shape), Map.of("dropout", "0.5"));
        Batch batch = Fixtures.batch(model, shape, 16, 9);
        try (TrainingSession session = Fixtures.open(model, config, shape, Targets.EVERY, 2)) {
            assertThat(session.step(batch, 0).loss())
                    .isNotEqualTo(session.step(batch, 0).loss());
        }
    }
}
