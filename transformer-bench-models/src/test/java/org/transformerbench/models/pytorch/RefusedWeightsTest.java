package org.transformerbench.models.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.models.HuggingFaceGpt;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.custom.Lstm;

/** Files that are no weights of a model, each with a message that says what is wrong and where. */
class RefusedWeightsTest {
    @TempDir
    private Path folder;

    private static PyTorchWeights weights(Map<String, Tensor> tensors) {
        return WeightFiles.read(tensors);
    }

    private static PyTorchWeights nanoGpt(Map<String, Tensor> tensors) {
        return weights(tensors).with("heads", "2");
    }

    @ParameterizedTest
    @CsvSource({
        "'PK\u0003\u0004...', ckpt.pt",
        "'\u0080\u0002}q', pytorch_model.bin",
    })
    void a_pickle_file_is_not_read_but_can_be_converted(String beginning, String name) throws IOException {
        Path file = Files.write(folder.resolve(name), beginning.getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> PyTorchWeights.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + " is a pickle file, as torch.save writes it.")
                .hasMessageContaining("can run any program")
                .hasMessageContaining("torch.load('" + name + "', map_location='cpu', weights_only=True)")
                .hasMessageEndingWith("'" + name.substring(0, name.indexOf('.')) + ".safetensors')\"");
    }

    @Test
    void a_name_that_would_need_quoting_is_not_in_the_advice() throws IOException {
        Path file = Files.write(folder.resolve("it's.pt"), new byte[] {(byte) 0x80, 2});

        assertThatThrownBy(() -> PyTorchWeights.read(file)).hasMessageContaining("torch.load('model.pt'");
    }

    @Test
    void the_note_that_git_lfs_leaves_is_named() throws IOException {
        Path file = Files.writeString(
                folder.resolve("model.safetensors"), "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");

        assertThatThrownBy(() -> PyTorchWeights.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("'git lfs pull'");
    }

    @Test
    void a_file_whose_header_is_as_long_as_a_pickle_begins_is_no_pickle() throws IOException {
        Path file = new WeightFiles(folder).write(WeightFiles.golden("mlp-small"));
        byte[] bytes = Files.readAllBytes(file);
        int json = bytes[8] == '{' ? 8 : -1;
        int length = 0x80 + 0x200;
        byte[] padded = new byte[bytes.length + length - (bytes[0] & 0xff) - ((bytes[1] & 0xff) << 8)];
        int oldLength = (bytes[0] & 0xff) + ((bytes[1] & 0xff) << 8);
        padded[0] = (byte) 0x80;
        padded[1] = 2;
        System.arraycopy(bytes, json, padded, json, oldLength);
        Arrays.fill(padded, json + oldLength, json + length, (byte) ' ');
        System.arraycopy(bytes, json + oldLength, padded, json + length, bytes.length - json - oldLength);
        Files.write(file, padded);

        assertThat(PyTorchWeights.read(file).toModel(new Mlp()).config().hiddenWidth())
                .isEqualTo(10);
    }

    @Test
    void a_file_that_ends_too_early_is_refused() throws IOException {
        Path file = new WeightFiles(folder).write(WeightFiles.nanoGpt());
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 100));

        assertThatThrownBy(() -> PyTorchWeights.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is no valid safetensors file: at byte ");
    }

