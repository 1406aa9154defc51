package org.transformerbench.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.DropoutEvaluation;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;

/** The checks of {@link TrainerContract} for a session that several threads call. */
record CallerChecks(Subject<KitModel.Config> subject) {
    private static final int CALLERS = 4;
    /** Number of rounds of each caller. */
    private static final int ROUNDS = 40;

    private static final int STEPS = 5;
    private static final String ADVICE =
            "; let calls run one at a time, as TrainingSession.synchronizedSession(session) does";

    /** A call to a session whose answers are compared. */
    private record Question(String name, Function<TrainingSession, float[]> answer) {}

    private List<Question> questions(TrainingSession asked) {
        int positions = subject.positions();
        int[] few = subject.batch(2, 21).tokens();
        int[] many = subject.batch(17, 22).tokens();
        int[] half = Arrays.copyOf(subject.batch(11, 23).tokens(), 11 * (positions / 2));
        Batch batch = subject.batch(6, 24);
        List<Question> questions = new ArrayList<>(List.of(
                new Question("logits of 2 examples", session -> session.logits(few, positions, Targets.EVERY)),
                new Question("last logits of 17 examples", session -> session.logits(many, positions, Targets.LAST)),
                new Question(
                        "logits of half the positions", session -> session.logits(half, positions / 2, Targets.EVERY)),
                new Question("a decoder's logits", session -> continued(session, few)),
                new Question("the loss of gradients()", session ->
                        new float[] {(float) session.gradients(batch).loss()})));
        asked.capability(DropoutEvaluation.class)
                .ifPresent(evaluation -> questions.add(new Question(
                        "logits with dropout",
                        session -> evaluation.logitsWithDropout(few, positions, Targets.EVERY))));
        return questions;
    }

    /** Continues a text token by token, beyond the context length. */
    private static float[] continued(TrainingSession session, int[] text) {
        Decoder decoder = session.decoder(1);
        float[] logits = {};
        for (int token : text) {
            logits = decoder.append(token);
        }
        return logits;
    }

    void answers() throws Exception {
        try (TrainingSession session = subject.open(3)) {
            session.step(subject.batch(9, 20), Subject.LEARNING_RATE);
            List<Question> questions = questions(session);
            List<float[]> expected = new ArrayList<>();
            questions.forEach(question -> expected.add(question.answer().apply(session)));
            atOnce(CALLERS, caller -> {
                for (int i = caller; i < caller + ROUNDS; i++) {
                    Question question = questions.get(i % questions.size());
                    Numbers.requireSame(
                            expected.get(i % questions.size()),
                            question.answer().apply(session),
                            "Asked by " + CALLERS + " threads at once, a session gives other " + question.name()
                                    + " than asked by one" + ADVICE);
                }
                return null;
            });
        }
    }

    void steps() throws Exception {
        Batch batch = subject.batch(9, 25);
        Numbers expected = new Numbers();
        Numbers found = new Numbers();
        try (TrainingSession alone = subject.open(4);
                TrainingSession shared = subject.open(4)) {
            for (int i = 0; i < CALLERS * STEPS; i++) {
                alone.step(batch, Subject.LEARNING_RATE);
            }
            expected.add(alone.parameters());
            atOnce(CALLERS, caller -> {
                for (int i = 0; i < STEPS; i++) {
                    shared.step(batch, Subject.LEARNING_RATE);
                }
                return null;
            });
            found.add(shared.parameters());
        }
        Numbers.requireSame(
                expected,
                found,
                CALLERS * STEPS + " steps on one batch give other parameters when " + CALLERS + " threads take them"
                        + ADVICE);
    }

    void close() throws Exception {
        int[] tokens = subject.batch(9, 26).tokens();
        TrainingSession session = subject.open(5);
        float[] expected = session.logits(tokens, subject.positions(), Targets.EVERY);
        CountDownLatch asked = new CountDownLatch(CALLERS);
        atOnce(CALLERS + 1, caller -> {
            if (caller == CALLERS) {
                asked.await();
                session.close();
                return null;
            }
            while (true) {
                float[] logits;
                try {
                    logits = session.logits(tokens, subject.positions(), Targets.EVERY);
                } catch (IllegalStateException e) {
                    return null; // As every use after close.
                }
                asked.countDown();
                Numbers.requireSame(
                        expected, logits, "close() changes the logits of a call that is running; let it wait" + ADVICE);
            }
        });
    }

    /** The action of a thread, which receives its number. */
    private interface Caller {
        Void call(int number) throws Exception;
    }

    private static void atOnce(int count, Caller caller) throws Exception {
        CyclicBarrier start = new CyclicBarrier(count);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Callable<Void>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                calls.add(() -> {
                    start.await();
                    return caller.call(number);
                });
            }
            for (Future<Void> call : threads.invokeAll(calls, 2, TimeUnit.MINUTES)) {
                Expect.that(!call.isCancelled(), "Calls of several threads do not end within two minutes" + ADVICE);
                try {
                    call.get();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof AssertionError error) {
                        throw error;
                    }
                    throw new AssertionError(
                            "A call fails because other threads use the session at the same time: " + e.getCause()
                                    + ADVICE,
                            e.getCause());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
