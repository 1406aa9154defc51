package org.transformerbench.testkit.contract;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Slice;
import org.transformerbench.api.Targets;

/** The checks of {@link TaskContract}. */
record DataChecks(Dataset data) {
    private static final int VALIDATION = 1;
    private static final int TEST = 2;
    private static final int MOST_COMPARED = 1 << 17;

    private List<DataPart> parts() {
        List<DataPart> parts = new ArrayList<>();
        for (Targets mode : data.targets()) {
            parts.add(new DataPart(DataPart.TRAIN, mode, data.train(mode)));
            parts.add(new DataPart("validation", mode, data.validation(mode)));
            parts.add(new DataPart("test", mode, data.test(mode)));
            data.curriculum(mode).ifPresent(curriculum -> {
                for (int stage = 1; stage < curriculum.stages(); stage++) {
                    parts.add(new DataPart(DataPart.TRAIN + ", stage " + stage, mode, curriculum.train(stage)));
                    parts.add(new DataPart("validation, stage " + stage, mode, curriculum.validation(stage)));
                }
            });
        }
        return parts;
    }

    /** Returns the data as numbers; backwards, the last example of the last part is read first. */
    static Numbers numbers(Dataset data, boolean backwards) {
        List<DataPart> parts = new DataChecks(data).parts();
        Map<String, int[]> read = new HashMap<>();
        List<DataPart> order = new ArrayList<>(parts);
        if (backwards) {
            Collections.reverse(order);
        }
        for (DataPart part : order) {
            long[] sample = part.sample();
            int width = data.contextLength() + part.examples().targetsPerExample();
            int[] values = new int[sample.length * width];
            for (int i = 0; i < sample.length; i++) {
                int place = backwards ? sample.length - 1 - i : i;
                Batch batch = part.examples().batch(sample[place]);
                System.arraycopy(batch.tokens(), 0, values, place * width, batch.tokens().length);
                System.arraycopy(
                        batch.targets(),
                        0,
                        values,
                        (place + 1) * width - batch.targets().length,
                        batch.targets().length);
            }
            read.put(part.toString(), values);
        }
        Numbers numbers = new Numbers();
        numbers.add("vocabulary", data.vocabulary().symbols().codePoints().toArray());
        for (DataPart part : parts) {
            numbers.add("size of " + part, part.examples().size());
            numbers.add(part.toString(), read.get(part.toString()));
        }
        numbers.add("dataChecksum", data.dataChecksum().orElse("").chars().toArray());
        return numbers;
    }

    /**
     * Checks the digests: results of earlier runs are identified by them, so that they must be those of the data, no more and no
     * less.
     */
    void digests(Dataset again, Dataset ofAnotherSeed) {
        List<DataPart> parts = parts();
        List<DataPart> same = new DataChecks(again).parts();
        List<DataPart> other = new DataChecks(ofAnotherSeed).parts();
        for (int i = 0; i < parts.size(); i++) {
            DataPart part = parts.get(i);
            Expect.that(
                    part.digest().equals(same.get(i).digest()),
                    "updateDigest() of %s feeds something else when the same data is loaded again, so that no result would ever"
                            + " be found again; feed what the examples hold, in order, and nothing else",
                    part);
            part.requireTold(other.get(i), "the same part with another seed");
            for (DataPart neighbour : parts.subList(0, i)) {
                // The mode itself is part of what identifies a run.
                if (neighbour.mode() == part.mode()) {
                    part.requireTold(neighbour, neighbour.toString());
                }
            }
        }
    }

    void batchesBelongToTheCaller() {
        Numbers before = numbers(data, false);
        for (DataPart part : parts()) {
            for (long index : part.sample()) {
                Batch batch = part.examples().batch(index);
                Arrays.fill(batch.tokens(), DataPart.MARK);
                Arrays.fill(batch.targets(), DataPart.MARK);
            }
        }
        Numbers.requireSame(
                before,
                numbers(data, false),
                "Data changes when the arrays of a batch are overwritten; hand out copies");
    }

    void shapes() {
        Expect.that(!data.targets().isEmpty(), "targets() is empty; offer Targets.EVERY or Targets.LAST");
        for (DataPart part : parts()) {
            ExampleSet examples = part.examples();
            int expected = part.mode() == Targets.LAST ? 1 : data.contextLength();
            Expect.that(
                    examples.positions() == data.contextLength() && examples.targetsPerExample() == expected,
                    "%s has examples of T = %d tokens and O = %d targets, but contextLength() is %d, and %s asks for %d"
                            + " targets",
                    part,
                    examples.positions(),
                    examples.targetsPerExample(),
                    data.contextLength(),
                    part.mode(),
                    expected);
            for (long index : part.sample()) {
                part.requireWrittenInPlace(index);
            }
            for (long index : new long[] {-1, examples.size()}) {
                Expect.refusal(
                        IndexOutOfBoundsException.class,
                        () -> examples.batch(index),
                        "Example " + index + " of the " + examples.size() + " of " + part);
            }
        }
    }

