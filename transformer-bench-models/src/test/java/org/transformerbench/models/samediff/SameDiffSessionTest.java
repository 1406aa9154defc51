package org.transformerbench.models.samediff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.block.Embedding;
import org.transformerbench.models.checkpoint.Checkpoint;
import org.transformerbench.models.checkpoint.Safetensors;

class SameDiffSessionTest {
    private static final SequenceShape SMALL = new SequenceShape(7, 5, 5);

    /**
     * In a process with a heap of fixed size, so that only native memory can grow. One array of the widest layer that stays
     * from each step would take 24 MiB.
     */
    @Test
    void memory_stays_flat_over_250_steps() throws Exception {
        List<String> mebibytes = OtherProcess.run(
                MemoryProbe.class, Map.of(), "-XX:TieredStopAtLevel=1", "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");
        assertThat(mebibytes).hasSize(2);
        assertThat(Long.parseLong(mebibytes.get(1)) - Long.parseLong(mebibytes.get(0)))
                .isLessThan(16);
    }

    @Test
    void rejects_a_token_outside_of_the_vocabulary() {
        try (TrainingSession session = Fixtures.open(new NanoGpt(), SMALL, 1)) {
            assertThatThrownBy(() -> session.logits(new int[] {0, 1, 2, 7, 4}, 5, Targets.EVERY))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("The token 7 at index 3 is outside of the vocabulary [0, 7)");
            Batch wrong = new Batch(1, 5, 5, new int[5], new int[] {0, 0, -2, 0, 0});
            assertThatThrownBy(() -> session.step(wrong, Fixtures.LEARNING_RATE))
                    .hasMessage("The target -2 at index 2 is outside of the vocabulary [0, 7)");
        }
    }

    @Test
    void rejects_a_batch_of_another_shape() {
        try (TrainingSession session = Fixtures.open(new NanoGpt(), SMALL, 1)) {
            assertThatThrownBy(() -> session.step(new Batch(1, 6, 6, new int[6], new int[6]), Fixtures.LEARNING_RATE))
                    .hasMessageContaining("6 positions")
                    .hasMessageContaining("context length of 5");
            assertThatThrownBy(() -> session.step(new Batch(1, 5, 1, new int[5], new int[1]), Fixtures.LEARNING_RATE))
                    .hasMessageContaining("1 targets per example does not fit");
            assertThatThrownBy(() -> session.logits(new int[7], 5, Targets.EVERY))
                    .hasMessage("7 tokens are no rows of 5 positions; the context length is 5");
        }
    }

    @Test
    void a_closed_model_is_named() {
        TrainingSession session = Fixtures.open(new NanoGpt(), SMALL, 1);
        Decoder decoder = session.decoder(1);
        decoder.append(1, 2, 3);
        session.close();
        assertThatThrownBy(() -> decoder.append(4))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The model 'nano-gpt' is closed");
    }

    @Test
    void a_checkpoint_moves_all_parameters_and_the_tied_name(@TempDir Path folder) throws IOException {
        NanoGpt model = new NanoGpt();
        Path file = folder.resolve("nano-gpt.safetensors");
        int[] tokens = {1, 2, 3, 4, 5};
        float[] expected;
        try (TrainingSession first = Fixtures.open(model, SMALL, 1)) {
            expected = first.logits(tokens, 5, Targets.EVERY);
            new Checkpoint().save(file, model, model.defaultConfig(SMALL), first);
        }
        assertThat(new Safetensors().read(file)).containsKeys("lm_head.weight", "transformer.wte.weight");
        try (TrainingSession second = Fixtures.open(model, SMALL, 2)) {
            assertThat(second.logits(tokens, 5, Targets.EVERY)).isNotEqualTo(expected);
            new Checkpoint().load(file, second);
            assertThat(second.logits(tokens, 5, Targets.EVERY)).isEqualTo(expected);
        }
    }

