package org.transformerbench.examples.cli;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncoding.Prompt;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.inference.Completer;
import org.transformerbench.api.inference.Completion;
import org.transformerbench.api.inference.Sampling;
import org.transformerbench.models.checkpoint.OpenModel;

/** Lines that a model writes, each with where it stands in the data, if it does. */
final class LineSamples {
    private final Dataset data;
    private final TextEncoding encoding;
    private final Prompt prompt;

    /**
     * Creates the samples of a task.
     *
     * @param beginning of each line
     * @throws ConfigException if the model does not know a part of it
     */
    LineSamples(Dataset data, TextEncoding encoding, String beginning) {
        this.data = data;
        this.encoding = encoding;
        this.prompt = encoding.encode(beginning);
        if (prompt.unknownUnits() > 0) {
            throw new ConfigException(
                    "--prompt: " + prompt.unknownUnits() + " of its characters or words are not in the training data");
        }
        if (prompt.tokens().length > data.contextLength()) {
            throw new ConfigException("--prompt: it makes " + prompt.tokens().length
                    + " tokens; the model reads at most " + data.contextLength());
        }
    }

    /** Has a model write lines, and returns them as they are printed. */
    List<String> write(OpenModel open, int count, Sampling sampling, RandomGenerator random) {
        Targets mode = open.card().spec().targets();
        Completer completer =
                new Completer(open.model(), mode, encoding.padToken(), encoding.endToken(), sampling, random);
        int most = data.contextLength() + 1 - prompt.tokens().length;
        List<Completion> written = completer.complete(Collections.nCopies(count, prompt.tokens()), most);
        Map<IntBuffer, String> places = places(written);
        List<String> lines = new ArrayList<>();
        for (Completion completion : written) {
            int[] line = line(completion);
            String place = completion.ended() ? places.get(IntBuffer.wrap(line)) : "has no end, and was cut";
            lines.add(encoding.decode(line) + " (" + place + ")");
        }
        return lines;
    }

    private int[] line(Completion completion) {
        int[] line = Arrays.copyOf(prompt.tokens(), prompt.tokens().length + completion.tokens().length);
        System.arraycopy(completion.tokens(), 0, line, prompt.tokens().length, completion.tokens().length);
        return line;
    }

    private Map<IntBuffer, String> places(List<Completion> written) {
        Map<IntBuffer, String> places = new HashMap<>();
        written.forEach(completion -> places.put(IntBuffer.wrap(line(completion)), "new"));
        if (data.targets().contains(Targets.EVERY)) {
            find(places, data.test(Targets.EVERY), "in the test data");
            find(places, data.validation(Targets.EVERY), "in the validation data");
            find(places, data.train(Targets.EVERY), "in the training data");
        }
        return places;
    }

    /** A line is what comes before its last target that counts. */
    private static void find(Map<IntBuffer, String> places, ExampleSet examples, String place) {
        int[] tokens = new int[examples.positions()];
        int[] targets = new int[examples.targetsPerExample()];
        for (long example = 0; example < examples.size(); example++) {
            examples.read(example, tokens, 0, targets, 0);
            int length = targets.length;
            while (length > 0 && targets[length - 1] == Batch.IGNORED) {
                length--;
            }
            places.computeIfPresent(IntBuffer.wrap(tokens, 0, length), (line, before) -> place);
        }
    }
}
