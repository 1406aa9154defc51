package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.BundleReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Writes a saved model in a format of other programs.",
        description = {
            "Reads a file of 'compare --save', and needs neither the model's class nor its data.",
            "ONNX: input 'tokens', int64 (batch, positions); output 'logits', float32 (batch, rows, vocabulary); what turns a text"
                    + " into tokens is among the metadata.",
            "PYTORCH: a safetensors file with the names and values of the original implementation, for load_state_dict, which 'import'"
                    + " reads again."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the file is written",
            "1:the model cannot be read, the format cannot hold it, or the file could not be written after all",
            "2:a mistake in what was typed, or a path that cannot be written"
        },
        footer = {
            "",
            "Examples:",
            "  transformer-bench export --format onnx winner.safetensors winner.onnx",
            "  transformer-bench export --format pytorch winner.safetensors winner-pytorch.safetensors"
        })
final class ExportCommand implements Callable<Integer> {
    private static final String MODEL = "MODEL";
    private static final String OUTPUT = "FILE";

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = MODEL, description = "The file of the saved model.")
    private Path model;

    @Parameters(index = "1", paramLabel = OUTPUT, description = "The file to write, which is replaced if it is there.")
    private Path output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description = "The format of the file: ${COMPLETION-CANDIDATES}.")
    private ExportFormat format;

    @Mixin
    private PyTorchOptions options;

    @Mixin
    private PluginOptions plugins;

    @Override
    public Integer call() throws IOException {
        InputFile.require(MODEL, model);
        requireTwoFiles();
        OutputProbe.replaced(OUTPUT, output);
        try (URLClassLoader loader = plugins.open()) {
            Bundle bundle = new BundleReader(loader).read(model);
            String about = write(bundle);
            PrintWriter err = spec.commandLine().getErr();
            err.println("Wrote " + output + ": " + about);
            err.flush();
            return ExitCode.OK;
        }
    }

    private void requireTwoFiles() throws IOException {
        if (Files.exists(output)
                && output.toString().endsWith(ModelOptions.FILE_ENDING)
                && !model.toString().endsWith(ModelOptions.FILE_ENDING)) {
            throw new ConfigException(OUTPUT + ": " + output + " would be replaced by what " + model
                    + " holds; the model comes first, then the file to be written");
        }
        if (Files.exists(output) && Files.isSameFile(model, output)) {
            throw new ConfigException(OUTPUT + ": " + output + " is the saved model itself, which would be lost");
        }
    }

    private String write(Bundle bundle) {
        try {
            return format.write(bundle, output, options);
        } catch (IOException e) {
            throw new Failure("Cannot write " + output + ": " + OutputProbe.reason(e), e);
        }
    }
}
