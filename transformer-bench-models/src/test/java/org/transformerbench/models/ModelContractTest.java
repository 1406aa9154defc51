package org.transformerbench.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.Configs;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** What every model on the class path promises. */
class ModelContractTest {
    private static final int VOCABULARY = 13;
    private static final int CONTEXT = 9;

    static Stream<Model<?>> models() {
        return Fixtures.models();
    }

    static Stream<Model<?>> modelsOfEveryPosition() {
        return Fixtures.models().filter(model -> model.predicts() == Targets.EVERY);
    }

    static Stream<Model<?>> modelsWithDropout() {
        return Fixtures.models()
                .filter(model -> Configs.keys(model.configType()).contains("dropout"));
    }

    private static SequenceShape shape(Model<?> model) {
        return SequenceShape.of(VOCABULARY, CONTEXT, model.predicts());
    }

    @ParameterizedTest
    @MethodSource("modelsOfEveryPosition")
    void a_later_token_changes_no_earlier_logit(Model<?> model) {
        Batch batch = Fixtures.batch(model, shape(model), 2, 5);
        try (TrainingSession session = Fixtures.open(model, shape(model), 5)) {
            float[] base = session.logits(batch.tokens(), CONTEXT, Targets.EVERY);
            for (int changed = 0; changed < CONTEXT; changed++) {
                int[] tokens = batch.tokens().clone();
                tokens[changed] = (tokens[changed] + 1) % VOCABULARY;
                float[] logits = session.logits(tokens, CONTEXT, Targets.EVERY);
                int before = changed * VOCABULARY;
                assertThat(Arrays.copyOf(logits, before))
                        .as("logits before position %d", changed)
                        .isEqualTo(Arrays.copyOf(base, before));
                assertThat(Arrays.copyOfRange(logits, before, before + VOCABULARY))
                        .as("logits at position %d", changed)
                        .isNotEqualTo(Arrays.copyOfRange(base, before, before + VOCABULARY));
                assertThat(Arrays.copyOfRange(logits, CONTEXT * VOCABULARY, logits.length))
                        .as("logits of the other example")
                        .isEqualTo(Arrays.copyOfRange(base, CONTEXT * VOCABULARY, base.length));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("modelsOfEveryPosition")
    void a_shorter_sequence_has_the_logits_of_the_longer_ones_beginning(Model<?> model) {
        int positions = CONTEXT - 4;
        int[] tokens = Fixtures.batch(model, shape(model), 1, 8).tokens();
        try (TrainingSession session = Fixtures.open(model, shape(model), 8)) {
            float[] whole = session.logits(tokens, CONTEXT, Targets.EVERY);
            float[] part = session.logits(Arrays.copyOf(tokens, positions), positions, Targets.EVERY);
            assertThat(part).hasSize(positions * VOCABULARY);
            for (int i = 0; i < part.length; i++) {
                assertThat(part[i]).isCloseTo(whole[i], within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void the_last_positions_logits_are_those_of_every_position(Model<?> model) {
        Batch batch = Fixtures.batch(model, shape(model), 3, 6);
        try (TrainingSession session = Fixtures.open(model, shape(model), 6)) {
            float[] all = session.logits(batch.tokens(), CONTEXT, Targets.EVERY);
            float[] last = session.logits(batch.tokens(), CONTEXT, Targets.LAST);
            int outputs = shape(model).outputPositions();
            for (int example = 0; example < 3; example++) {
                int end = (example + 1) * outputs * VOCABULARY;
                assertThat(Arrays.copyOfRange(last, example * VOCABULARY, (example + 1) * VOCABULARY))
                        .isEqualTo(Arrays.copyOfRange(all, end - VOCABULARY, end));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void the_same_seed_gives_the_same_numbers_and_another_seed_others(Model<?> model) {
        assertThat(fingerprint(model, 3)).isEqualTo(fingerprint(model, 3)).isNotEqualTo(fingerprint(model, 4));
    }

    private static List<Object> fingerprint(Model<?> model, long seed) {
        SequenceShape shape = shape(model);
        try (TrainingSession session = Fixtures.open(model, shape, seed)) {
            StepResult first = session.step(Fixtures.batch(model, shape, 32, 1));
            StepResult second = session.step(Fixtures.batch(model, shape, 32, 2));
            return List.of(first, second, session.parameters());
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void one_batch_can_be_learnt_by_heart(Model<?> model) {
        SequenceShape shape = shape(model);
        Batch batch = Fixtures.batch(model, shape, 4, 7);
        try (TrainingSession session = Fixtures.openShallow(model, shape, 7)) {
            double before = session.gradients(batch).loss();
            for (int step = 0; step < 100; step++) {
                session.step(batch);
            }
            assertThat(session.gradients(batch).loss()).isLessThan(before / 3);
        }
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
            assertThat(plain.step(batch).loss()).isCloseTo(evaluated, within(1e-6));
            assertThat(Math.abs(dropped.step(batch).loss() - evaluated)).isGreaterThan(1e-4);
        }
    }

    @ParameterizedTest
    @MethodSource("modelsWithDropout")
    <C extends Record> void dropout_draws_a_new_mask_at_each_step(Model<C> model) {
        SequenceShape shape = shape(model);
        C config = new Configs().with(model.defaultConfig(shape), Map.of("dropout", "0.5"));
        Batch batch = Fixtures.batch(model, shape, 16, 9);
        AdamW still = new AdamW(1e-30, 0.9, 0.999, 1e-8, 0);
        try (TrainingSession session = new SameDiffTrainer()
                .open(new TrainingSpec<>(model, config, shape, Targets.EVERY, still, new SeedStreams(2)))) {
            assertThat(session.step(batch).loss())
                    .isNotEqualTo(session.step(batch).loss());
        }
    }
}
