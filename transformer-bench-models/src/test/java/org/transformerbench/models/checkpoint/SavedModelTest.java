package org.transformerbench.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.VersionedJson;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.TrainedRun;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.bundle.BundleReader;
import org.transformerbench.models.engine.CompiledTrainer;

class SavedModelTest {
    private static final Vocabulary SYMBOLS = Vocabulary.of("0123456789.=+-m|");
    private static final AdamW OPTIMIZER = new AdamW(1e-2, 0.9, 0.999, 1e-8, 1e-4);

    @TempDir
    private Path folder;

    private final Registry registry = Registry.discover().with(new Sums());

    /** A task that has a configuration, and no data. */
    private static final class Sums implements Task<Sums.Config> {
        record Config(int digits) {}

        @Override
        public String id() {
            return "sums";
        }

        @Override
        public Class<Config> configType() {
            return Config.class;
        }

        @Override
        public Config defaultConfig() {
            return new Config(3);
        }

        @Override
        public Dataset load(Config config, SeedStreams seeds) {
            throw new UnsupportedOperationException();
        }
    }

    private static <C extends Record> SavedModel train(Model<C> model) {
        SequenceShape shape = Fixtures.addition(model);
        TrainingSpec<C> spec = new TrainingSpec<>(
                model, model.defaultConfig(shape), shape, model.predicts(), OPTIMIZER, new SeedStreams(7));
        try (TrainingSession session = new CompiledTrainer(1).open(spec)) {
            session.step(Fixtures.batch(model, shape, 3, 7), OPTIMIZER.learningRate());
            Configs configs = new Configs();
            RunSpec run = new RunSpec(
                    "sums",
                    configs.write(new Sums.Config(5)),
                    Optional.empty(),
                    Optional.empty(),
                    model.id(),
                    configs.write(spec.config()),
                    "compiled",
                    TrainingConfig.defaults(),
                    Protocol.strict(),
                    spec.targets(),
                    7,
                    Optional.empty());
            return SavedModel.of(new TrainedRun<>(run, SYMBOLS, Optional.empty(), spec, session));
        }
    }

    private Path write(SavedModel saved) throws IOException {
        Path file = folder.resolve("models/one.safetensors");
        saved.write(file);
        return file;
    }

