package org.transformerbench.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;

/** The checks of {@link ModelContract}. */
record ModelChecks<C extends Record>(Subject<C> subject) {
    /** Tolerance for logits that are computed in another order; larger differences are real influences. */
    private static final float ROUNDING = 1e-5f;

    private static final int STEPS_BETWEEN_LOSSES = 5;

    /** A way to move a session's parameters to another. */
    interface Transfer {
        void move(TrainingSession from, TrainingSession to) throws Exception;
    }

    Numbers numbers(long seed) {
        return subject.run(seed);
    }

    void touchesNoGlobalState() throws Throwable {
        // What the backend and the trainer set up for themselves is not the model's doing.
        KitModel kitModel = new KitModel();
        SequenceShape shape = new SequenceShape(3, 2, 2);
        new Subject<>(subject.trainer(), kitModel, kitModel.defaultConfig(shape), shape).run(1);
        GlobalState.requireUntouched(true, () -> subject.run(1));
    }

    void shapes() {
        try (TrainingSession session = subject.open(1)) {
            Expect.that(!session.parameters().isEmpty(), "The model has no parameters: nothing can be learned");
            List<Integer> lengths = new ArrayList<>();
            if (subject.model().predicts() == Targets.EVERY) {
                lengths.addAll(shorterLengths());
            }
            lengths.add(subject.positions());
            for (int positions : lengths) {
                for (int size : new int[] {1, 3}) {
                    int[] tokens = Arrays.copyOf(subject.batch(size, 2).tokens(), size * positions);
                    requireShape(session, tokens, size, positions);
                }
            }
        }
    }

    /**
     * Returns the shortest length, the longest one and one between: each has a graph of its own, and a defect rarely shows in one
     * only.
     */
    private List<Integer> shorterLengths() {
        int positions = subject.positions();
        return IntStream.of(1, positions / 2, positions - 1)
                .filter(length -> length > 0 && length < positions)
                .distinct()
                .boxed()
                .toList();
    }

    private void requireShape(TrainingSession session, int[] tokens, int size, int positions) {
        int outputs = subject.model().predicts() == Targets.EVERY ? positions : subject.outputs();
        float[] logits = session.logits(tokens, positions, Targets.EVERY);
        Expect.that(
                logits.length == size * outputs * subject.vocabulary(),
                "%d examples of %d positions give %d logits, but shape (B, O, V) is [%d, %d, %d]",
                size,
                positions,
                logits.length,
                size,
                outputs,
                subject.vocabulary());
        for (int i = 0; i < logits.length; i++) {
            Expect.that(
                    Float.isFinite(logits[i]),
                    "The logit at index %d of %d positions is %s before training; look for a division by zero, the"
                            + " logarithm of 0, or a softmax over masked values only",
                    i,
                    positions,
                    logits[i]);
        }
    }

    void examplesAreIndependent() {
        int row = subject.outputs() * subject.vocabulary();
        Batch batch = subject.batch(3, 3);
        try (TrainingSession session = subject.open(3)) {
            float[] together = session.logits(batch.tokens(), subject.positions(), Targets.EVERY);
            for (int example = 0; example < 3; example++) {
                int[] tokens = Arrays.copyOfRange(
                        batch.tokens(), example * subject.positions(), (example + 1) * subject.positions());
                float[] alone = session.logits(tokens, subject.positions(), Targets.EVERY);
                int different =
                        firstDifference(alone, Arrays.copyOfRange(together, example * row, (example + 1) * row));
                Expect.that(
                        different < 0,
                        "Example %d has other logits in a batch than alone: the model mixes examples; reduce or normalise"
                                + " over positions and features only, never over dimension 0",
                        example);
            }
        }
    }

    void causality() {
        int positions = subject.positions();
        int[] tokens = subject.batch(1, 5).tokens();
        try (TrainingSession session = subject.open(5)) {
            float[] base = session.logits(tokens, positions, Targets.EVERY);
            for (int changed = 1; changed < positions; changed++) {
                int[] other = tokens.clone();
                other[changed] = (other[changed] + 1) % subject.vocabulary();
                int different = firstDifference(session.logits(other, positions, Targets.EVERY), base);
                Expect.that(
                        different < 0 || different / subject.vocabulary() >= changed,
                        "Logits at position %d change when the token at position %d changes: the model is not causal; mask"
                                + " what comes later, or return Targets.LAST from predicts()",
                        different / subject.vocabulary(),
                        changed);
            }
            for (int length : shorterLengths()) {
                float[] part = session.logits(Arrays.copyOf(tokens, length), length, Targets.EVERY);
                int different = firstDifference(part, Arrays.copyOf(base, part.length));
                Expect.that(
                        different < 0,
                        "A sequence of %d tokens has other logits at position %d than the same tokens at the beginning of a"
                                + " longer one: what comes later, or the length itself, has an influence; count positions"
                                + " from the first token",
                        length,
                        different / subject.vocabulary());
            }
        }
    }

