package org.transformerbench.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.onnx.OnnxExport;
import org.transformerbench.models.onnx.OnnxSummary;
import org.transformerbench.models.pytorch.PyTorchExport;

/** The format of an exported model. */
enum ExportFormat {
    /** A graph with its parameters, for the runtimes of other languages. */
    ONNX {
        @Override
        String write(Bundle bundle, Path file, PyTorchOptions options) throws IOException {
            options.refuse(name());
            OnnxSummary summary = OnnxExport.write(bundle, file);
            String positions = summary.fixedLength()
                    .map(why -> "exactly " + summary.positions() + " tokens: " + why)
                    .orElse("1 to " + summary.positions() + " tokens");
            return "opset " + summary.opset() + ", any number of texts of " + positions;
        }
    },

    /** The parameters alone, by the names of the original implementation. */
    PYTORCH {
        @Override
        String write(Bundle bundle, Path file, PyTorchOptions options) throws IOException {
            PyTorchExport export = options.applyTo(PyTorchExport.of(bundle));
            export.write(file);
            return export.tensors().size() + " tensors, the first of which is "
                    + export.tensors().keySet().iterator().next();
        }
    };

    /**
     * Writes a model.
     *
     * @param bundle the model
     * @param file replaced atomically
     * @param options for PyTorch
     * @return what is worth saying about the file, as a clause
     * @throws org.transformerbench.api.config.ConfigException if an option has no effect on the format, or on the model
     * @throws org.transformerbench.api.DataException if the format cannot hold the model; nothing is written then
     * @throws IOException if the file cannot be written
     */
    abstract String write(Bundle bundle, Path file, PyTorchOptions options) throws IOException;
}
