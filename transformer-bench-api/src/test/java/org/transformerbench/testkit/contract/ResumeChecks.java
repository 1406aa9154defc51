package org.transformerbench.testkit.contract;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.transformerbench.api.Checkpointable;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;

/** The checks of {@link TrainerContract} for sessions that are restored from a checkpoint. */
record ResumeChecks(Subject<KitModel.Config> plain, Subject<KitModel.Config> dropping) {
    private static final long SEED = 6;
    private static final int EXAMPLES = 9;
    private static final int BEFORE = 3;
    private static final int ALL = 6;

    private static Checkpointable checkpointable(TrainingSession session) {
        return session.capability(Checkpointable.class)
                .orElseGet(() -> Assumptions.abort(
                        "Skipped: the sessions of this trainer are not Checkpointable, so that its runs"
                                + " have no checkpoints"));
    }

    /** The state of a session that a checkpoint holds. */
    private record Saved(Map<String, Tensor> parameters, OptimizerState optimizer) {

        /** Copies the state of a session; aborts the test without a verdict if the trainer has no checkpoints. */
        static Saved of(TrainingSession session) {
            return new Saved(session.parameters(), checkpointable(session).optimizerState());
        }

        void restoreInto(TrainingSession session) {
            try {
                checkpointable(session).restore(parameters, optimizer);
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "restore() refuses what a session of the same specification gave, so that no checkpoint can be used: "
                                + e,
                        e);
            }
        }

        /** Returns copies of all numbers. */
        Numbers numbers() {
            Numbers numbers = new Numbers();
            numbers.add("the number of steps", (double) optimizer.steps());
            numbers.add(parameters);
            optimizer
                    .firstMoments()
                    .forEach((name, moment) -> numbers.add("the first moment of " + name, moment.values()));
            optimizer
                    .secondMoments()
                    .forEach((name, moment) -> numbers.add("the second moment of " + name, moment.values()));
            return numbers;
        }
    }

    void goOn() {
        goOn(
                plain,
                "After restore() a session without dropout goes on otherwise than the uninterrupted one, though it tells"
                        + " the same state; step with the restored moments, and correct their bias by the restored number"
                        + " of steps");
        goOn(
                dropping,
                "After restore() a session with dropout goes on otherwise than the uninterrupted one, and one without does"
                        + " not; let masks be functions of the seed and the number of the step, which restore() sets");
    }

    private static void goOn(Subject<?> subject, String advice) {
        Saved saved;
        Numbers atSaving;
        Numbers expected;
        try (TrainingSession session = subject.open(SEED)) {
            steps(subject, session, 1, BEFORE);
            saved = Saved.of(session);
            atSaving = saved.numbers();
            expected = steps(subject, session, BEFORE + 1, ALL);
        }
        Expect.that(
                saved.optimizer().steps() == BEFORE,
                "optimizerState() tells of %d steps after %d; count every call of step()",
                saved.optimizer().steps(),
                BEFORE);
        Numbers.requireSame(
                atSaving,
                saved.numbers(),
                "What parameters() and optimizerState() gave changes with later steps; give copies");
        try (TrainingSession session = subject.open(SEED)) {
            saved.restoreInto(session);
            Numbers.requireSame(
                    atSaving,
                    Saved.of(session).numbers(),
                    "restore() does not take over all that it gets: parameters() and optimizerState() tell something else"
                            + " after it");
            Numbers.requireSame(expected, steps(subject, session, BEFORE + 1, ALL), advice);
        }
        Numbers.requireSame(
                atSaving, saved.numbers(), "Steps after restore() change the arrays that it got; copy what is in them");
        try (TrainingSession session = subject.open(SEED)) {
            steps(subject, session, 1, BEFORE);
            Numbers.requireSame(
                    expected,
                    steps(subject, session, BEFORE + 1, ALL),
                    "A call of parameters() and optimizerState() changes what follows");
        }
    }

    /** Runs steps, each on the batch of its number, and returns their results and the parameters after the last one. */
    private static Numbers steps(Subject<?> subject, TrainingSession session, int first, int last) {
        Numbers numbers = new Numbers();
        for (int step = first; step <= last; step++) {
            StepResult result = session.step(subject.batch(EXAMPLES, step), Subject.LEARNING_RATE);
            numbers.add("step " + step + " (loss, accuracy)", result.loss(), result.accuracy());
        }
        numbers.add(session.parameters());
        return numbers;
    }

    void refuse() {
        try (TrainingSession session = plain.open(SEED)) {
            steps(plain, session, 1, 1);
            Saved saved = Saved.of(session);
            steps(plain, session, 2, 2);
            Numbers before = Saved.of(session).numbers();
            OptimizerState state = saved.optimizer();
            refuse(session, without(saved.parameters()), state, "Parameters without head.bias");
            refuse(
                    session,
                    saved.parameters(),
                    new OptimizerState(1, without(state.firstMoments()), state.secondMoments()),
                    "A state without the first moment of head.bias");
            Map<String, Tensor> misshaped = new LinkedHashMap<>(state.secondMoments());
            misshaped.put("head.weight", Tensor.of(new float[7 * 5], 7, 5));
            refuse(
                    session,
                    saved.parameters(),
                    new OptimizerState(1, state.firstMoments(), misshaped),
                    "A second moment of shape [7, 5] for head.weight of shape [5, 7]");
            Numbers.requireSame(
                    before,
                    Saved.of(session).numbers(),
                    "A restore() that was refused has changed the session; check all before the first change");
        }
    }

    private static Map<String, Tensor> without(Map<String, Tensor> tensors) {
        Map<String, Tensor> rest = new LinkedHashMap<>(tensors);
        rest.remove("head.bias");
        return rest;
    }

    private static void refuse(
            TrainingSession session, Map<String, Tensor> parameters, OptimizerState state, String what) {
        Expect.refusal(
                IllegalArgumentException.class, () -> checkpointable(session).restore(parameters, state), what);
    }
}
