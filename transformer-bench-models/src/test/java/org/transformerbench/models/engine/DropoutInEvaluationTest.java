package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.DropoutEvaluation;
import org.transformerbench.api.Logits;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.Configs;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.HuggingFaceGpt;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.samediff.SameDiffTrainer;

class DropoutInEvaluationTest {
    private static final int V = 7;
    private static final int T = 5;
    private static final int B = 11;

    static Stream<Model<?>> dropping() {
        return Stream.of(new NanoGpt(), new HuggingFaceGpt());
    }

    static Stream<Arguments> trainersAndDropping() {
        return trainers().flatMap(trainer -> dropping().map(model -> Arguments.of(trainer, model)));
    }

    static Stream<Trainer> trainers() {
        return Stream.of(new SameDiffTrainer(), new CompiledTrainer(2));
    }

    private static <C extends Record> TrainingSession open(
            Trainer trainer, Model<C> model, Map<String, String> values) {
        SequenceShape shape = SequenceShape.of(V, T, model.predicts());
        return trainer.open(new TrainingSpec<>(
                model,
                new Configs().with(model.defaultConfig(shape), values),
                shape,
                model.predicts(),
                new AdamW(Fixtures.LEARNING_RATE, 0.9, 0.999, 1e-3, 0),
                new SeedStreams(5)));
    }

    private static TrainingSession open(Trainer trainer, Model<?> model) {
        return open(trainer, model, Map.of());
    }

    private static Batch batch(Model<?> model) {
        return Fixtures.batch(model, SequenceShape.of(V, T, model.predicts()), B, 3);
    }

    private static float[] dropped(TrainingSession session, Targets targets) {
        return session.capability(DropoutEvaluation.class)
                .orElseThrow()
                .logitsWithDropout(batch(new NanoGpt()).tokens(), T, targets);
    }

    private static float[] plain(TrainingSession session, Targets targets) {
        return session.logits(batch(new NanoGpt()).tokens(), T, targets);
    }

    @ParameterizedTest
    @MethodSource("dropping")
    void both_trainers_find_the_same(Model<?> model) {
        try (TrainingSession stock = open(new SameDiffTrainer(), model);
                TrainingSession compiled = open(new CompiledTrainer(2), model)) {
            for (int step = 0; step < 2; step++) {
                for (Targets targets : Targets.values()) {
                    close(dropped(compiled, targets), dropped(stock, targets));
                }
                stock.step(batch(model), Fixtures.LEARNING_RATE);
                compiled.step(batch(model), Fixtures.LEARNING_RATE);
            }
        }
    }

    private static void close(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("at %d", i).isCloseTo(expected[i], within(1e-4f));
        }
    }

    @ParameterizedTest
    @MethodSource("trainersAndDropping")
    void dropout_changes_the_logits_and_each_step_changes_the_dropout(Trainer trainer, Model<?> model) {
        try (TrainingSession session = open(trainer, model)) {
            float[] dropped = dropped(session, Targets.EVERY);
            assertThat(dropped).isNotEqualTo(plain(session, Targets.EVERY));
            assertThat(dropped(session, Targets.EVERY))
                    .as("before the same step")
                    .isEqualTo(dropped);
            assertThat(dropped(session, Targets.LAST))
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(lastRows(dropped));
            session.step(batch(model), 0);
            assertThat(dropped(session, Targets.EVERY))
                    .as("before the next step")
                    .isNotEqualTo(dropped);
        }
    }

    private static float[] lastRows(float[] every) {
        float[] last = new float[B * V];
        for (int example = 0; example < B; example++) {
            System.arraycopy(every, ((example + 1) * T - 1) * V, last, example * V, V);
        }
        return last;
    }

    @ParameterizedTest
    @MethodSource("trainersAndDropping")
    void they_are_the_logits_of_the_next_step(Trainer trainer, Model<?> model) {
        Batch batch = batch(model);
        try (TrainingSession session = open(trainer, model)) {
            session.step(batch, Fixtures.LEARNING_RATE);
            float[] logits = dropped(session, Targets.EVERY);
            double loss = 0;
            int right = 0;
            for (int row = 0; row < batch.targets().length; row++) {
                float[] of = Arrays.copyOfRange(logits, row * V, (row + 1) * V);
                double sum = 0;
                for (float logit : of) {
                    sum += Math.exp(logit);
                }
                loss += Math.log(sum) - of[batch.targets()[row]];
                right += Logits.argmax(logits, row * V, V) == batch.targets()[row] ? 1 : 0;
            }
            StepResult next = session.step(batch, Fixtures.LEARNING_RATE);
            assertThat(next.loss()).isCloseTo(loss / batch.targets().length, within(1e-5));
            assertThat(next.accuracy()).isEqualTo((double) right / batch.targets().length);
        }
    }

    @ParameterizedTest
    @MethodSource("trainers")
    void nothing_changes_without_dropout(Trainer trainer) {
        Map<String, String> off = Map.of("dropout", "0");
        for (TrainingSession each : new TrainingSession[] {
            open(trainer, new NanoGpt(), off),
            open(trainer, new HuggingFaceGpt(), off),
            open(trainer, new TlTransformer()),
            open(trainer, new Mlp())
        }) {
            try (TrainingSession session = each) {
                assertThat(dropped(session, Targets.LAST)).isEqualTo(plain(session, Targets.LAST));
            }
        }
    }
}