    @Test
    void refuses_parameters_that_are_not_the_models_and_keeps_its_own() {
        try (TrainingSession session = Fixtures.open(new Mlp(), new SequenceShape(7, 5, 1), 1)) {
            Map<String, Tensor> own = session.parameters();
            Map<String, Tensor> renamed = new LinkedHashMap<>(own);
            renamed.put("embed.weights", renamed.remove("embed.weight"));
            assertThatThrownBy(() -> session.load(renamed))
                    .hasMessageContaining("missing: [embed.weight]")
                    .hasMessageContaining("unknown: [embed.weights]");
            Map<String, Tensor> reshaped = new LinkedHashMap<>(own);
            reshaped.put("mlp.2.bias", Tensor.of(new float[8], 8));
            reshaped.put("embed.weight", Tensor.of(new float[56], 7, 8));
            assertThatThrownBy(() -> session.load(reshaped))
                    .hasMessage("The parameter mlp.2.bias has shape [7], not [8]");
            assertThat(session.parameters()).isEqualTo(own);
        }
    }

    @Test
    void refuses_a_tied_name_with_other_values() {
        try (TrainingSession session = Fixtures.open(new NanoGpt(), SMALL, 1)) {
            Map<String, Tensor> parameters = session.parameters();
            Tensor embedding = parameters.get("transformer.wte.weight");
            parameters.put("lm_head.weight", Tensor.of(new float[embedding.size()], embedding.shape()));
            assertThatThrownBy(() -> session.load(parameters))
                    .hasMessageContaining("lm_head.weight is tied to transformer.wte.weight");
        }
    }

    @Test
    void prints_nothing_to_standard_output() {
        PrintStream original = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try (TrainingSession session = Fixtures.open(new NanoGpt(), SMALL, 1)) {
            session.step(Fixtures.batch(SMALL, 2, 5, 1), Fixtures.LEARNING_RATE);
        } finally {
            System.setOut(original);
        }
        assertThat(captured.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void names_the_model_whose_logits_have_a_wrong_shape() {
        Model<?> wrong = new Custom("too-wide", 1);
        assertThatThrownBy(() -> Fixtures.open(wrong, SMALL, 1))
                .isInstanceOf(ModelException.class)
                .hasMessage("The model 'too-wide' gave logits of shape [1, 5, 8] where (B, O, V) is [1, 5, 7]");
    }

    @Test
    void names_the_parameter_that_the_loss_does_not_depend_on() {
        assertThatThrownBy(() -> Fixtures.open(new Custom("idle", 0), SMALL, 1))
                .isInstanceOf(ModelException.class)
                .hasMessage("The loss of the model 'idle' does not depend on its parameter unused; nothing reads it");
    }

    @Test
    void names_the_model_that_throws_while_it_builds() {
        assertThatThrownBy(() -> Fixtures.open(new Custom("thrower", 2), SMALL, 1))
                .isInstanceOf(ModelException.class)
                .hasMessage("The model 'thrower' cannot build its graph: no graph today");
    }

    @Test
    void rejects_a_parameter_with_the_name_of_an_input() {
        assertThatThrownBy(() -> Fixtures.open(new Custom("namesake", 3), SMALL, 1))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("The parameter name targets is taken by an input of the graph");
    }

    /** Configuration of {@link Custom}. */
    record Nothing() {}

    /** A table of logits per token, with one mistake of four. */
    private record Custom(String id, int mistake) implements Model<Nothing> {
        @Override
        public Class<Nothing> configType() {
            return Nothing.class;
        }

        @Override
        public Nothing defaultConfig(SequenceShape shape) {
            return new Nothing();
        }

        @Override
        public SDVariable logits(GraphScope graph, SDVariable tokens, Nothing config) {
            if (mistake == 2) {
                throw new IllegalStateException("no graph today");
            }
            int vocabulary = graph.shape().vocabularySize();
            if (mistake == 3) {
                graph.parameter("targets", Initializer.constant(1), 3);
            }
            int width = vocabulary + mistake;
            graph.parameter("unused", Initializer.constant(1), 3);
            SDVariable table = graph.parameter("table", Initializer.normal(1), vocabulary, width);
            return Embedding.tokens(graph, tokens, table, width);
        }
    }
}
