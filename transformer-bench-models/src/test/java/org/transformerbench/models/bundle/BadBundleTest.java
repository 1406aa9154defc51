package org.transformerbench.models.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Tensor;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.checkpoint.Safetensors;

/** Files that are no bundles, or were spoiled: each is refused with its name, the place and the reason. */
class BadBundleTest {
    private static final String TABLE = "transformer.wte.weight";
    private static final Bundle RIGHT = BundleTest.bundle(new NanoGpt());

    @TempDir
    private Path folder;

    private Path file;
    private Map<String, Tensor> parameters;
    private Map<String, String> metadata;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("model.safetensors");
        new BundleWriter().write(file, RIGHT);
        parameters = new LinkedHashMap<>(new Safetensors().read(file));
        metadata = new LinkedHashMap<>(new Safetensors().readMetadata(file));
    }

    private void refuse(String message) throws IOException {
        new Safetensors().write(file, parameters, metadata);
        refuseFile(" is no valid bundle: ", message);
    }

    private void refuseFile(String what, String message) {
        assertThatThrownBy(() -> new BundleReader().read(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + what)
                .hasMessageContaining(message);
    }

    private void edit(String key, String from, String to) {
        String text = metadata.get(key);
        assertThat(text).contains(from);
        metadata.put(key, text.replace(from, to));
    }

    @Test
    void the_file_is_right_before_it_is_spoiled() throws IOException {
        new Safetensors().write(file, parameters, metadata);

        assertThat(new BundleReader().read(file).card()).isEqualTo(RIGHT.card());
    }

    @Test
    void a_truncated_file_is_refused() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 7, 8, 9, bytes.length / 2, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            refuseFile(" is no valid safetensors file: at byte ", ": ");
        }
    }

    @Test
    void a_header_that_is_longer_than_the_file_is_refused() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, bytes.length);
        Files.write(file, bytes);
        refuseFile(" is no valid safetensors file: at byte 0: ", "the header's length (" + bytes.length + ")");
    }

    @Test
    void weights_of_another_program_are_no_bundle() throws IOException {
        new Safetensors().write(file, parameters, Map.of());
        refuseFile(" holds parameters, but does not say of which model", "'import'");
    }

    @ParameterizedTest
    @CsvSource({
        "transformer-bench, The description at character",
        "transformer-bench.graph, The graph at character",
        "transformer-bench.encoding, The text encoding at character"
    })
    void metadata_that_is_no_json_is_refused(String key, String message) throws IOException {
        metadata.put(key, "nonsense");
        refuse(message);
        metadata.put(key, "");
        refuse(message);
        metadata.put(key, "[1]");
        refuse(message);
    }

    @Test
    void a_format_of_another_version_is_refused() throws IOException {
        edit("transformer-bench", "\"formatVersion\":3", "\"formatVersion\":4");
        refuse("its formatVersion is 4, this version of the library reads 3: a newer version of the library wrote it");
        edit("transformer-bench", "\"formatVersion\":4", "\"formatVersion\":2");
        refuse("its formatVersion is 2, this version of the library reads 3: a file of an earlier version is read by");
        edit("transformer-bench", "\"formatVersion\":2,", "");
        refuse("The description: formatVersion (null) must be given");
    }

    @Test
    void a_graph_of_another_version_is_refused() throws IOException {
        edit("transformer-bench.graph", "\"formatVersion\":1", "\"formatVersion\":2");
        refuse("The graph at character 17: it is of version 2; this version of the library reads 1");
    }

    @Test
    void a_missing_parameter_is_named() throws IOException {
        parameters.remove("transformer.ln_f.weight");
        refuse("the parameter 'transformer.ln_f.weight' is missing, which its graph reads");
    }

    @Test
    void a_parameter_that_is_left_over_is_named() throws IOException {
        parameters.put("more", Tensor.of(new float[2], 2));
        refuse("its graph does not read the parameter 'more'");
        parameters.put("evenMore", Tensor.of(new float[2], 2));
        refuse("its graph does not read the parameter 'evenMore' and 1 others");
    }

    @Test
    void a_parameter_of_another_shape_is_named() throws IOException {
        Tensor right = parameters.get("transformer.wpe.weight");
        long[] shape = right.shape();
        parameters.put("transformer.wpe.weight", Tensor.of(right.values(), shape[1], shape[0]));
        refuse("the parameter 'transformer.wpe.weight' has the shape "
                + Arrays.toString(new long[] {shape[1], shape[0]}) + ", its graph reads " + Arrays.toString(shape));
    }

    @Test
    void tied_parameters_that_differ_are_refused() throws IOException {
        Tensor right = parameters.get(TABLE);
        parameters.put("lm_head.weight", Tensor.of(new float[right.size()], right.shape()));
        refuse("'lm_head.weight' is tied to '" + TABLE + "', but their values differ");
    }

    @Test
    void a_description_of_another_model_is_refused() throws IOException {
        edit(
                "transformer-bench",
                "\"contextLength\":12,\"outputPositions\":12",
                "\"contextLength\":13,\"outputPositions\":12");
        refuse("its graph reads tokens of the shape [B, 12], its description says [B, 13]");
        edit("transformer-bench", "\"outputPositions\":12", "\"outputPositions\":13");
        refuse("its graph has logits of the shape [B, 12, 16], its description says [B, 13, 16]");
        edit("transformer-bench", "\"vocabularySize\":16", "\"vocabularySize\":17");
        refuse("vocabulary (16 symbols) must have as many symbols as the shape says: 17");
    }

    @Test
    void a_bundle_without_a_graph_says_why_or_is_refused() throws IOException {
        metadata.remove("transformer-bench.graph");
        refuse("missing (Optional.empty) must be there if and only if no graph is");
    }

    @Test
    void a_text_encoding_that_does_not_fit_is_refused() throws IOException {
        edit("transformer-bench.encoding", "15", "16");
        refuse("the end sign of its text encoding is the token 16, and there are 16");
        edit("transformer-bench.encoding", "16", "x");
        refuse("The text encoding: end (x) must be a whole number of 32 bits");
        edit("transformer-bench.encoding", "\"end\"", "\"and\"");
        refuse("The text encoding: end (null) must be given");
    }

    @Test
    void a_model_whose_text_encoding_is_not_known_here_takes_tokens_alone() throws IOException {
        edit("transformer-bench.encoding", "letters", "hieroglyphs");
        new Safetensors().write(file, parameters, metadata);

        assertThat(new BundleReader().read(file).encoding()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"model\":\"nano-gpt\"  | \"model\":\" \"          | model ( ) must be an id",
                "\"targets\":\"EVERY\"   | \"targets\":\"SOME\"     | targets (SOME) must be one of [LAST, EVERY]",
                "\"targets\"             | \"aims\"                 | targets (null) must be given",
                "\"vocabularySize\":16   | \"vocabularySize\":1.5   | vocabularySize (1.5) must be a whole number",
                "\"prefixStable\":true   | \"prefixStable\":1       | prefixStable (1) must be true or false",
                "\"prefixStable\":true   | \"more\":1,\"prefixStable\":true | The key 'more' is unknown",
                "[\"0\",                 | [7,                      | vocabulary (7) must be a list of texts",
                "[\"0\",                 | [\"1\",                  | stands twice"
            })
    void a_description_that_is_not_valid_is_refused(String from, String to, String message) throws IOException {
        edit("transformer-bench", from, to);
        refuse("The description: " + (message.startsWith("stands") ? "The symbol " : message));
        refuse(message);
    }
}
