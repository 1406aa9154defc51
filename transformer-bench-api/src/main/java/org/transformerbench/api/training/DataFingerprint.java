package org.transformerbench.api.training;

import java.security.MessageDigest;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Slice;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Sha256;

/** A checksum of all data that models learn from or are judged by. It is the same for all models of an experiment. */
final class DataFingerprint {
    private final MessageDigest digest = Sha256.begin();

    private DataFingerprint() {}

    static String of(Dataset data) {
        DataFingerprint fingerprint = new DataFingerprint();
        fingerprint.add(data);
        return Sha256.end(fingerprint.digest);
    }

    private void add(Dataset data) {
        Vocabulary vocabulary = data.vocabulary();
        if (vocabulary.isOfCharacters()) {
            Sha256.add(digest, vocabulary.symbols());
        } else {
            vocabulary.tokens().forEach(token -> Sha256.add(digest, token));
        }
        for (Targets mode : data.targets()) {
            Sha256.add(digest, mode.name());
            add(data.train(mode));
            add(data.validation(mode));
            ExampleSet test = data.test(mode);
            add(test);
            addSlices(test);
        }
    }

    private void add(ExampleSet examples) {
        Sha256.add(
                digest,
                "size " + examples.size() + ", positions " + examples.positions() + ", targets "
                        + examples.targetsPerExample() + ", examples per answer " + examples.examplesPerAnswer()
                        + ", first scored target " + examples.firstScoredTarget());
        examples.updateDigest(digest);
    }

    /** Adds the slices of test data, the only ones that enter a result. */
    private void addSlices(ExampleSet examples) {
        int slices = examples.slices().size();
        for (int slice = 0; slice < slices; slice++) {
            Slice named = examples.slices().get(slice);
            Sha256.add(digest, named.toString());
            byte[] inSlice = new byte[examples.targetsPerExample()];
            for (long example = 0; example < examples.size(); example++) {
                for (int output = 0; output < inSlice.length; output++) {
                    inSlice[output] = (byte) (examples.inSlice(slice, example, output) ? 1 : 0);
                }
                digest.update(inSlice);
            }
        }
    }
}
