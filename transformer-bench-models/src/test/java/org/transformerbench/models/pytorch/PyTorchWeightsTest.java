package org.transformerbench.models.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.config.ConfigException;
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
import org.transformerbench.models.block.Activation;
import org.transformerbench.models.checkpoint.Safetensors;
import org.transformerbench.models.custom.Lstm;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

class PyTorchWeightsTest {
    private static final NanoGptConfig SMALL = new NanoGptConfig(8, 2, 2, 0.1, true, Activation.GELU_TANH, 1e-5);

    @TempDir
    private Path folder;

    private static ImportedModel<NanoGptConfig> nanoGpt(Map<String, Tensor> tensors) {
        return WeightFiles.read(tensors).with("heads", "2").toModel(new NanoGpt());
    }

    static Stream<Arguments> models() {
        SequenceShape every = SequenceShape.of(9, 7, Targets.EVERY);
        return Stream.of(
                Arguments.of(new NanoGpt(), new NanoGptConfig(12, 3, 3, 0, true, Activation.GELU_ERF, 1e-3), every),
                Arguments.of(new NanoGpt(), new NanoGptConfig(6, 1, 1, 0.2, false, Activation.GELU_TANH, 1e-5), every),
                Arguments.of(new HuggingFaceGpt(), new HuggingFaceGptConfig(12, 11, 6, 0.3, 1e-4), every),
                Arguments.of(new TlTransformer(), new TlTransformerConfig(10, 2, 3, 5, 7, 1e-6), every),
                Arguments.of(new Llama(), new LlamaConfig(10, 2, 6, 3, 4, 7, 3, false, false, 1e-5), every),
                Arguments.of(new Llama(), new LlamaConfig(10, 1, 6, 2, 4, 7, 100, true, true, 1e-6), every),
                Arguments.of(new Gru(), new GruConfig(5, 11, 1), every),
                Arguments.of(new Gru(), new GruConfig(11, 5, 3), every),
                Arguments.of(new Mlp(), new MlpConfig(5, 11), new SequenceShape(9, 7, 1)),
                Arguments.of(new Mlp(), new MlpConfig(3, 4), new SequenceShape(6, 5, 2)));
    }

    /** The parameters are those of the graph: a scheme that forgets one, or has another shape, is found here. */
    @ParameterizedTest
    @MethodSource("models")
    <C extends Record> void what_is_exported_is_the_same_model_again(Model<C> model, C config, SequenceShape shape)
            throws IOException {
        Map<String, Tensor> parameters = parameters(model, config, shape);
        Path file = folder.resolve("exported.safetensors");
        PyTorchExport.of(model, config, parameters).write(file);

        ImportedModel<C> imported = PyTorchWeights.read(file).toModel(model, shape);

        assertThat(imported.config()).isEqualTo(config);
        assertThat(imported.shape()).isEqualTo(shape);
        assertThat(imported.assumed()).isEmpty();
        assertThat(imported.warnings()).isEmpty();
        Map<String, Tensor> expected = new LinkedHashMap<>(parameters);
        model.tiedParameters(config).forEach((alias, name) -> expected.put(alias, parameters.get(name)));
        assertThat(imported.parameters()).containsExactlyInAnyOrderEntriesOf(expected);
    }

    private static <C extends Record> Map<String, Tensor> parameters(Model<C> model, C config, SequenceShape shape) {
        try (Parameters parameters = new Parameters(new SeedStreams(3))) {
            ModelGraph.build(model, config, shape, shape.contextLength(), false, parameters);
            return parameters.toTensors();
        }
    }