    @Test
    void heads_that_no_shape_tells_must_be_set() throws IOException {
        PyTorchWeights weights = weights(WeightFiles.nanoGpt());

        assertThatThrownBy(() -> weights.toModel(new NanoGpt()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("heads must be set, for example to 4: ")
                .hasMessageContaining("any number that divides modelWidth (8), which are 1, 2, 4, 8");
        assertThatThrownBy(() -> weights.with("heads", "3").toModel(new NanoGpt()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("modelWidth (8) must be divisible by heads (3)");
        assertThatThrownBy(() -> weights.with("hedas", "2").toModel(new NanoGpt()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Unknown key 'hedas' of NanoGptConfig; did you mean 'heads'?");
    }

    @Test
    void a_head_of_gpt_2_is_64_wide() throws IOException {
        Map<String, Tensor> wide = new LinkedHashMap<>();
        WeightFiles.golden("nano-gpt-small").forEach((name, tensor) -> wide.put(name, scaled(name, tensor, 24)));

        assertThatThrownBy(() -> weights(wide).toModel(new NanoGpt()))
                .hasMessageStartingWith("heads must be set, for example to 3: ")
                .hasMessageEndingWith("; GPT-2 would have 3, as its heads are 64 wide");
    }

    /** Multiplies the width of the model, which every dimension but vocabulary and positions is a multiple of. */
    private static Tensor scaled(String name, Tensor tensor, int factor) {
        long[] shape = tensor.shape();
        long size = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] *= i == 0 && name.matches(".*w[tp]e.weight") ? 1 : factor;
            size *= shape[i];
        }
        return Tensor.of(new float[(int) size], shape);
    }

    @Test
    void what_is_missing_and_what_is_left_over_is_listed_with_the_nearest_name() throws IOException {
        Map<String, Tensor> renamed = WeightFiles.renamed(
                WeightFiles.nanoGpt(), name -> name.equals("transformer.ln_f.bias") ? "transformer.lnf.bias" : name);
        renamed.put("optimizer_steps_taken_so_far", Tensor.of(new float[] {1}));

        assertThatThrownBy(() -> nanoGpt(renamed).toModel(new NanoGpt()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("does not hold the weights of the model 'nano-gpt':\n")
                .hasMessageContaining("\n  missing: transformer.ln_f.bias, the nearest is transformer.lnf.bias\n")
                .hasMessageContaining("\n  left over: transformer.lnf.bias, the nearest is transformer.ln_f.bias\n")
                .hasMessageEndingWith("\n  left over: optimizer_steps_taken_so_far");
    }

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of("hugging-face-gpt-small", new HuggingFaceGpt()),
                Arguments.of("mlp-small", new Mlp()),
                Arguments.of("nano-gpt-small", new NanoGpt()),
                Arguments.of("tl-transformer-small", new TlTransformer()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void whichever_tensor_is_missing_or_has_a_dimension_more_is_named(String golden, Model<?> model)
            throws IOException {
        Map<String, Tensor> tensors = WeightFiles.golden(golden);
        for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
            String name = tensor.getKey();
            Map<String, Tensor> changed = new LinkedHashMap<>(tensors);
            changed.remove(name);
            // A head that is missing is tied to the embedding.
            if (!name.equals("lm_head.weight")) {
                assertThatThrownBy(() -> weights(changed).toModel(model))
                        .as(name)
                        .isInstanceOf(DataException.class)
                        .hasMessageContaining("missing: " + name);
            }

            long[] shape =
                    Arrays.copyOf(tensor.getValue().shape(), tensor.getValue().shape().length + 1);
            shape[shape.length - 1] = 1;
            changed.put(name, Tensor.of(tensor.getValue().values(), shape));

            assertThatThrownBy(() -> weights(changed).toModel(model))
                    .as(name)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("of another shape: " + name + " has the shape ");
        }
    }

    @Test
    void the_weights_of_another_model_are_named() throws IOException {
        assertThatThrownBy(() ->
                        weights(WeightFiles.golden("tl-transformer-addition")).toModel(new NanoGpt()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("of the model 'nano-gpt'; the names are those of 'tl-transformer':\n")
                .hasMessageContaining("missing: transformer.wte.weight")
                .hasMessageContaining("\n  and 60 more left over");
        assertThatThrownBy(() ->
                        weights(WeightFiles.golden("hugging-face-gpt-small")).toModel(new NanoGpt()))
                .hasMessageContaining("; the names are those of 'hugging-face-gpt':\n")
                .hasMessageContaining("missing: transformer.wpe.weight");
    }

    @Test
    void a_layer_that_is_left_out_is_missing() throws IOException {
        Map<String, Tensor> gap = WeightFiles.renamed(WeightFiles.nanoGpt(), name -> name.replace("h.1.", "h.2."));

        assertThatThrownBy(() -> nanoGpt(gap).toModel(new NanoGpt()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("missing: transformer.h.1.ln_1.weight")
                .hasMessageContaining("left over: transformer.h.2.ln_1.weight");
    }

    @Test
    void two_tensors_of_one_name_are_refused() throws IOException {
        Map<String, Tensor> twice = WeightFiles.nanoGpt();
        twice.put("_orig_mod.transformer.wpe.weight", twice.get("transformer.wpe.weight"));

        assertThatThrownBy(() -> nanoGpt(twice).toModel(new NanoGpt()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("'transformer.wpe.weight' and '_orig_mod.transformer.wpe.weight' both stand for");
    }

    @Test
    void a_head_that_is_not_tied_is_no_nano_gpt() throws IOException {
        Map<String, Tensor> untied = WeightFiles.nanoGpt();
        untied.put("lm_head.weight", Tensor.of(WeightFiles.filled(88, 1), 11, 8));

        assertThatThrownBy(() -> nanoGpt(untied).toModel(new NanoGpt()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("lm_head.weight is another tensor than transformer.wte.weight");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "transformer.h.1.ln_2.weight        | 7     | must have [modelWidth] with modelWidth = 8 as in transformer.wte",
                "transformer.h.1.mlp.c_fc.bias      | 31    | must have [4*modelWidth] with modelWidth = 8",
                "transformer.h.0.attn.c_attn.weight | 24,8,1 | has the shape [24, 8, 1], must have [3*modelWidth, modelWidth]",
                "transformer.wpe.weight             | 0,8   | has the shape [0, 8], must have [contextLength, modelWidth]",
            })
    void shapes_that_contradict_each_other_are_named(String name, String shape, String message) throws IOException {
        Map<String, Tensor> odd = WeightFiles.golden("nano-gpt-small");
        long[] sizes =
                Arrays.stream(shape.split(",")).mapToLong(Long::parseLong).toArray();
        int size = (int) Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        odd.put(name, Tensor.of(new float[size], sizes));

        assertThatThrownBy(() -> nanoGpt(odd).toModel(new NanoGpt()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("of another shape: " + name)
                .hasMessageContaining(message);
    }

    @Test
    void a_product_that_does_not_come_out_even_is_named() throws IOException {
        Map<String, Tensor> odd = WeightFiles.golden("mlp-small");
        odd.put("mlp.0.weight", Tensor.of(new float[230], 10, 23));

        assertThatThrownBy(() -> weights(odd).toModel(new Mlp()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("mlp.0.weight has the shape [10, 23], must have [hiddenWidth,"
                        + " embeddingWidth*contextLength] with hiddenWidth = 10");
    }

    @Test
    void a_size_that_is_set_must_be_that_of_the_weights() throws IOException {
        PyTorchWeights weights = nanoGpt(WeightFiles.nanoGpt());

        assertThatThrownBy(() -> weights.with("layers", "3").toModel(new NanoGpt()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("layers (3) must be that of the weights in ")
                .hasMessageContaining("which is 2");
        assertThatThrownBy(() -> weights.with("bias", "false").toModel(new NanoGpt()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("bias (false) must be that of the weights in ");
        assertThat(weights.with("bias", "TRUE").toModel(new NanoGpt()).config().bias())
                .isTrue();
    }

    @Test
    void notes_that_are_not_valid_are_named_as_such() throws IOException {
        Path file = new WeightFiles(folder).write(WeightFiles.nanoGpt(), Map.of("heads", "two"));

        assertThatThrownBy(() -> PyTorchWeights.read(file).toModel(new NanoGpt()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("whose notes say {heads=two}: heads (two) must be a whole number");
    }

    @Test
    void quantised_weights_are_refused() throws IOException {
        Path file = new WeightFiles(folder).write("I8", 1, WeightFiles.golden("mlp-small"), (byte) 1);

        assertThatThrownBy(() -> PyTorchWeights.read(file).toModel(new Mlp()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("holds whole numbers in place of weights")
                .hasMessageContaining("embed.weight of I8");
    }

    @Test
    void data_of_another_shape_is_refused() throws IOException {
        PyTorchWeights weights = weights(WeightFiles.golden("tl-transformer-small"));

        assertThatThrownBy(() -> weights.toModel(new TlTransformer(), SequenceShape.of(12, 6, Targets.EVERY)))
                .isInstanceOf(DataException.class)
                .hasMessage("The weights of 'tl-transformer' are for 11 symbols, the data has 12");
        assertThatThrownBy(() -> weights.toModel(new TlTransformer(), SequenceShape.of(11, 7, Targets.EVERY)))
                .isInstanceOf(DataException.class)
                .hasMessage("The weights of 'tl-transformer' are for 6 positions, the data has 7");
    }

    @Test
    void a_model_that_is_not_built_in_needs_the_shape_of_its_data() throws IOException {
        PyTorchWeights weights = weights(WeightFiles.golden("mlp-small"));

        assertThatThrownBy(() -> weights.toModel(new Lstm()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the shape of its data must be given");
        assertThatThrownBy(() -> weights.toModel(new Lstm(), SequenceShape.of(11, 6, Targets.EVERY)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("'lstm'; the names are those of 'mlp':\n")
                .hasMessageContaining("missing: ");
    }

    @Test
    void a_name_to_ignore_must_be_there() throws IOException {
        PyTorchWeights weights = weights(WeightFiles.golden("mlp-small"));

        assertThatThrownBy(() -> weights.ignoring("mlp.0.bais"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no tensor 'mlp.0.bais' that could be ignored; did you mean 'mlp.0.bias'?");
        assertThatThrownBy(() -> weights.ignoring("ema.*")).isInstanceOf(ConfigException.class);
    }

    @Test
    void heads_of_the_first_gpt_must_be_set_too() throws IOException {
        assertThatThrownBy(() ->
                        weights(WeightFiles.golden("hugging-face-gpt-small")).toModel(new HuggingFaceGpt()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("heads must be set");
    }
}
