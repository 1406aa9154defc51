package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.inference.Sampling;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.BundleReader;
import org.transformerbench.models.predict.Predictor;

/**
 * Texts that are written by a model from elsewhere, of whose training nothing is known.
 *
 * @param bundle the model, with a graph and an encoding of texts
 * @param sampling chooses each character or word
 * @param seed of the first text; each further one has the next seed
 */
record ImportedSamples(Bundle bundle, Sampling sampling, long seed) {

    /**
     * Reads a model file.
     *
     * @param file null for none
     * @return empty if a run of this library has trained the model, or the file does not hold what it takes to write texts
     * @throws IllegalArgumentException if there is no such file
     */
    static Optional<Bundle> bundle(Path file, ClassLoader loader) throws IOException {
        if (file == null) {
            return Optional.empty();
        }
        InputFile.require("--model-file", file);
        return BundleReader.answersTexts(file)
                ? Optional.of(new BundleReader(loader).read(file))
                        .filter(found -> found.spec().isEmpty())
                : Optional.empty();
    }

    /**
     * Writes one text, or several lines where lines have an end.
     *
     * @param prompt what each begins with
     * @param length of running text
     * @throws org.transformerbench.api.DataException if the model cannot read the prompt, or writes no text
     */
    void write(Optional<String> prompt, int lines, int length, PrintWriter out) {
        TextEncoding encoding = bundle.encoding().orElseThrow();
        boolean endless = encoding.endToken().isEmpty();
        String beginning = prompt.filter(typed -> !typed.isEmpty())
                .map(SampleCommand::unescaped)
                .orElseGet(() ->
                        endless ? SampleCommand.blank(bundle.card().vocabulary().orElseThrow()) : "");
        try (Predictor predictor = Predictor.of(bundle)) {
            for (int text = 0; text < (endless ? 1 : lines); text++) {
                String written = (endless
                                ? predictor.generate(beginning, sampling, seed, length)
                                : predictor.generate(beginning, sampling, seed + text))
                        .output();
                out.println(beginning + written);
                out.flush();
            }
        }
    }
}