    static Stream<Arguments> goldenFiles() {
        return Stream.of(
                Arguments.of("hugging-face-gpt-small", new HuggingFaceGpt(), "2"),
                Arguments.of("gru-small", new Gru(), ""),
                Arguments.of("llama-grouped-tied", new Llama(), ""),
                Arguments.of("llama-small", new Llama(), "2"),
                Arguments.of("mlp-small", new Mlp(), ""),
                Arguments.of("mlp-two-outputs", new Mlp(), ""),
                Arguments.of("nano-gpt-small", new NanoGpt(), "2"),
                Arguments.of("nano-gpt-no-bias-erf", new NanoGpt(), "3"),
                Arguments.of("tl-transformer-addition", new TlTransformer(), ""),
                Arguments.of("tl-transformer-small", new TlTransformer(), ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenFiles")
    void weights_go_in_and_out_bit_for_bit(String name, Model<?> model, String heads) throws IOException {
        Map<String, Tensor> original = WeightFiles.golden(name);
        if (model instanceof NanoGpt) {
            original.put("lm_head.weight", original.get("transformer.wte.weight"));
        }
        if (name.equals("llama-grouped-tied")) {
            original.put("lm_head.weight", original.get("model.embed_tokens.weight"));
        }
        PyTorchWeights weights =
                PyTorchWeights.read(new WeightFiles(folder).write(original)).withContextLength(6);
        Path file = folder.resolve("again.safetensors");

        PyTorchExport.of((heads.isEmpty() ? weights : weights.with("heads", heads)).toModel(model))
                .write(file);

        Map<String, Tensor> again = new Safetensors().read(file);
        assertThat(again).containsOnlyKeys(original.keySet());
        original.forEach((key, tensor) -> {
            assertThat(again.get(key).shape()).as(key).isEqualTo(tensor.shape());
            assertThat(bits(again.get(key))).as(key).isEqualTo(bits(tensor));
        });
    }

    private static int[] bits(Tensor tensor) {
        int[] bits = new int[tensor.size()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(tensor.values()[i]);
        }
        return bits;
    }

    @Test
    void an_imported_model_computes_the_logits_of_pytorch() throws IOException {
        Map<String, Tensor> golden =
                new Safetensors().read(Path.of("src/test/resources/golden/nano-gpt-small.safetensors"));
        float[] values = golden.get("input/tokens").values();
        int[] tokens = new int[values.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = (int) values[i];
        }

        try (TrainingSession session = nanoGpt(WeightFiles.nanoGpt()).open(new CompiledTrainer(1))) {
            Tensor expected = golden.get("out/logits");
            int positions = (int) golden.get("input/tokens").shape()[1];
            assertThat(session.logits(tokens, positions, Targets.EVERY))
                    .containsExactly(expected.values(), Offset.offset(1e-5f));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_orig_mod.",
                "module.",
                "module._orig_mod.",
                "_orig_mod.module.",
                "model._orig_mod.",
                "_fsdp_wrapped_module."
            })
    void what_wrappers_add_to_names_is_left_out(String prefix) throws IOException {
        Map<String, Tensor> wrapped = WeightFiles.renamed(WeightFiles.nanoGpt(), name -> prefix + name);

        ImportedModel<NanoGptConfig> imported = nanoGpt(wrapped);

        assertThat(imported.config()).isEqualTo(SMALL);
        assertThat(imported.parameters()).containsExactlyInAnyOrderEntriesOf(WeightFiles.nanoGpt());
    }

    @Test
    void a_layer_that_is_compiled_by_itself_is_no_other_layer() throws IOException {
        Map<String, Tensor> wrapped =
                WeightFiles.renamed(WeightFiles.nanoGpt(), name -> name.replace("h.1.", "h.1._orig_mod."));

        assertThat(nanoGpt(wrapped).parameters()).containsExactlyInAnyOrderEntriesOf(WeightFiles.nanoGpt());
    }

    /** HuggingFace's GPT-2, as nanoGPT's {@code from_pretrained} reads it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "transformer."})
    void gpt_2_of_hugging_face_has_its_linear_layers_the_other_way_around(String prefix) throws IOException {
        Map<String, Tensor> gpt2 = new LinkedHashMap<>();
        WeightFiles.golden("nano-gpt-small").forEach((name, tensor) -> {
            boolean linear = name.matches(".*(attn|mlp)\\.c_\\w+\\.weight");
            gpt2.put(name.replace("transformer.", prefix), linear ? WeightFile.transposed(tensor) : tensor);
        });
        for (int layer = 0; layer < 2; layer++) {
            gpt2.put(prefix + "h." + layer + ".attn.bias", Tensor.of(WeightFiles.filled(36, 1), 1, 1, 6, 6));
            gpt2.put(prefix + "h." + layer + ".attn.masked_bias", Tensor.of(new float[] {-1e4f}));
        }
        assertThat(gpt2.get(prefix + "h.0.attn.c_attn.weight").shape()).containsExactly(8, 24);

        ImportedModel<NanoGptConfig> imported = nanoGpt(gpt2);

        assertThat(imported.config()).isEqualTo(SMALL);
        assertThat(imported.parameters()).containsExactlyInAnyOrderEntriesOf(WeightFiles.nanoGpt());
        gpt2.keySet().removeIf(name -> name.matches(".*\\.attn\\.(masked_)?bias"));
        gpt2.put("lm_head.weight", gpt2.get(prefix + "wte.weight"));
        assertThat(PyTorchExport.of(imported)
                        .withPrefix(prefix)
                        .withTransposedLinear()
                        .tensors())
                .containsExactlyInAnyOrderEntriesOf(gpt2);
    }

    @Test
    void the_names_of_hugging_face_may_begin_with_the_body() throws IOException {
        Map<String, Tensor> original = WeightFiles.golden("hugging-face-gpt-small");
        Map<String, Tensor> named =
                WeightFiles.renamed(original, name -> name.startsWith("lm_head") ? name : "transformer." + name);
        PyTorchWeights weights = WeightFiles.read(named).with("heads", "2");

        ImportedModel<HuggingFaceGptConfig> imported = weights.toModel(new HuggingFaceGpt());

        assertThat(imported.parameters()).containsExactlyInAnyOrderEntriesOf(original);
        assertThat(PyTorchExport.of(imported).withPrefix("transformer.").tensors())
                .containsExactlyInAnyOrderEntriesOf(named);
    }

    @Test
    void one_of_two_tied_tensors_is_enough() throws IOException {
        // safetensors.torch.save_model keeps the first name of those that share a tensor.
        Map<String, Tensor> headOnly = WeightFiles.nanoGpt();
        headOnly.remove("transformer.wte.weight");
        assertThat(nanoGpt(headOnly).parameters()).containsExactlyInAnyOrderEntriesOf(WeightFiles.nanoGpt());

        assertThat(nanoGpt(WeightFiles.golden("nano-gpt-small")).parameters())
                .containsExactlyInAnyOrderEntriesOf(WeightFiles.nanoGpt());

        Map<String, Tensor> tied = WeightFiles.golden("hugging-face-gpt-small");
        tied.remove("lm_head.weight");
        ImportedModel<HuggingFaceGptConfig> imported =
                WeightFiles.read(tied).with("heads", "2").toModel(new HuggingFaceGpt());
        assertThat(imported.parameters().get("lm_head.weight")).isEqualTo(tied.get("tokens_embed.weight"));
    }

    @Test
    void a_tensor_that_the_file_notes_under_another_name_is_found() throws IOException {
        Map<String, Tensor> shared = WeightFiles.golden("hugging-face-gpt-small");
        Tensor embedding = shared.remove("tokens_embed.weight");
        Map<String, String> notes = Map.of("heads", "2", "tokens_embed.weight", "lm_head.weight", "format", "pt");

        Path file = new WeightFiles(folder).write(shared, notes);

        assertThat(PyTorchWeights.read(file).toModel(new HuggingFaceGpt()).parameters())
                .containsEntry("tokens_embed.weight", shared.get("lm_head.weight"))
                .doesNotContainEntry("tokens_embed.weight", embedding);
    }

    /** 1.5 in the first element of the first tensor. */
    @ParameterizedTest
    @CsvSource({"F16, 2, 00 3E, ''", "BF16, 2, C0 3F, ''", "F64, 8, 00 00 00 00 00 00 F8 3F, float64 were rounded"})
    void values_of_other_types_become_float32(String dtype, int bytes, String hex, String warning) throws IOException {
        byte[] first = java.util.HexFormat.ofDelimiter(" ").parseHex(hex);
        Path file = new WeightFiles(folder).write(dtype, bytes, WeightFiles.golden("mlp-small"), first);

        ImportedModel<MlpConfig> imported = PyTorchWeights.read(file).toModel(new Mlp());

        assertThat(imported.parameters().get("embed.weight").values())
                .startsWith(1.5f, 0f)
                .hasSize(44);
        assertThat(String.join("", imported.warnings())).contains(warning);
        assertThat(imported.warnings()).hasSize(warning.isEmpty() ? 0 : 1);
    }

    @Test
    void weights_that_are_no_numbers_are_a_warning() throws IOException {
        Map<String, Tensor> broken = WeightFiles.golden("mlp-small");
        broken.get("mlp.0.bias").values()[3] = Float.NaN;
        broken.get("mlp.0.bias").values()[4] = Float.NEGATIVE_INFINITY;

        ImportedModel<MlpConfig> imported = WeightFiles.read(broken).toModel(new Mlp());

        assertThat(imported.warnings()).containsExactly("Not all weights are finite numbers: mlp.0.bias (2 of 10)");
    }

    @Test
    void notes_of_the_file_say_what_no_shape_tells() throws IOException {
        Path file = new WeightFiles(folder)
                .write(WeightFiles.nanoGpt(), Map.of("n_head", "4", "activation", "gelu_erf", "dropout", "0"));
        PyTorchWeights weights = PyTorchWeights.read(file);

        ImportedModel<NanoGptConfig> imported = weights.toModel(new NanoGpt());

        assertThat(imported.config()).isEqualTo(new NanoGptConfig(8, 2, 4, 0, true, Activation.GELU_ERF, 1e-5));
        assertThat(imported.assumed()).containsExactly("layerNormEpsilon");
        assertThat(weights.with("heads", "1").toModel(new NanoGpt()).config().heads())
                .isEqualTo(1);
    }

    @Test
    void each_number_of_heads_is_possible_until_one_is_set() throws IOException {
        Map<String, Tensor> tensors = WeightFiles.golden("hugging-face-gpt-small");
        PyTorchWeights weights = WeightFiles.read(tensors);

        assertThat(weights.candidates(new HuggingFaceGpt()))
                .extracting(candidate -> candidate.config().heads())
                .containsExactly(1, 2, 4, 8);
        assertThat(weights.with("heads", "4").candidates(new HuggingFaceGpt()))
                .singleElement()
                .satisfies(only -> assertThat(only.parameters()).isEqualTo(tensors));
    }

    @Test
    void llama_has_the_heads_that_shapes_and_rotation_allow() throws IOException {
        PyTorchWeights weights =
                WeightFiles.read(WeightFiles.golden("llama-small")).withContextLength(6);

        // Keys are as wide as queries, 8; a head of width 1 could not be rotated.
        assertThat(weights.candidates(new Llama()))
                .extracting(
                        candidate -> candidate.config().heads(),
                        candidate -> candidate.config().keyValueHeads(),
                        candidate -> candidate.config().headWidth())
                .containsExactly(tuple(1, 1, 8), tuple(2, 2, 4), tuple(4, 4, 2));
        assertThatThrownBy(() -> weights.toModel(new Llama()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("any number that divides heads*headWidth (8), of which 1, 2, 4 are possible");
        assertThatThrownBy(() -> weights.with("heads", "3").toModel(new Llama()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("heads = 3 as in what was set");
    }

    @Test
    void norms_of_queries_tell_how_wide_a_head_is() throws IOException {
        ImportedModel<LlamaConfig> imported = WeightFiles.read(WeightFiles.golden("llama-grouped-tied"))
                .withContextLength(7)
                .with("ropeTheta", "3")
                .toModel(new Llama());

        assertThat(imported.config()).isEqualTo(new LlamaConfig(12, 2, 4, 2, 4, 24, 3, true, true, 1e-6));
        assertThat(imported.assumed()).containsExactly("rmsNormEpsilon");
    }

    @Test
    void a_head_that_is_not_the_embedding_is_not_tied_unless_someone_says_so() throws IOException {
        PyTorchWeights weights = WeightFiles.read(WeightFiles.golden("llama-small"))
                .withContextLength(6)
                .with("heads", "2");

        assertThat(weights.toModel(new Llama()).config().tied()).isFalse();
        assertThatThrownBy(() -> weights.with("tied", "true").toModel(new Llama()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has one parameter for both");
    }

    @Test
    void a_context_length_that_no_weight_tells_must_be_given_or_noted() throws IOException {
        Map<String, Tensor> gru = WeightFiles.golden("gru-small");
        Path noted = new WeightFiles(folder).write(gru, Map.of("contextLength", "9"));

        assertThatThrownBy(() -> WeightFiles.read(gru).toModel(new Gru()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("contextLength must be given: no weight of 'gru' in weights.safetensors");
        assertThat(PyTorchWeights.read(noted).toModel(new Gru()).shape()).isEqualTo(new SequenceShape(11, 9, 9));
        assertThat(PyTorchWeights.read(noted)
                        .withContextLength(4)
                        .toModel(new Gru())
                        .shape()
                        .contextLength())
                .isEqualTo(4);
    }

    @Test
    void an_imported_model_is_exported_with_its_context_length() throws IOException {
        ImportedModel<GruConfig> imported = WeightFiles.read(WeightFiles.golden("gru-small"))
                .withContextLength(8)
                .toModel(new Gru());
        Path file = folder.resolve("exported.safetensors");

        PyTorchExport.of(imported).write(file);

        assertThat(PyTorchWeights.read(file).toModel(new Gru()).shape()).isEqualTo(imported.shape());
    }

    @Test
    void a_model_that_is_not_built_in_has_the_names_of_its_graph() throws IOException {
        Lstm model = new Lstm();
        SequenceShape shape = SequenceShape.of(9, 4, Targets.EVERY);
        Map<String, Tensor> parameters = parametersOf(model, shape);
        Path file = new WeightFiles(folder).write(WeightFiles.renamed(parameters, name -> "module._orig_mod." + name));

        ImportedModel<?> imported = PyTorchWeights.read(file).toModel(model, shape);

        assertThat(PyTorchWeights.tellSizesOf(model)).isFalse();
        assertThat(imported.parameters()).containsExactlyInAnyOrderEntriesOf(parameters);
        assertThat(PyTorchExport.of(imported).withPrefix("net.").tensors())
                .containsExactlyInAnyOrderEntriesOf(WeightFiles.renamed(parameters, name -> "net." + name));
    }

    private static <C extends Record> Map<String, Tensor> parametersOf(Model<C> model, SequenceShape shape) {
        return parameters(model, model.defaultConfig(shape), shape);
    }

    @Test
    void what_is_no_weight_can_be_ignored() throws IOException {
        Map<String, Tensor> more = WeightFiles.golden("mlp-small");
        more.put("ema.decay", Tensor.of(new float[] {0.9f}));
        more.put("ema.steps", Tensor.of(new float[] {7}));
        more.put("step", Tensor.of(new float[] {7}));

        PyTorchWeights weights = WeightFiles.read(more).ignoring("ema.*", "step");

        assertThat(weights.names())
                .isEqualTo(List.copyOf(WeightFiles.golden("mlp-small").keySet()));
        assertThat(weights.toModel(new Mlp()).config()).isEqualTo(new MlpConfig(4, 10));
    }

    @Test
    void the_name_of_nano_gpt_loses_its_body_where_that_is_wanted() throws IOException {
        assertThat(PyTorchExport.of(nanoGpt(WeightFiles.nanoGpt()))
                        .withPrefix("")
                        .tensors())
                .containsKeys("wte.weight", "h.1.mlp.c_fc.bias", "lm_head.weight")
                .hasSize(29);
    }
}