    static List<Model<?>> models() {
        return Fixtures.models().toList();
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_model_computes_after_saving_and_opening_what_it_computed_before(Model<?> model) throws IOException {
        SavedModel saved = train(model);
        int[] tokens = Fixtures.batch(model, Fixtures.addition(model), 2, 3).tokens();
        try (OpenModel before = saved.open(registry, "compiled");
                OpenModel after = SavedModel.read(write(saved)).open(registry, "compiled");
                OpenModel reference = SavedModel.read(write(saved)).open(registry, "samediff")) {
            float[] logits = before.model().logits(tokens, 12, Targets.LAST);
            assertThat(after.model().logits(tokens, 12, Targets.LAST)).isEqualTo(logits);
            assertThat(reference.model().parameters()).isEqualTo(before.model().parameters());
            assertThat(after.card()).isEqualTo(saved.card());
            assertThat(after.task()).isInstanceOf(Sums.class);
        }
    }

    @Test
    void the_card_holds_all_that_is_needed() throws IOException {
        ModelCard card = SavedModel.read(write(train(new Mlp()))).card();

        assertThat(card.configOf(new Sums())).isEqualTo(new Sums.Config(5));
        assertThat(card.vocabulary()).isEqualTo(SYMBOLS);
        assertThat(card.spec().model()).isEqualTo("mlp");
        assertThat(card.spec().modelConfig().path("hiddenWidth").asInt()).isEqualTo(128);
        assertThat(card.shape()).isEqualTo(new SequenceShape(16, 12, 1));
        assertThat(card.spec().targets()).isEqualTo(Targets.LAST);
        assertThat(card.spec().seed()).isEqualTo(7);
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_file_of_format_2_is_read_and_written_again_without_a_graph(Model<?> model) throws IOException {
        SavedModel saved = train(model);
        Path file = folder.resolve("earlier.safetensors");
        new Safetensors()
                .write(
                        file,
                        saved.parameters(),
                        Map.of(
                                "transformer-bench",
                                VersionedJson.write(2, saved.card()).toString()));

        SavedModel earlier = SavedModel.read(file);
        SavedModel again = SavedModel.read(write(earlier));

        assertThat(again.card()).isEqualTo(saved.card());
        assertThat(again.parameters()).isEqualTo(saved.parameters());
        assertThat(again.graphMissing()).hasValue("an earlier version of this library saved it, which saved none");
        assertThat(saved.graphMissing()).isEmpty();
        try (OpenModel open = again.open(registry, "compiled")) {
            assertThat(open.model().parameters()).isNotEmpty();
        }
        assertThatThrownBy(() -> new BundleReader().read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("its formatVersion is 2, this version of the library reads 3")
                .hasMessageContaining("read by SavedModel");
    }

    @Test
    void tied_names_are_in_the_file_as_in_the_originals() throws IOException {
        assertThat(new Safetensors().read(write(train(new NanoGpt()))))
                .containsKeys("lm_head.weight", "transformer.wte.weight");
    }

    @Test
    void parameters_of_another_program_are_refused() throws IOException {
        Path file = folder.resolve("foreign.safetensors");
        new Safetensors().write(file, Map.of("w", Tensor.of(new float[] {1}, 1)));
        assertThatThrownBy(() -> SavedModel.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("foreign.safetensors")
                .hasMessageContaining("compare --save");
    }

    @Test
    void a_file_that_is_no_checkpoint_is_refused() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "to be or not to be");
        assertThatThrownBy(() -> SavedModel.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("notes.txt is no valid safetensors file");
    }

    @Test
    void a_card_of_another_version_is_refused() throws IOException {
        assertCard("{\"formatVersion\":1,\"more\":1}", "formatVersion is 1, this version of the library reads 2 and 3");
        assertCard("{}", "formatVersion is missing");
        assertCard("{\"formatVersion\":2.5}", "formatVersion is 2.5");
        assertCard("{\"formatVersion\":\"2\"}", "formatVersion is \"2\", this");
    }

    @Test
    void a_card_that_is_damaged_is_refused() throws IOException {
        assertCard("{\"formatVersion\":2", "does not describe its model");
        assertCard("{\"formatVersion\":2,\"task\":\"sums\"}", "does not describe its model");
        String json =
                VersionedJson.write(ModelCard.VERSION, train(new Mlp()).card()).toString();
        assertCard(json.replace("\"vocabularySize\":16", "\"vocabularySize\":17"), "as many symbols");
        assertCard("", "it is no JSON object");
        assertCard("null", "it is no JSON object");
        assertCard("{\"formatVersion\":2,", "line 1, column");
        assertCard("{\"formatVersion\":" + "1".repeat(1001) + "}", "line 1, column");
        assertCard(json.replace("\"contextLength\":12", "\"contextLength\":0"), "shape: contextLength (0) must be");
        assertCard(json.replace("\"contextLength\":12", "\"contextLength\":\"x\""), "shape.contextLength (x) must be");
    }

    private void assertCard(String json, String message) throws IOException {
        Path file = folder.resolve("damaged.safetensors");
        new Safetensors().write(file, Map.of("w", Tensor.of(new float[] {1}, 1)), Map.of("transformer-bench", json));
        assertThatThrownBy(() -> SavedModel.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("damaged.safetensors")
                .hasMessageContaining(message);
    }

    @Test
    void parameters_of_another_model_are_refused() throws IOException {
        SavedModel saved = train(new Mlp());
        Map<String, Tensor> fewer = new LinkedHashMap<>(saved.parameters());
        fewer.remove("mlp.0.bias");
        Path file = write(saved);
        Map<String, String> withoutGraph = Map.of(
                "transformer-bench",
                VersionedJson.write(ModelCard.VERSION, saved.card()).toString());
        new Safetensors().write(file, fewer, withoutGraph);
        assertThatThrownBy(() -> SavedModel.read(file).open(registry, "compiled"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("not those of the model 'mlp'")
                .hasMessageContaining("mlp.0.bias");
    }

    @Test
    void what_is_not_installed_is_named() {
        SavedModel saved = train(new Mlp());
        assertThatThrownBy(() -> saved.open(Registry.discover(), "compiled"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sums");
        assertThatThrownBy(() -> saved.open(Registry.empty().with(new Sums()).with(new CompiledTrainer()), "compiled"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mlp");
    }
}