    private static int firstDifference(float[] actual, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(actual[i] - expected[i]) <= ROUNDING * (1 + Math.abs(expected[i])))) {
                return i;
            }
        }
        return -1;
    }

    void initialLoss(double tolerance) {
        double expected = Math.log(subject.vocabulary());
        for (long seed = 1; seed <= 3; seed++) {
            try (TrainingSession session = subject.open(seed)) {
                double loss = subject.loss(session, subject.batch(64, seed));
                Expect.that(
                        Math.abs(loss - expected) <= tolerance,
                        "The loss before training is %.3f with seed %d, but a model that knows nothing has ln V = %.3f"
                                + " (allowed: %.2f more or less); the first values are probably too large, try"
                                + " Initializer.normal(0.02), or override initialLossTolerance()",
                        loss,
                        seed,
                        expected,
                        tolerance);
            }
        }
    }

    void sameSeed() {
        Numbers.requireSame(
                subject.run(3),
                subject.run(3),
                "Two runs with the same seed differ; draw first values from the generator that the Initializer gets, and"
                        + " dropout by GraphScope.dropout only");
    }

    void evaluation() {
        Batch batch = subject.batch(4, 9);
        try (TrainingSession session = subject.open(4)) {
            session.step(batch, Subject.LEARNING_RATE);
            float[] first = session.logits(batch.tokens(), subject.positions(), Targets.EVERY);
            Numbers.requireSame(
                    first,
                    session.logits(batch.tokens(), subject.positions(), Targets.EVERY),
                    "Two evaluations of the same tokens differ; use no random operation in the graph but"
                            + " GraphScope.dropout, which evaluation leaves out");
            double gradientLoss = session.gradients(batch).loss();
            double loss = CrossEntropy.mean(first, batch.targets(), subject.vocabulary());
            Expect.that(
                    Math.abs(gradientLoss - loss) < 1e-4 * (1 + loss),
                    "Without dropout the loss is %.6f in the graph for gradients and %.6f in that for logits: they are not the"
                            + " same function",
                    gradientLoss,
                    loss);
        }
    }

    void gradients(double tolerance) {
        FiniteDifferences.check(subject, tolerance);
    }

    /** Checks the model with its own trainer, and with those others that can compute it. */
    void ignoredTargets(List<Trainer> others) {
        new IgnoredTargetChecks(subject).gradients();
        for (Trainer trainer : others) {
            IgnoredTargetChecks checks = new IgnoredTargetChecks(subject.with(trainer));
            opened(checks.subject()).ifPresent(session -> {
                try (session) {
                    checks.gradients(session);
                } catch (AssertionError e) {
                    throw new AssertionError("With the trainer '" + trainer.id() + "': " + e.getMessage(), e);
                }
            });
        }
    }

    /** Returns a session, if the trainer can compute the model: some backends have no right gradient of some operation. */
    private static Optional<TrainingSession> opened(Subject<?> subject) {
        try {
            return Optional.of(subject.open(6));
        } catch (ModelException e) {
            return Optional.empty();
        }
    }

    void overfitting(int steps) {
        Batch batch = subject.learnable(4, 7);
        try (TrainingSession session = subject.open(7)) {
            double before = subject.loss(session, batch);
            double after = before;
            for (int step = 1; step <= steps && !(after < before / 3); step++) {
                session.step(batch, Subject.LEARNING_RATE);
                if (step % STEPS_BETWEEN_LOSSES == 0 || step == steps) {
                    after = subject.loss(session, batch);
                }
            }
            Expect.that(
                    after < before / 3,
                    "One batch of 4 examples cannot be learned by heart: after %d steps its loss went from %.3f to %.3f only;"
                            + " look for parameters without influence, signals that vanish, or a mask over what is to be"
                            + " read",
                    steps,
                    before,
                    after);
        }
    }

    void savedAndLoaded(Transfer transfer) throws Exception {
        Batch batch = subject.batch(8, 2);
        try (TrainingSession trained = subject.open(1);
                TrainingSession fresh = subject.open(2)) {
            Map<String, Tensor> parameters = trained.parameters();
            subject.model().tiedParameters(subject.config()).forEach((alias, name) -> {
                Expect.that(
                        parameters.containsKey(name) && !parameters.containsKey(alias),
                        "tiedParameters() ties %s to %s: the first must be a further name and the second one of the"
                                + " parameters %s",
                        alias,
                        name,
                        parameters.keySet());
            });
            trained.step(batch, Subject.LEARNING_RATE);
            transfer.move(trained, fresh);
            Numbers expected = new Numbers();
            expected.add(trained.parameters());
            Numbers loaded = new Numbers();
            loaded.add(fresh.parameters());
            Numbers.requireSame(expected, loaded, "Parameters are not the same after save and load");
            Numbers.requireSame(
                    trained.logits(batch.tokens(), subject.positions(), Targets.EVERY),
                    fresh.logits(batch.tokens(), subject.positions(), Targets.EVERY),
                    "The logits differ after save and load though the parameters are the same: the model depends on"
                            + " something that is no parameter; declare all that is learned or drawn by"
                            + " GraphScope.parameter");
        }
    }
}
