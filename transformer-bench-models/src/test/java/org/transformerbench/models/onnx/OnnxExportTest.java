package org.transformerbench.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.custom.CustomModels;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.engine.DecoderFixtures;

/** Exported models, run by ONNX Runtime, have the logits of the session that they come from. */
class OnnxExportTest {
    private static final SequenceShape SHAPE = new SequenceShape(7, 6, 6);

    @TempDir
    private Path folder;

    static Stream<Arguments> models() {
        Stream<Arguments> builtIn = Fixtures.models()
                .flatMap(
                        model -> targets(model).map(targets -> Arguments.of(model, Fixtures.addition(model), targets)));
        Stream<Arguments> custom =
                CustomModels.all().flatMap(model -> targets(model).map(targets -> Arguments.of(model, SHAPE, targets)));
        return Stream.concat(builtIn, custom);
    }

    private static Stream<Targets> targets(Model<?> model) {
        return model.predicts() == Targets.EVERY ? Arrays.stream(Targets.values()) : Stream.of(Targets.LAST);
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("models")
    <C extends Record> void have_the_logits_of_their_session(Model<C> model, SequenceShape shape, Targets targets)
            throws Exception {
        TrainingSpec<C> spec = new TrainingSpec<>(
                model,
                model.defaultConfig(shape),
                shape,
                targets,
                new AdamW(Fixtures.LEARNING_RATE, 0.9, 0.99, 1e-3, 0.1),
                new SeedStreams(7));
        CompiledTrainer trainer = new CompiledTrainer(1);
        try (TrainingSession session = trainer.open(spec)) {
            DecoderFixtures.randomise(session, 5);
            Bundle bundle = OnnxFixtures.bundle(model, shape, targets, session.parameters());
            Path file = folder.resolve("model.onnx");

            OnnxSummary summary = OnnxExport.write(bundle, file);

            boolean growing =
                    targets == Targets.EVERY && trainer.recomputation(spec).isEmpty();
            assertThat(summary.fixedLength().isEmpty())
                    .as("any length: %s", summary)
                    .isEqualTo(growing);
            try (RuntimeSession runtime = new RuntimeSession(file)) {
                for (int examples : new int[] {1, 3, 5}) {
                    compare(runtime, session, targets, examples, growing);
                }
            }
        }
    }

    /** A shorter text has the first rows of a longer one. */
    private static void compare(
            RuntimeSession runtime, TrainingSession session, Targets targets, int examples, boolean growing)
            throws OrtException {
        int context = session.shape().contextLength();
        int[] tokens = OnnxFixtures.tokens(examples, context, session.shape().vocabularySize());
        float[] expected = session.logits(tokens, context, targets);
        OnnxFixtures.requireClose(examples + " examples", runtime.logits(tokens, context), expected);
        for (int length : growing ? new int[] {1, 2, context - 1} : new int[0]) {
            int[] beginnings = new int[examples * length];
            float[] rows = new float[expected.length / context * length];
            for (int i = 0; i < examples; i++) {
                int width = expected.length / examples / context;
                System.arraycopy(tokens, i * context, beginnings, i * length, length);
                System.arraycopy(expected, i * context * width, rows, i * length * width, length * width);
            }
            OnnxFixtures.requireClose(examples + " of " + length, runtime.logits(beginnings, length), rows);
        }
    }
}
