package org.transformerbench.models.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.models.Gru;
import org.transformerbench.models.GruConfig;
import org.transformerbench.models.HuggingFaceGpt;
import org.transformerbench.models.HuggingFaceGptConfig;
import org.transformerbench.models.Llama;
import org.transformerbench.models.LlamaConfig;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.MlpConfig;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.NanoGptConfig;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.TlTransformerConfig;
import org.transformerbench.models.checkpoint.Checkpoint;
import org.transformerbench.testkit.contract.ModelContract;

/** The contract of each model on the class path. */
class BuiltInModelsTest {

    /** Who adds one adds its contract here. */
    @Test
    void no_model_is_forgotten() {
        assertThat(Registry.discover().models())
                .extracting(installed -> installed.id())
                .containsExactly("gru", "hugging-face-gpt", "llama", "mlp", "nano-gpt", "tl-transformer");
    }

    /** Saves to a file, and has two layers, which are enough for one to follow another. */
    abstract static class Contract<C extends Record> extends ModelContract<C> {
        @TempDir
        private Path folder;

        @Override
        protected C config(SequenceShape shape) {
            C config = model().defaultConfig(shape);
            boolean layered = Configs.keys(model().configType()).contains("layers");
            return new Configs().with(config, layered ? Map.of("layers", "2") : Map.of());
        }

        @Override
        protected void saveAndLoad(TrainingSession from, TrainingSession to) throws Exception {
            Path file = folder.resolve("model.safetensors");
            new Checkpoint().save(file, model(), config(shape()), from);
            new Checkpoint().load(file, to);
        }
    }

    @Nested
    class OfGru extends Contract<GruConfig> {
        @Override
        protected Model<GruConfig> model() {
            return new Gru();
        }
    }

    @Nested
    class OfLlama extends Contract<LlamaConfig> {
        @Override
        protected Model<LlamaConfig> model() {
            return new Llama();
        }
    }

    /** With each switch that the default leaves off. */
    @Nested
    class OfGroupedTiedLlama extends Contract<LlamaConfig> {
        @Override
        protected Model<LlamaConfig> model() {
            return new Llama();
        }

        @Override
        protected LlamaConfig config(SequenceShape shape) {
            return new LlamaConfig(12, 2, 4, 2, 6, 20, 3, true, true, 1e-6);
        }
    }

    @Nested
    class OfMlp extends Contract<MlpConfig> {
        @Override
        protected Model<MlpConfig> model() {
            return new Mlp();
        }
    }

    @Nested
    class OfNanoGpt extends Contract<NanoGptConfig> {
        @Override
        protected Model<NanoGptConfig> model() {
            return new NanoGpt();
        }
    }

    @Nested
    class OfHuggingFaceGpt extends Contract<HuggingFaceGptConfig> {
        @Override
        protected Model<HuggingFaceGptConfig> model() {
            return new HuggingFaceGpt();
        }
    }

    @Nested
    class OfTlTransformer extends Contract<TlTransformerConfig> {
        @Override
        protected Model<TlTransformerConfig> model() {
            return new TlTransformer();
        }
    }
}
