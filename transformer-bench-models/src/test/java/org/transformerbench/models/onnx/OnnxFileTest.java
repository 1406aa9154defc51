package org.transformerbench.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import onnx.Onnx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.transformerbench.api.DataException;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.TlTransformerConfig;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.ModelBundles;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.SigmoidGradient;
import org.transformerbench.models.compiler.op.TanhGradient;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.engine.FallbackModels;
import org.transformerbench.models.engine.Nd4jPartModels;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** What stands in an exported file beside the numbers, and what is refused. */
class OnnxFileTest {
    private static final SequenceShape SHAPE = new SequenceShape(5, 6, 6);

    @TempDir
    private Path folder;

    /** Of two layers. */
    private static final Bundle TRANSFORMER = transformer();

    private static Bundle transformer() {
        TlTransformerConfig config = new TlTransformerConfig(8, 2, 2, 4, 16, 1e-5);
        Graph graph = ModelBundles.forward(new TlTransformer(), config, SHAPE).require();
        return ModelBundles.of(
                new TlTransformer(),
                config,
                SHAPE,
                Targets.EVERY,
                OnnxFixtures.parameters(graph),
                Optional.of(Vocabulary.ofTokens(List.of("a", "b", "é", "\"", "<end>"))),
                Optional.empty());
    }

    private static Bundle transformer(Targets targets) {
        return OnnxFixtures.at(targets, TRANSFORMER);
    }

    private Path written(Bundle bundle) throws IOException {
        Path file = folder.resolve("folder/model.onnx");
        OnnxExport.write(bundle, file);
        return file;
    }

    private Onnx.ModelProto parsed(Bundle bundle) throws IOException {
        try (InputStream in = Files.newInputStream(written(bundle))) {
            return Onnx.ModelProto.parseFrom(in);
        }
    }

