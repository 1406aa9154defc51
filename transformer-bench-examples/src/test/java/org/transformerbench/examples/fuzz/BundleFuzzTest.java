package org.transformerbench.examples.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Configs;
import org.transformerbench.data.arithmetic.AdditionTask;
import org.transformerbench.examples.UntrainedBundles;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.TlTransformerConfig;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.BundleReader;
import org.transformerbench.models.bundle.BundleWriter;
import org.transformerbench.models.bundle.GraphJson;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Parameter;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.runtime.Interpreter;

/** The texts of a bundle, within a file that is otherwise right. */
class BundleFuzzTest {
    private static final String DESCRIPTION = "transformer-bench";
    private static final String ENCODING = "transformer-bench.encoding";
    private static final Pattern NO_GRAPH = Pattern.compile("(?s)The graph at character [0-9]+: .{8,}");
    private static final Pattern NO_BUNDLE = Pattern.compile(
            "(?s).+\\.safetensors (is no valid bundle: .{8,}|is no valid safetensors file: at byte .{8,})");

    /** Larger ones are read, and take seconds to compute. */
    private static final int COMPUTED_ELEMENTS = 100_000;

    private static final BundleReader READER = new BundleReader();

    private static Path file;
    private static ObjectNode header;
    private static byte[] data;
    private static String graph;

    @BeforeContainer
    static void makeFile() throws IOException {
        file = Files.createTempFile("fuzz", ".safetensors");
        Bundle bundle = bundle();
        new BundleWriter().write(file, bundle);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] json = new byte[(int) bytes.getLong()];
        bytes.get(json);
        header = (ObjectNode) new ObjectMapper().readTree(json);
        data = new byte[bytes.remaining()];
        bytes.get(data);
        graph = GraphJson.write(bundle.forward().require());
    }

    private static Bundle bundle() {
        Dataset data = new AdditionTask().load(new AdditionTask().defaultConfig(), new SeedStreams(1));
        TlTransformer model = new TlTransformer();
        SequenceShape shape = SequenceShape.of(data.vocabulary().size(), data.contextLength(), Targets.EVERY);
        TlTransformerConfig config = new Configs().with(model.defaultConfig(shape), Map.of("layers", "1"));
        return UntrainedBundles.of(model, config, shape, data);
    }

    @AfterContainer
    static void deleteFile() throws IOException {
        Files.delete(file);
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Edit.some(
                "\"B\"",
                "\"in\":[0,1]",
                "\"shape\":[]",
                "\"op\":\"reshape\"",
                "\"op\":\"slice\"",
                "\"origin\":\"\"",
                "\"formatVersion\":",
                "\"vocabularySize\":",
                "LAST",
                "\"kind\":",
                "\"settings\":{}",
                ",{}");
    }

    /** Checks that a graph that is read can be computed as well. */
    @Fuzz
    void a_spoiled_graph(@ForAll("edits") List<Edit> edits) {
        Verdict.of(() -> GraphJson.read(Edit.apply(edits, graph)), DataException.class, NO_GRAPH)
                .filter(read ->
                        read.nodes().stream().allMatch(node -> node.shape().size() < COMPUTED_ELEMENTS))
                .ifPresent(BundleFuzzTest::compute);
    }

    private static void compute(Graph read) {
        Map<Node, float[]> leaves = new HashMap<>();
        for (Node node : read.nodes()) {
            if (node.op() instanceof Parameter || node.op() instanceof Placeholder) {
                leaves.put(node, new float[node.shape().size()]);
            }
        }
        assertThat(Interpreter.run(read, leaves, 1)).hasSameSizeAs(read.outputs());
    }

    @Fuzz
    void a_spoiled_description(@ForAll("edits") List<Edit> edits) throws IOException {
        read(DESCRIPTION, edits)
                .ifPresent(bundle -> assertThat(bundle.card().vocabulary().map(symbols -> symbols.size()))
                        .satisfiesAnyOf(
                                size -> assertThat(size)
                                        .hasValue(bundle.card().shape().vocabularySize()),
                                size -> assertThat(size).isEmpty()));
    }

    @Fuzz
    void a_spoiled_text_encoding(@ForAll("edits") List<Edit> edits) throws IOException {
        read(ENCODING, edits)
                .flatMap(Bundle::encoding)
                .ifPresent(encoding -> assertThat(encoding.endToken()).hasValue(15));
    }

    private static Optional<Bundle> read(String key, List<Edit> edits) throws IOException {
        ObjectNode changed = header.deepCopy();
        ObjectNode metadata = (ObjectNode) changed.get("__metadata__");
        metadata.put(key, Edit.apply(edits, metadata.get(key).textValue()));
        Files.write(file, new TensorFile(changed.toString(), data).bytes());
        return Verdict.of(() -> READER.read(file), DataException.class, NO_BUNDLE);
    }
}
