package org.transformerbench.testkit.contract;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.Logits;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;

/** The checks of both contracts for targets that do not count. */
record IgnoredTargetChecks(Subject<?> subject) {
    private static final int EXAMPLES = 40;
    /** The first examples, of which no target counts: more than one micro-batch or thread may get. */
    private static final int WITHOUT_TARGETS = 16;

    /** Share of the largest gradient of a parameter by which two ways to compute one may differ. */
    private static final double ROUNDING = 1e-3;

    private static final double FLOOR = 1e-6;

    /** Optimizer with an epsilon so large that the size of the gradient matters. */
    private static final AdamW OPTIMIZER = new AdamW(0.02, 0.8, 0.95, 0.1, 0, OptionalDouble.empty());

    private Batch whole() {
        return subject.batch(EXAMPLES, 21);
    }

    /** Returns whether a target does not count: none of the first examples, and each third one of the others. */
    private boolean isLeftOut(int target) {
        return target < WITHOUT_TARGETS * subject.outputs() || target % 3 == 1;
    }

    private Batch some() {
        return without(whole(), this::isLeftOut);
    }

    private static Batch without(Batch batch, IntPredicate leftOut) {
        int[] targets = batch.targets().clone();
        Arrays.setAll(targets, target -> leftOut.test(target) ? Batch.IGNORED : batch.targets()[target]);
        return new Batch(batch.size(), batch.positions(), batch.targetsPerExample(), batch.tokens(), targets);
    }

    /** Returns a batch without the examples of which no target counts. */
    private static Batch shorter(Batch batch) {
        return new Batch(
                batch.size() - WITHOUT_TARGETS,
                batch.positions(),
                batch.targetsPerExample(),
                Arrays.copyOfRange(batch.tokens(), WITHOUT_TARGETS * batch.positions(), batch.tokens().length),
                Arrays.copyOfRange(
                        batch.targets(), WITHOUT_TARGETS * batch.targetsPerExample(), batch.targets().length));
    }

    /** Checks loss and gradients. */
    void gradients() {
        try (TrainingSession session = subject.open(6)) {
            gradients(session);
        }
    }

    /** Checks loss and gradients of a session of the subject. */
    void gradients(TrainingSession session) {
        Batch some = some();
        Batch others = without(whole(), target -> !isLeftOut(target));
        Gradients found = session.gradients(some);
        requireLoss("gradients()", found.loss(), subject.loss(session, some));
        Map<String, Tensor> ofOthers = session.gradients(others).byParameter();
        Map<String, Tensor> parts = new LinkedHashMap<>();
        double share = (double) some.countedTargets() / whole().countedTargets();
        found.byParameter().forEach((name, tensor) -> parts.put(name, mix(tensor, ofOthers.get(name), share)));
        requireClose(
                parts,
                session.gradients(whole()).byParameter(),
                "The gradient of the parameter %s at index %d is %.6f when targets that count and targets that do not change"
                        + " places and both are averaged, but %.6f when all count; leave targets of Batch.IGNORED out of"
                        + " the gradient, and divide by the number of the others");
        requireClose(
                found.byParameter(),
                session.gradients(shorter(some)).byParameter(),
                "The gradient of the parameter %s at index %d is %.6f, but %.6f without the examples of which no target"
                        + " counts; they have no part in it");
    }

    /** Checks what a step reports, and what it does. */
    void steps() {
        Batch some = some();
        try (TrainingSession session = subject.open(6, OPTIMIZER);
                TrainingSession other = subject.open(6, OPTIMIZER)) {
            double loss = subject.loss(session, some);
            double accuracy = accuracy(session, some);
            StepResult result = session.step(some, OPTIMIZER.learningRate());
            requireLoss("step()", result.loss(), loss);
            Expect.that(
                    Math.abs(result.accuracy() - accuracy) < 1e-9,
                    "A step reports the accuracy %.4f, but %.4f of the targets that count are right",
                    result.accuracy(),
                    accuracy);
            other.step(shorter(some), OPTIMIZER.learningRate());
            requireClose(
                    session.parameters(),
                    other.parameters(),
                    "After a step the parameter %s at index %d is %.6f, but %.6f after one without the examples of which no"
                            + " target counts; they have no part in it");
        }
    }

    /** Checks that the numbers do not depend on which thread gets the examples without targets. */
    void threads() {
        Numbers one = run(1);
        for (int threads : new int[] {2, 4}) {
            Numbers.requireSame(
                    one,
                    run(threads),
                    "With " + threads
                            + " threads a step on a batch with targets that do not count gives other numbers than"
                            + " with 1");
        }
    }

    private Numbers run(int threads) {
        Numbers numbers = new Numbers();
        try (TrainingSession session =
                subject.with(subject.trainer().withThreads(threads)).open(6)) {
            StepResult result = session.step(some(), Subject.LEARNING_RATE);
            numbers.add("step (loss, accuracy)", result.loss(), result.accuracy());
            numbers.add(session.parameters());
        }
        return numbers;
    }

    /** Checks that a batch from which nothing can be learned is refused. */
    void nothingCounts() {
        Batch nothing = without(subject.batch(3, 1), target -> true);
        try (TrainingSession session = subject.open(6)) {
            Expect.refusal(
                    IllegalArgumentException.class,
                    () -> session.step(nothing, Subject.LEARNING_RATE),
                    "A step on a batch of which no target counts (all are Batch.IGNORED)");
            Expect.refusal(
                    IllegalArgumentException.class,
                    () -> session.gradients(nothing),
                    "A batch of which no target counts (all are Batch.IGNORED), for gradients");
        }
    }

    private static void requireLoss(String where, double found, double expected) {
        Expect.that(
                Math.abs(found - expected) < 1e-4 * (1 + expected),
                "%s gives the loss %.6f, but the mean cross-entropy of the targets that count is %.6f; leave targets of"
                        + " Batch.IGNORED out, and divide by the number of the others",
                where,
                found,
                expected);
    }

    private double accuracy(TrainingSession session, Batch batch) {
        float[] logits = session.logits(batch.tokens(), batch.positions(), Targets.EVERY);
        int right = 0;
        for (int target = 0; target < batch.targets().length; target++) {
            int best = Logits.argmax(logits, target * subject.vocabulary(), subject.vocabulary());
            right += best == batch.targets()[target] ? 1 : 0;
        }
        return (double) right / batch.countedTargets();
    }

    private static Tensor mix(Tensor one, Tensor other, double share) {
        float[] mixed = new float[one.size()];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (float) (share * one.values()[i] + (1 - share) * other.values()[i]);
        }
        return Tensor.of(mixed, one.shape());
    }

    private static void requireClose(Map<String, Tensor> actual, Map<String, Tensor> expected, String message) {
        expected.forEach((name, tensor) -> {
            double largest = 0;
            for (float value : tensor.values()) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int i = 0; i < tensor.size(); i++) {
                float found = actual.get(name).values()[i];
                Expect.that(
                        Math.abs(found - tensor.values()[i]) <= ROUNDING * largest + FLOOR,
                        message,
                        name,
                        i,
                        found,
                        tensor.values()[i]);
            }
        });
    }
}
