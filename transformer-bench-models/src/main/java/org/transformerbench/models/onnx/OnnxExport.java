package org.transformerbench.models.onnx;

import java.io.IOException;
import java.nio.file.Path;
import org.transformerbench.models.bundle.Bundle;

/**
 * An export of trained models to ONNX, which most runtimes of other languages read.
 *
 * <p>The file has one input, {@code tokens}, int64, shape (batch, positions), with ids of at least 0 and below the vocabulary's size; and one
 * output, {@code logits}, float32, shape (batch, O, V), as the bundle's graph gives them: a row for each position, or only for
 * the last. The batch may have any size. A text may have any length up to the context length if the logits of a shorter text are the
 * first ones of a longer text; otherwise exactly the context length. Parameters keep their names.
 *
 * <p>Needs {@code com.google.protobuf:protobuf-java} on the class path, which is an optional dependency of this library.
 *
 * <pre>{@code
 * OnnxSummary summary = OnnxExport.write(new BundleReader().read(Path.of("winner.safetensors")), Path.of("winner.onnx"));
 * }</pre>
 *
 * @see <a href="https://onnx.ai/onnx/">ONNX</a>
 */
public final class OnnxExport {
    /** The version of ONNX's operators that files ask for. */
    public static final int OPSET = 17;

    private static final String PROTOBUF = "com.google.protobuf.CodedOutputStream";

    private OnnxExport() {}

    /**
     * Writes a model as ONNX.
     *
     * @param bundle the model
     * @param path the file, replaced atomically; its folder is made if it is not there
     * @return what the file reads
     * @throws org.transformerbench.api.DataException if the bundle has no graph, or an operation has no form in ONNX; the message names
     *     it, and nothing is written
     * @throws IllegalStateException if protobuf-java is not on the class path
     * @throws IOException if the file cannot be written; an older file is then untouched
     */
    public static OnnxSummary write(Bundle bundle, Path path) throws IOException {
        requireProtobuf();
        OnnxModel model = OnnxModel.of(bundle);
        model.write(path);
        return model.summary();
    }

    private static void requireProtobuf() {
        try {
            Class.forName(PROTOBUF, false, OnnxExport.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "To write ONNX, add com.google.protobuf:protobuf-java to the class path: it is an optional dependency"
                            + " of transformer-bench-models",
                    e);
        }
    }
}
