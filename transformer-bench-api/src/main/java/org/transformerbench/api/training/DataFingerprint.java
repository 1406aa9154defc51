package org.transformerbench.api.training;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Curriculum;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Slice;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Sha256;

/** A checksum of all data that models learn from or are judged by. It is the same for all models of an experiment. */
final class DataFingerprint {
    private static final int MOST_LOOKS = 1 << 18;

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
            data.curriculum(mode).ifPresent(this::add);
        }
    }

    /** Adds all stages but the last, which is the data's own training examples. */
    private void add(Curriculum curriculum) {
        Sha256.add(digest, "curriculum " + curriculum.pace());
        for (int stage = 1; stage < curriculum.stages(); stage++) {
            add(curriculum.train(stage));
            add(curriculum.validation(stage));
        }
    }

    private void add(ExampleSet examples) {
        Sha256.add(
                digest,
                "size " + examples.size() + ", positions " + examples.positions() + ", targets "
                        + examples.targetsPerExample() + ", examples per answer " + examplesPerAnswer(examples)
                        + ", first scored target " + firstScoredTarget(examples));
        examples.updateDigest(digest);
    }

    /** The number of examples of each answer if they are all alike, 0 for no answers, else a checksum of where they end. */
    private static String examplesPerAnswer(ExampleSet examples) {
        Answers answers = examples.answers();
        return oneOrAll(answers.count(), answer -> answers.endExample(answer) - answers.firstExample(answer));
    }

    private static String firstScoredTarget(ExampleSet examples) {
        return oneOrAll(examples.size(), examples::firstScoredTarget);
    }

    /** The value that all have; 0 for none; a checksum if there are several. Of very many, some are looked at. */
    private static String oneOrAll(long count, LongUnaryOperator values) {
        int looks = (int) Math.min(count, MOST_LOOKS);
        if (looks == 0) {
            return "0";
        }
        LongUnaryOperator looked = look -> values.applyAsLong(CheckedExamples.at(look, looks, count));
        long first = looked.applyAsLong(0);
        if (LongStream.range(1, looks).map(looked).allMatch(value -> value == first)) {
            return Long.toString(first);
        }
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * looks);
        bytes.asLongBuffer().put(LongStream.range(0, looks).map(looked).toArray());
        return Sha256.of(bytes.array());
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
