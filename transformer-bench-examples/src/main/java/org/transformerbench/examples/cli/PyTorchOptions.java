package org.transformerbench.examples.cli;

import org.transformerbench.api.config.ConfigException;
import org.transformerbench.models.pytorch.PyTorchExport;
import picocli.CommandLine.Option;

/** The options that say how weights for PyTorch are named and stored. */
final class PyTorchOptions {
    private static final String PREFIX = "--prefix";
    private static final String TRANSPOSED = "--transposed";

    @Option(
            names = PREFIX,
            paramLabel = "TEXT",
            description = {
                "PYTORCH: what the names begin with, as in 'transformer.', or '' for nothing. Default: as in the original, which is"
                        + " 'transformer.' for nano-gpt and nothing for all others."
            })
    private String prefix;

    @Option(
            names = TRANSPOSED,
            description = {
                "PYTORCH: turn the matrices of linear layers around, as HuggingFace's GPT-2 has them in comparison with nanoGPT."
                        + " Default: no."
            })
    private boolean transposed;

    PyTorchExport applyTo(PyTorchExport export) {
        PyTorchExport named = prefix == null ? export : export.withPrefix(prefix);
        return transposed ? named.withTransposedLinear() : named;
    }

    /**
     * @throws ConfigException if an option is given that has no effect on a format
     */
    void refuse(String format) {
        String useless = prefix != null ? PREFIX : transposed ? TRANSPOSED : "";
        if (!useless.isEmpty()) {
            throw new ConfigException(useless + ": no effect on the format " + format);
        }
    }
}
