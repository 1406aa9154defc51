package org.transformerbench.models.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Targets;
import org.transformerbench.api.result.AtomicFile;
import org.transformerbench.api.result.Provenance;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Nd4jOp;
import org.transformerbench.models.compiler.pass.CompilationUnit;
import org.transformerbench.models.compiler.pass.LastPosition;
import org.transformerbench.models.compiler.pass.Pass;
import org.transformerbench.models.compiler.pass.RewritePass;
import org.transformerbench.models.compiler.rules.Rules;

/**
 * A model in ONNX's format that is not written yet.
 *
 * @param message the content of the file
 * @param summary what it reads
 */
record OnnxModel(ProtoMessage message, OnnxSummary summary) {
    /** Version of the format itself that came with opset 17. */
    private static final int IR_VERSION = 8;

    /**
     * Translates a bundle's graph.
     *
     * @throws DataException if an operation has no form in ONNX, or the file would be too large; the message names the operations
     */
    static OnnxModel of(Bundle bundle) {
        int positions = bundle.card().shape().contextLength();
        Node logits = lowered(bundle);
        requireKnown(logits);
        Optional<String> fixedLength = fixedLength(bundle);
        TextAxes axes = TextAxes.none();
        if (fixedLength.isEmpty()) {
            try {
                axes = TextAxes.of(logits);
            } catch (UnsupportedGraphException e) {
                fixedLength = Optional.of(e.getMessage());
            }
        }
        OnnxSummary summary = new OnnxSummary(OnnxExport.OPSET, positions, fixedLength);
        ProtoMessage graph = OnnxWriter.write(logits, positions, axes, bundle.parameters())
                .message(bundle.card().model());
        ProtoMessage message = message(graph, OnnxMetadata.of(bundle, summary));
        requireSize(message.bytes());
        return new OnnxModel(message, summary);
    }

    /** Returns the logits that are asked for in operations that have a form in ONNX, as far as there is one. */
    private static Node lowered(Bundle bundle) {
        Builder builder = new Builder();
        List<Pass> passes = new ArrayList<>();
        passes.add(new RewritePass("rules for other runtimes", Rules.portable()));
        if (bundle.card().targets() == Targets.LAST) {
            passes.add(new LastPosition());
        }
        passes.add(new RewritePass(
                "lowering to ONNX",
                List.of(new OnnxLowering(bundle.card().shape().vocabularySize()))));
        Node logits = bundle.forward().require().in(builder).outputs().get(0);
        CompilationUnit unit = new CompilationUnit(logits, Map.of());
        for (Pass pass : passes) {
            unit = pass.apply(unit, builder);
        }
        return unit.logits();
    }

    private static void requireKnown(Node logits) {
        Set<String> unknown = new TreeSet<>();
        for (Node node : new Graph(List.of(logits)).nodes()) {
            if (!OnnxOperations.has(node.op().getClass())) {
                String name = node.op() instanceof Nd4jOp op
                        ? String.join(", ", op.region().kinds())
                        : node.op().name();
                unknown.add(node.origin().isEmpty() ? name : name + " ('" + node.origin() + "')");
            }
        }
        if (!unknown.isEmpty()) {
            throw new DataException(
                    "The model cannot be written as ONNX, which has no form for: " + String.join(", ", unknown));
        }
    }

    /** Returns why texts must have the full length, for reasons that do not lie in single operations. */
    private static Optional<String> fixedLength(Bundle bundle) {
        int positions = bundle.card().shape().contextLength();
        if (positions == 1) {
            return Optional.of("the model reads a single token");
        } else if (bundle.card().targets() == Targets.LAST) {
            return Optional.of(
                    "the model was trained to predict what follows the last of its " + positions + " tokens");
        } else if (!bundle.forward().prefixStable()) {
            return Optional.of("a text may have other logits than the beginning of a longer one");
        }
        return Optional.empty();
    }

    private static ProtoMessage message(ProtoMessage graph, Map<String, String> metadata) {
        ProtoMessage opset = new ProtoMessage().put(1, "").put(2, OnnxExport.OPSET);
        ProtoMessage model = new ProtoMessage()
                .put(1, IR_VERSION)
                .put(2, "transformer-bench")
                .put(3, Provenance.libraryVersion())
                .put(7, graph)
                .put(8, opset);
        metadata.forEach(
                (key, value) -> model.put(14, new ProtoMessage().put(1, key).put(2, value)));
        return model;
    }

    /**
     * Checks the size of a file.
     *
     * @throws DataException if protobuf cannot hold so much
     */
    static void requireSize(long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw new DataException("The model cannot be written as ONNX: the file would have " + bytes
                    + " bytes, the format allows " + Integer.MAX_VALUE);
        }
    }

    /** Writes the file, which is replaced atomically. */
    void write(Path path) throws IOException {
        AtomicFile.replace(path, temporary -> {
            try (OutputStream file = Files.newOutputStream(temporary)) {
                CodedOutputStream out = CodedOutputStream.newInstance(file);
                message.write(out);
                out.flush();
            }
        });
    }
}