    @Test
    void parameters_are_initializers_under_their_names() throws IOException {
        Bundle bundle = TRANSFORMER;
        Onnx.GraphProto graph = parsed(bundle).getGraph();
        Map<String, Onnx.TensorProto> initializers = new HashMap<>();
        graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));

        assertThat(initializers).containsKeys(bundle.parameters().keySet().toArray(String[]::new));
        bundle.parameters().forEach((name, tensor) -> {
            Onnx.TensorProto found = initializers.get(name);
            assertThat(found.getDimsList()).as(name).containsExactlyElementsOf(boxed(tensor.shape()));
            var bytes = found.getRawData()
                    .asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            float[] values = new float[bytes.remaining()];
            bytes.get(values);
            assertThat(values).as(name).containsExactly(tensor.values());
        });
    }

    private static List<Long> boxed(long... sizes) {
        return Arrays.stream(sizes).boxed().toList();
    }

    @Test
    void a_transformer_is_written_in_the_operations_that_onnx_has_for_it() throws IOException {
        Onnx.ModelProto model = parsed(TRANSFORMER);
        List<String> types = model.getGraph().getNodeList().stream()
                .map(Onnx.NodeProto::getOpType)
                .toList();

        assertThat(types)
                .contains("Gather", "LayerNormalization", "Softmax", "Where")
                .doesNotContain("Equal");
        assertThat(types).filteredOn("LayerNormalization"::equals).hasSize(2 * 2 + 1);
        assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
        assertThat(model.getGraph().getName()).isEqualTo("tl-transformer");
        assertThat(model.getProducerName()).isEqualTo("transformer-bench");
    }

    @Test
    void the_batch_and_the_length_have_any_size() throws Exception {
        try (RuntimeSession runtime = new RuntimeSession(written(TRANSFORMER))) {
            assertThat(names(runtime.inputs().get("tokens"))).containsExactly("batch", "positions");
            assertThat(sizes(runtime.inputs().get("tokens"))).containsExactly(-1, -1);
            assertThat(names(runtime.outputs().get("logits"))).containsExactly("batch", "positions", "");
            assertThat(sizes(runtime.outputs().get("logits"))).containsExactly(-1, -1, 5);
            assertThat(runtime.metadata()).containsEntry("length", "any");
        }
    }

    @Test
    void a_model_of_the_last_position_has_one_row_of_logits_and_a_fixed_length() throws Exception {
        Bundle bundle = transformer(Targets.LAST);
        OnnxSummary summary = OnnxExport.write(bundle, folder.resolve("last.onnx"));

        assertThat(summary.fixedLength())
                .contains("the model was trained to predict what follows the last of its 6 tokens");
        try (RuntimeSession runtime = new RuntimeSession(folder.resolve("last.onnx"))) {
            assertThat(sizes(runtime.inputs().get("tokens"))).containsExactly(-1, 6);
            assertThat(sizes(runtime.outputs().get("logits"))).containsExactly(-1, 1, 5);
            assertThat(runtime.metadata()).containsEntry("length", "fixed").containsEntry("targets", "LAST");
        }
    }

    private static String[] names(NodeInfo info) {
        return ((TensorInfo) info.getInfo()).getDimensionNames();
    }

    private static long[] sizes(NodeInfo info) {
        return ((TensorInfo) info.getInfo()).getShape();
    }

    @Test
    void the_metadata_says_what_the_model_is_and_reads() throws Exception {
        Bundle bundle = TRANSFORMER.withResult("{\"formatVersion\":9,\"runId\":\"addition-tl-1a2b\"}");
        try (RuntimeSession runtime = new RuntimeSession(written(bundle))) {
            assertThat(runtime.metadata())
                    .containsEntry("id", "addition-tl-1a2b")
                    .containsEntry("model", "tl-transformer")
                    .containsEntry("context_length", "6")
                    .containsEntry("vocabulary", "[\"a\",\"b\",\"é\",\"\\\"\",\"<end>\"]")
                    .containsEntry("result", bundle.result().orElseThrow())
                    .containsKey("config")
                    .doesNotContainKey("encoding");
        }
    }

    @Test
    void equal_models_are_equal_files() throws IOException {
        byte[] first = Files.readAllBytes(written(TRANSFORMER));
        assertThat(Files.readAllBytes(written(transformer()))).isEqualTo(first);
    }

    @Test
    void what_has_no_form_is_refused_by_name_and_an_older_file_stays() throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.writeString(file, "older");
        Bundle bundle = OnnxFixtures.bundle((make, tokens) -> {
            Node rows = make.oneHot(tokens, 4);
            return make.add(make.apply(new SigmoidGradient(), rows, rows), make.apply(new TanhGradient(), rows, rows));
        });

        assertThatThrownBy(() -> OnnxExport.write(bundle, file))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "The model cannot be written as ONNX, which has no form for: sigmoidGradient, tanhGradient");
        assertThat(file).hasContent("older");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void a_part_that_nd4j_computes_is_refused_by_name() {
        CustomModel model = Nd4jPartModels.all().get(0);
        Bundle bundle = OnnxFixtures.bundle(model, new CustomModel.Nothing(), FallbackModels.SHAPE, parameters(model));

        assertThatThrownBy(() -> OnnxExport.write(bundle, folder.resolve("model.onnx")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("rational_tanh");
        assertThat(folder).isEmptyDirectory();
    }

    private static Map<String, Tensor> parameters(CustomModel model) {
        try (Parameters declared = new Parameters(new SeedStreams(1))) {
            SequenceShape shape = FallbackModels.SHAPE;
            ModelGraph.build(model, new CustomModel.Nothing(), shape, shape.contextLength(), false, declared);
            return new LinkedHashMap<>(declared.toTensors());
        }
    }

    @Test
    void a_parameter_cannot_have_the_name_of_the_input() {
        Bundle bundle = OnnxFixtures.bundle((make, tokens) ->
                make.matmul(make.oneHot(tokens, 4), make.apply(new Parameter("tokens", Shape.of(4, 3)))));

        assertThatThrownBy(() -> OnnxExport.write(bundle, folder.resolve("model.onnx")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("have the name 'tokens'");
    }

    @Test
    void more_than_protobuf_can_hold_is_refused() {
        ProtoMessage message = new ProtoMessage();
        float[] million = new float[1_000_000];
        for (int i = 0; i < 600; i++) {
            message.put(5, new ProtoMessage().putBytes(9, million));
        }
        assertThat(message.bytes()).isGreaterThan(2_400_000_000L);
        assertThatThrownBy(() -> OnnxModel.requireSize(message.bytes()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message.bytes() + " bytes");
    }

    @Test
    void without_protobuf_it_says_what_to_add() throws Exception {
        ClassLoader hiding = new ClassLoader(ClassLoader.getPlatformClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                if (name.startsWith("com.google.protobuf.")) {
                    throw new ClassNotFoundException(name);
                }
                try (InputStream in =
                        OnnxFileTest.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
                    if (in == null) {
                        throw new ClassNotFoundException(name);
                    }
                    byte[] bytes = in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        };
        var write = Class.forName(OnnxExport.class.getName(), true, hiding)
                .getMethod("write", Class.forName(Bundle.class.getName(), false, hiding), Path.class);

        assertThatThrownBy(() -> write.invoke(null, null, folder.resolve("model.onnx")))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("com.google.protobuf:protobuf-java");
    }

    /** Of Python, where it has the package onnx. */
    @ParameterizedTest
    @EnumSource(Targets.class)
    void passes_the_checker_of_onnx(Targets targets) throws Exception {
        assumeTrue(
                python("import onnx") == 0,
                "not checked: python3 is not there, or has no package 'onnx' (pip install onnx)");
        String check = "import sys, onnx; onnx.checker.check_model(onnx.load(sys.argv[1]), full_check=True)";
        assertThat(python(check, written(transformer(targets)).toString())).isZero();
    }

    /** Returns the exit code. */
    private static int python(String program, String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3", "-c", program));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }
}
