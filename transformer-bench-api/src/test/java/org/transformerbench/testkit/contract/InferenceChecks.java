package org.transformerbench.testkit.contract;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.DropoutEvaluation;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;

/** The checks of {@link TrainerContract} for logits and dropout. */
record InferenceChecks(Subject<KitModel.Config> plain, Subject<KitModel.Config> dropping, double tolerance) {
    private static final int EXAMPLES = 9;
    /** The learning rate of a step that draws dropout and leaves the parameters as they are. */
    private static final double STILL = 0;

    void logits() {
        try (TrainingSession session = plain.open(1)) {
            session.step(plain.batch(EXAMPLES, 1), Subject.LEARNING_RATE);
            for (int positions = 1; positions <= plain.positions(); positions++) {
                int[] tokens = Arrays.copyOf(plain.batch(EXAMPLES, 2).tokens(), EXAMPLES * positions);
                requireClose(
                        session.logits(tokens, positions, Targets.EVERY),
                        KitModel.logits(session.parameters(), tokens, positions),
                        "Logits of " + positions + " positions are not what the model's graph says");
            }
        }
    }

    void lastOfEvery() {
        int v = plain.vocabulary();
        int row = plain.positions() * v;
        int[] tokens = plain.batch(EXAMPLES, 3).tokens();
        try (TrainingSession session = plain.open(1)) {
            float[] every = session.logits(tokens, plain.positions(), Targets.EVERY);
            float[] last = new float[EXAMPLES * v];
            for (int example = 0; example < EXAMPLES; example++) {
                System.arraycopy(every, (example + 1) * row - v, last, example * v, v);
            }
            requireClose(
                    session.logits(tokens, plain.positions(), Targets.LAST),
                    last,
                    "Logits for Targets.LAST are not the last position's logits for Targets.EVERY");
        }
    }

    void decoder() {
        int length = plain.positions() + 3;
        int[] text = Arrays.copyOf(plain.batch(2, 4).tokens(), length);
        try (TrainingSession session = plain.open(1)) {
            Decoder decoder = session.decoder(1);
            Decoder recomputing = Decoder.recomputing(session, 1);
            int end = 0;
            while (end < length) {
                int[] next = Arrays.copyOfRange(text, end, end + (end == 0 ? 2 : 1));
                end += next.length;
                requireClose(
                        decoder.append(next),
                        recomputing.append(next),
                        "After " + end + " tokens, with a context length of " + plain.positions()
                                + ", the decoder says something else than the whole window computed anew");
                Expect.that(
                        decoder.length() == end,
                        "length() of the decoder is %d after %d tokens",
                        decoder.length(),
                        end);
            }
        }
    }

    void dropout() {
        Batch batch = plain.batch(EXAMPLES, 5);
        try (TrainingSession session = dropping.open(1)) {
            requireClose(
                    session.logits(batch.tokens(), plain.positions(), Targets.EVERY),
                    KitModel.logits(session.parameters(), batch.tokens(), plain.positions()),
                    "Logits of a model with dropout are not those without: evaluation must leave it out");
            double evaluated = session.gradients(batch).loss();
            double trained = session.step(batch, STILL).loss();
            Expect.that(
                    Math.abs(trained - evaluated) > 1e-4,
                    "A step reports the loss %.6f, the same as without dropout, though half of all values are to be"
                            + " dropped: build the graph of steps for training",
                    trained);
        }
    }

    /** The same masks as those of the next step give its loss. */
    void evaluationWithDropout() {
        Batch batch = plain.batch(EXAMPLES, 7);
        for (Subject<?> subject : List.of(plain, dropping)) {
            try (TrainingSession session = subject.open(1);
                    TrainingSession unasked = subject.open(1)) {
                DropoutEvaluation evaluation = session.capability(DropoutEvaluation.class)
                        .orElseGet(() ->
                                Assumptions.abort("Skipped: the sessions of this trainer have no DropoutEvaluation, so"
                                        + " that protocols which evaluate with dropout are not for it"));
                float[] every = evaluation.logitsWithDropout(batch.tokens(), subject.positions(), Targets.EVERY);
                double evaluated = CrossEntropy.mean(every, batch.targets(), subject.vocabulary());
                double stepped = session.step(batch, STILL).loss();
                Expect.that(
                        stepped == unasked.step(batch, STILL).loss(),
                        "A call of logitsWithDropout() changes the dropout of the next step; number masks by steps, not by calls");
                Expect.that(
                        Math.abs(evaluated - stepped) <= tolerance * (1 + stepped),
                        "With %s the loss from logitsWithDropout() is %.6f, but that of the next step is %.6f; draw the masks of"
                                + " that step",
                        subject.config(),
                        evaluated,
                        stepped);
            }
        }
    }

    void dropoutSeed() {
        Batch batch = plain.batch(EXAMPLES, 6);
        try (TrainingSession one = dropping.open(1);
                TrainingSession same = dropping.open(1);
                TrainingSession other = dropping.open(2)) {
            other.load(one.parameters());
            double first = one.step(batch, STILL).loss();
            Expect.that(
                    first == same.step(batch, STILL).loss(),
                    "Dropout differs between two runs with the same seed; draw it from the stream SeedStreams.DROPOUT");
            Expect.that(
                    first != other.step(batch, STILL).loss(),
                    "Dropout does not depend on the seed; draw it from the stream SeedStreams.DROPOUT");
            Expect.that(
                    first != one.step(batch, STILL).loss(),
                    "Dropout is the same at each step; let it depend on the number of the step too");
        }
    }

    private void requireClose(float[] actual, float[] expected, String message) {
        Expect.that(
                actual.length == expected.length,
                "%s: there are %d logits, not %d",
                message,
                actual.length,
                expected.length);
        for (int i = 0; i < actual.length; i++) {
            Expect.that(
                    Math.abs(actual[i] - expected[i]) <= tolerance * (1 + Math.abs(expected[i])),
                    "%s: at index %d there is %s, not %s",
                    message,
                    i,
                    actual[i],
                    expected[i]);
        }
    }
}
