package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import onnx.Onnx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.BundleReader;
import org.transformerbench.models.checkpoint.Safetensors;

class ExportCommandTest {
    @TempDir
    private Path folder;

    private final Terminal training =
            new Terminal(Real.environment(Registry.discover().with(TableModel.rational())));
    /** Neither a backend nor the model is needed. */
    private final Terminal terminal = Terminal.withFakes();

    private Path saved(String options) {
        Path model = folder.resolve("model.safetensors");
        assertThat(training.run(
                        ("predict 1+1 --steps 1 --batch-size 8 --save " + model + " " + options + Real.ONE_DIGIT)
                                .split(" ")))
                .as(training.err())
                .isZero();
        return model;
    }

    private Map<String, String> metadata(Path file) throws IOException {
        Map<String, String> metadata = new TreeMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            Onnx.ModelProto.parseFrom(in)
                    .getMetadataPropsList()
                    .forEach(entry -> metadata.put(entry.getKey(), entry.getValue()));
        }
        return metadata;
    }

    @Test
    void a_saved_model_becomes_an_onnx_file_that_says_what_it_is() throws IOException {
        Path model =
                saved("--model tl-transformer --set layers=1 --set targets=whole_sequence --set lossOnQuestion=false");
        Path file = folder.resolve("new/winner.onnx");

        assertThat(terminal.run("export", "--format", "onnx", model.toString(), file.toString()))
                .as(terminal.err())
                .isZero();

        assertThat(terminal.err())
                .isEqualToIgnoringNewLines("Wrote " + file + ": opset 17, any number of texts of 1 to 6 tokens");
        assertThat(metadata(file))
                .containsEntry("model", "tl-transformer")
                .containsEntry("task", "addition")
                .containsEntry("targets", "EVERY")
                .containsEntry("length", "any")
                .hasEntrySatisfying("encoding", json -> assertThat(json).contains("\"kind\":\"arithmetic\""))
                .hasEntrySatisfying(
                        "vocabulary", json -> assertThat(json).startsWith("[\"").contains("\"+\""))
                .containsKey("run");
    }

    @Test
    void a_model_that_reads_whole_windows_has_a_fixed_length_and_says_why() throws IOException {
        Path model = saved("--model mlp");
        Path file = folder.resolve("winner.onnx");

        assertThat(terminal.run("export", model.toString(), file.toString(), "--format=ONNX"))
                .isZero();

        assertThat(terminal.err())
                .contains(
                        "any number of texts of exactly 6 tokens: the model was trained to predict what follows the last");
        assertThat(metadata(file)).containsEntry("length", "fixed");
    }

    @Test
    void a_model_that_needs_nd4j_is_refused_by_the_name_of_its_operation() {
        Path model = saved("--model rational");
        Path file = folder.resolve("winner.onnx");

        assertThat(terminal.run("export", "--format", "onnx", model.toString(), file.toString()))
                .isEqualTo(1);

        assertThat(terminal.err()).contains("rational_tanh");
        assertThat(file).doesNotExist();
    }

    /** From here to the weights, and from the weights to a model that answers the same. */
    @Test
    void a_saved_model_goes_to_pytorch_and_back() throws IOException {
        Path model = saved("--model nano-gpt");
        Path weights = folder.resolve("weights.safetensors");
        Path again = folder.resolve("again.safetensors");

        assertThat(terminal.run("export", "--format", "pytorch", model.toString(), weights.toString()))
                .as(terminal.err())
                .isZero();
        assertThat(training.run(("import --model nano-gpt --task addition --from-pytorch " + weights + " --output "
                                + again + Real.ONE_DIGIT)
                        .split(" ")))
                .as(training.err())
                .isZero();

        assertThat(terminal.err()).contains("Wrote " + weights + ": ", " tensors, the first of which is transformer.");
        Bundle before = new BundleReader().read(model);
        Bundle after = new BundleReader().read(again);
        assertThat(new Safetensors().read(weights)).isEqualTo(before.parameters());
        assertThat(after.parameters()).isEqualTo(before.parameters());
        assertThat(after.card().modelConfig()).isEqualTo(before.card().modelConfig());
        assertThat(after.card().shape()).isEqualTo(before.card().shape());
        assertThat(after.card().vocabulary()).isEqualTo(before.card().vocabulary());
        assertThat(after.encoding()).isEqualTo(before.encoding());
    }

    @Test
    void names_and_matrices_for_pytorch_are_those_that_are_wanted() throws IOException {
        Path model = saved("--model nano-gpt");
        Path weights = folder.resolve("weights.safetensors");

        assertThat(terminal.run(
                        "export",
                        "--format",
                        "pytorch",
                        "--prefix=",
                        "--transposed",
                        model.toString(),
                        weights.toString()))
                .as(terminal.err())
                .isZero();

        Map<String, Tensor> tensors = new Safetensors().read(weights);
        assertThat(tensors).containsKeys("wte.weight", "h.0.ln_1.weight", "lm_head.weight");
        assertThat(tensors.get("h.0.attn.c_attn.weight").shape()).containsExactly(16, 48);
        assertThat(terminal.run("export", "--format", "onnx", "--prefix", "x.", model.toString(), weights + ".onnx"))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("--prefix: no effect on the format ONNX");
        assertThat(terminal.run("export", "--format", "onnx", "--transposed", model.toString(), weights + ".onnx"))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("--transposed: no effect on the format ONNX");
    }

    @Test
    void the_saved_model_is_not_overwritten() throws IOException {
        Path model = Files.writeString(folder.resolve("model.safetensors"), "a model");

        assertThat(terminal.run("export", "--format", "onnx", model.toString(), model.toString()))
                .isEqualTo(2);

        assertThat(terminal.err()).contains("is the saved model itself, which would be lost");
        assertThat(terminal.run("export", "--format", "onnx", model.toString(), folder.toString()))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("FILE: " + folder + " cannot be written: it is a folder");
    }

    @Test
    void a_model_after_the_file_to_be_written_is_not_replaced() throws IOException {
        Path model = saved("--model mlp");
        Path file = folder.resolve("winner.onnx");
        assertThat(terminal.run("export", "--format", "onnx", model.toString(), file.toString()))
                .isZero();
        byte[] before = Files.readAllBytes(model);

        assertThat(terminal.run("export", "--format", "onnx", file.toString(), model.toString()))
                .isEqualTo(2);

        assertThat(terminal.err()).contains("the model comes first, then the file to be written");
        assertThat(model).hasBinaryContent(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a b                     | Missing required option: '--format=FORMAT'
            --format onxn a b       | expected one of [ONNX
            --format onnx a         | Missing required parameter: 'FILE'
            --format onnx none b    | MODEL: there is no file none
            --format onnx a b c     | Unmatched argument at index 5: 'c'
            --fromat onnx a b       | --format
            """)
    void mistakes_are_answered_with_what_would_be_right(String arguments, String message) {
        assertThat(terminal.run(("export " + arguments).split(" +"))).isEqualTo(2);

        assertThat(terminal.err()).contains(message);
    }

    @Test
    void a_mistyped_command_is_answered_with_its_name() {
        assertThat(terminal.run("exprot", "--format", "onnx", "a", "b")).isEqualTo(2);

        assertThat(terminal.err()).contains("did you mean 'export'?");
    }
}
