package org.transformerbench.examples.tour;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.NanoGptConfig;
import org.transformerbench.models.checkpoint.Safetensors;
import org.transformerbench.models.pytorch.ImportedModel;
import org.transformerbench.models.pytorch.PyTorchWeights;

/**
 * 7. Weights from PyTorch: a safetensors file with the names of nanoGPT, as {@code safetensors.torch.save_file} writes a
 * {@code state_dict()}. Beside it lie tokens and the logits that PyTorch computed of them in float64.
 */
public final class Example7PyTorchWeights {
    private Example7PyTorchWeights() {}

    /**
     * Prints the first logits of both, and their largest difference.
     *
     * @param arguments none
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        run(System.out);
    }

    static void run(PrintStream out) throws IOException {
        Path folder = Files.createTempDirectory("pytorch-weights");
        Path weights = copy("nano-gpt.safetensors", folder);
        Path expected = copy("nano-gpt-logits.safetensors", folder);
        try {
            compare(weights, new Safetensors().read(expected), out);
        } finally {
            Files.delete(weights);
            Files.delete(expected);
            Files.delete(folder);
        }
    }

    private static void compare(Path weights, Map<String, Tensor> expected, PrintStream out) throws IOException {
        // The shapes say all but the number of heads; what else they do not say is as by default.
        ImportedModel<NanoGptConfig> imported =
                PyTorchWeights.read(weights).with("heads", "2").toModel(new NanoGpt());
        Trainer trainer = Registry.discover().trainer("compiled");
        try (TrainingSession session = imported.open(trainer)) {
            float[] logits = session.logits(tokens(expected.get("tokens")), 6, Targets.EVERY);
            float[] pyTorch = expected.get("logits").values();
            double difference = 0;
            for (int i = 0; i < logits.length; i++) {
                difference = Math.max(difference, Math.abs(logits[i] - pyTorch[i]));
            }
            out.println(session.parameterCount() + " parameters loaded");
            out.printf(Locale.ROOT, "first logits here:    %.4f %.4f %.4f%n", logits[0], logits[1], logits[2]);
            out.printf(Locale.ROOT, "first logits PyTorch: %.4f %.4f %.4f%n", pyTorch[0], pyTorch[1], pyTorch[2]);
            out.printf(Locale.ROOT, "largest difference of %d logits: %.1e%n", logits.length, difference);
        }
    }

    private static int[] tokens(Tensor tensor) {
        int[] tokens = new int[tensor.size()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = (int) tensor.values()[i];
        }
        return tokens;
    }

    /** Copies a resource into a file. Files in a jar have no path. */
    private static Path copy(String name, Path folder) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = Example7PyTorchWeights.class.getResourceAsStream(name)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }
}