    void vocabulary() {
        int size = data.vocabulary().size();
        for (DataPart part : parts()) {
            for (long index : part.sample()) {
                Batch batch = part.examples().batch(index);
                part.requireVocabulary(size, batch.tokens(), "Token", index, 0);
                part.requireVocabulary(size, batch.targets(), "Target", index, Batch.IGNORED);
            }
        }
    }

    /** Checks that each example, and each whole answer, has something to be judged by. */
    void counted() {
        for (DataPart part : parts()) {
            for (long index : part.sample()) {
                Expect.that(
                        part.examples().batch(index).countedTargets() > 0,
                        "Example %d of %s has no target that counts (all are Batch.IGNORED): nothing can be learned from a"
                                + " batch of such examples; leave it out",
                        index,
                        part);
            }
            Answers answers = part.examples().answers();
            for (long answer : DataPart.sample(answers.count())) {
                part.requireScored(answer, answers.firstExample(answer), answers.endExample(answer));
            }
        }
    }

    /** Checks that no part has an example of another one; of very many examples some are looked at, and training examples not held. */
    void disjoint() {
        for (Targets mode : data.targets()) {
            Map<IntBuffer, Place> held = new HashMap<>();
            List<DataPart> ofMode =
                    parts().stream().filter(part -> part.mode() == mode).toList();
            List<DataPart> ordered = new ArrayList<>(List.of(ofMode.get(TEST), ofMode.get(VALIDATION)));
            ofMode.stream().filter(DataPart::isForTraining).forEach(ordered::add);
            for (DataPart part : ordered) {
                for (long index : DataPart.sample(part.examples().size(), MOST_COMPARED)) {
                    Batch batch = part.examples().batch(index);
                    IntBuffer example = IntBuffer.wrap(
                            IntStream.concat(Arrays.stream(batch.tokens()), Arrays.stream(batch.targets()))
                                    .toArray());
                    Place other = part.isForTraining()
                            ? held.get(example)
                            : held.putIfAbsent(example, new Place(part, index));
                    if (other == null || other.part() == part) {
                        continue;
                    }
                    Expect.that(
                            false,
                            "%s, tokens %s, stands in %s too: what is judged on would be learned; remove duplicates before the"
                                    + " data is cut into parts, or override partsAreDisjoint() if it repeats itself by nature",
                            other,
                            data.vocabulary().decode(batch.tokens()),
                            part);
                }
            }
        }
    }

    /** An example of a part. */
    private record Place(DataPart part, long index) {
        @Override
        public String toString() {
            return "Example " + index + " of " + part;
        }
    }

    void sizes() {
        for (DataPart part : parts()) {
            ExampleSet examples = part.examples();
            Expect.that(
                    examples.size() > 0 || !part.isForTraining() && !part.name().equals("test"),
                    "%s is empty; only validation data may be",
                    part);
            for (long index : part.sample()) {
                int first = examples.firstScoredTarget(index);
                Expect.that(
                        first >= 0 && first <= examples.targetsPerExample(),
                        "firstScoredTarget(%d) of %s is %d, but there are %d targets",
                        index,
                        part,
                        first,
                        examples.targetsPerExample());
            }
            part.requireWholeAnswers();
        }
    }

    void slices() {
        for (DataPart part : parts()) {
            List<Slice> slices = part.examples().slices();
            Expect.that(new HashSet<>(slices).size() == slices.size(), "%s has a slice twice: %s", part, slices);
            for (int slice = 0; slice < slices.size(); slice++) {
                Expect.that(
                        part.examples().size() == 0 || isUsed(part.examples(), slice),
                        "No target of %s is in its slice %s; leave it out",
                        part,
                        slices.get(slice));
            }
        }
    }

    private static boolean isUsed(ExampleSet examples, int slice) {
        for (long index = 0; index < examples.size(); index++) {
            for (int output = 0; output < examples.targetsPerExample(); output++) {
                if (examples.inSlice(slice, index, output)) {
                    return true;
                }
            }
        }
        return false;
    }

    void references() {
        for (Targets mode : data.targets()) {
            List<ReferenceLine> lines = data.references(mode);
            Expect.that(
                    lines.stream().map(ReferenceLine::name).distinct().count() == lines.size(),
                    "Two references have one name: %s",
                    lines);
            for (ReferenceLine line : lines) {
                double accuracy = line.accuracy().orElse(0);
                Expect.that(
                        Double.isFinite(line.loss()) && line.loss() >= 0 && accuracy >= 0 && accuracy <= 1,
                        "%s must have a finite loss of at least 0 and an accuracy in [0, 1]",
                        line);
            }
        }
    }
}
