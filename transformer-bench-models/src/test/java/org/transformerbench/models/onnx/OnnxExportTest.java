package org.transformerbench.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
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
import org.transformerbench.api.config.Configs;
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

    /** All that keep keys and values when they decode. */
    private static final Set<String> OF_ANY_LENGTH =
            Set.of("hugging-face-gpt", "linear-bias-attention", "llama", "nano-gpt", "plain-gpt", "tl-transformer");

    static Stream<Arguments> models() {
        return Stream.concat(
                Fixtures.models().map(model -> Arguments.of(model, Fixtures.addition(model))),
                CustomModels.all().map(model -> Arguments.of(model, SHAPE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    <C extends Record> void have_the_logits_of_their_session(Model<C> model, SequenceShape shape) throws Exception {
        // One layer, where there are layers: more add nothing but time.
        C config = new Configs()
                .with(
                        model.defaultConfig(shape),
                        Configs.keys(model.configType()).contains("layers") ? Map.of("layers", "1") : Map.of());
        TrainingSpec<C> spec = new TrainingSpec<>(
                model,
                config,
                shape,
                model.predicts(),
                new AdamW(Fixtures.LEARNING_RATE, 0.9, 0.99, 1e-3, 0.1),
                new SeedStreams(7));
        try (TrainingSession session = new CompiledTrainer(1).open(spec)) {
            DecoderFixtures.randomise(session, 5);
            Bundle bundle = OnnxFixtures.bundle(model, config, shape, session.parameters());
            for (Targets targets :
                    model.predicts() == Targets.EVERY ? Targets.values() : new Targets[] {Targets.LAST}) {
                Path file = folder.resolve(targets + ".onnx");

                OnnxSummary summary = OnnxExport.write(OnnxFixtures.at(targets, bundle), file);

                boolean anyLength = targets == Targets.EVERY && OF_ANY_LENGTH.contains(model.id());
                assertThat(summary.fixedLength().isEmpty()).as("%s", summary).isEqualTo(anyLength);
                try (RuntimeSession runtime = new RuntimeSession(file)) {
                    for (int examples : new int[] {1, 3, 5}) {
                        compare(runtime, session, targets, examples, anyLength);
                    }
                }
            }
        }
    }

    /** A shorter text has the first rows of a longer one. */
    private static void compare(
            RuntimeSession runtime, TrainingSession session, Targets targets, int examples, boolean anyLength)
            throws OrtException {
        int context = session.shape().contextLength();
        int[] tokens = OnnxFixtures.tokens(examples, context, session.shape().vocabularySize());
        float[] expected = session.logits(tokens, context, targets);
        OnnxFixtures.requireClose(examples + " examples", runtime.logits(tokens, context), expected);
        for (int length : anyLength ? new int[] {1, 2, context - 1} : new int[0]) {
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
