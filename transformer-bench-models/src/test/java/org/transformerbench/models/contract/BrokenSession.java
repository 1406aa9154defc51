package org.transformerbench.models.contract;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Checkpointable;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.DropoutEvaluation;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.contract.BrokenTrainer.Mistake;

/**
 * Hands on what it is asked, but for the mistake; forgotten are steps that it tells of and does not count, the buffer holds
 * logits between two moments of a call.
 */
record BrokenSession(
        Mistake mistake,
        TrainingSession session,
        double configuredRate,
        AtomicLong forgotten,
        AtomicLong lastCaller,
        AtomicReference<float[]> buffer)
        implements TrainingSession, Checkpointable, DropoutEvaluation {
    private static final long A_MOMENT_IN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    @Override
    public StepResult step(Batch batch, double learningRate) {
        if (mistake == Mistake.LOSES_STEPS && isOfAnotherThread()) {
            return new StepResult(session.gradients(batch).loss(), 0);
        }
        double rate =
                switch (mistake) {
                    case CONSTANT_RATE -> configuredRate;
                    case ACCEPTS_NEGATIVE_RATES -> Math.abs(learningRate);
                    default -> learningRate;
                };
        return adjusted(batch, session.step(tolerant(batch), rate));
    }

    private static double countedShare(Batch batch) {
        return (double) batch.countedTargets() / batch.targets().length;
    }

    /** What two threads at once do by chance happens here each time that another one takes a step. */
    private boolean isOfAnotherThread() {
        long caller = Thread.currentThread().getId();
        long last = lastCaller.getAndSet(caller);
        return last != 0 && last != caller;
    }

    private StepResult adjusted(Batch batch, StepResult result) {
        if (mistake == Mistake.THROWS_DIVERGENCE && !Double.isFinite(result.loss())) {
            throw new IllegalStateException("diverged");
        }
        if (mistake == Mistake.IGNORED_IN_THE_MEAN) {
            return new StepResult(result.loss() * countedShare(batch), result.accuracy());
        }
        if (mistake == Mistake.IGNORED_IN_ACCURACY) {
            return new StepResult(result.loss(), result.accuracy() * countedShare(batch));
        }
        boolean evaluated = mistake == Mistake.NO_DROPOUT || mistake == Mistake.LOSS_AFTER_STEP;
        return evaluated ? new StepResult(session.gradients(batch).loss(), result.accuracy()) : result;
    }

    /** Ids outside of the vocabulary become others, and so do targets that do not count. */
    private Batch tolerant(Batch batch) {
        int least =
                switch (mistake) {
                    case ACCEPTS_TOKENS -> Integer.MIN_VALUE;
                    case IGNORED_AS_FIRST_TOKEN -> 0;
                    case IGNORED_PER_THREAD -> session.threads() > 1 ? 0 : Batch.IGNORED;
                    case LEARNS_FROM_NOTHING -> batch.countedTargets() == 0 ? 0 : Batch.IGNORED;
                    default -> Batch.IGNORED;
                };
        return mistake == Mistake.ACCEPTS_TOKENS
                ? withTargets(batch, tolerant(batch.tokens()), tolerant(batch.targets()))
                : withTargets(batch, batch.tokens(), atLeast(least, batch.targets()));
    }

    private static int[] atLeast(int least, int[] targets) {
        return Arrays.stream(targets)
                .map(target -> target == Batch.IGNORED ? Math.max(least, target) : target)
                .toArray();
    }

    private static Batch withTargets(Batch batch, int[] tokens, int[] targets) {
        return new Batch(batch.size(), batch.positions(), batch.targetsPerExample(), tokens, targets);
    }

    private int[] tolerant(int[] ids) {
        return mistake == Mistake.ACCEPTS_TOKENS
                ? Arrays.stream(ids)
                        .map(id -> Math.floorMod(id, shape().vocabularySize()))
                        .toArray()
                : ids;
    }

    @Override
    public float[] logits(int[] tokens, int positions, Targets targets) {
        if (mistake == Mistake.DROPOUT_IN_EVALUATION) {
            return logitsWithDropout(tokens, positions, targets);
        }
        if (mistake == Mistake.ANSWERS_WHILE_CLOSING) {
            return whileClosing(tokens, positions, targets);
        }
        float[] logits = session.logits(tolerant(tokens), positions, targets);
        if (mistake == Mistake.SHARED_BUFFER) {
            buffer.set(logits);
            LockSupport.parkNanos(A_MOMENT_IN_NANOS);
            return buffer.get();
        }
        if (mistake == Mistake.WRONG_LOGITS) {
            logits[logits.length - 1] += 0.01f;
        }
        if (mistake == Mistake.LAST_IS_FIRST && targets == Targets.LAST) {
            float[] every = session.logits(tokens, positions, Targets.EVERY);
            System.arraycopy(every, 0, logits, 0, shape().vocabularySize());
        }
        return logits;
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
        boolean lacks = mistake == Mistake.NOT_CHECKPOINTABLE && type == Checkpointable.class
                || mistake == Mistake.NO_DROPOUT_EVALUATION && type == DropoutEvaluation.class;
        return lacks ? Optional.empty() : TrainingSession.super.capability(type);
    }

    @Override
    public float[] logitsWithDropout(int[] tokens, int positions, Targets targets) {
        if (mistake == Mistake.EVALUATES_WITHOUT_DROPOUT) {
            return session.logits(tokens, positions, targets);
        }
        float[] logits = inner(DropoutEvaluation.class).logitsWithDropout(tokens, positions, targets);
        if (mistake == Mistake.EVALUATION_TAKES_MASKS) {
            int[] any = new int[positions];
            session.step(new Batch(1, positions, positions, any, any), 0);
        }
        return logits;
    }

    private <T> T inner(Class<T> type) {
        return session.capability(type).orElseThrow();
    }

    /** Looks whether it is open when a call begins, and not again. */
    private float[] whileClosing(int[] tokens, int positions, Targets targets) {
        session.parameters();
        LockSupport.parkNanos(A_MOMENT_IN_NANOS);
        try {
            return session.logits(tokens, positions, targets);
        } catch (IllegalStateException e) {
            int rows = targets == Targets.EVERY ? tokens.length : tokens.length / positions;
            return new float[rows * shape().vocabularySize()];
        }
    }

    @Override
    public Decoder decoder(int batchSize) {
        Decoder decoder = session.decoder(batchSize);
        return mistake == Mistake.FORGETFUL_DECODER ? new Forgetful(session, decoder) : decoder;
    }

    /** Takes each token for the first one. */
    private record Forgetful(TrainingSession session, Decoder decoder) implements Decoder {
        @Override
        public float[] append(int... tokens) {
            decoder.append(tokens);
            return session.decoder(batchSize()).append(tokens);
        }

        @Override
        public int length() {
            return decoder.length();
        }

        @Override
        public int batchSize() {
            return decoder.batchSize();
        }

        @Override
        public boolean cached() {
            return true;
        }
    }

    @Override
    public Gradients gradients(Batch batch) {
        Gradients gradients = session.gradients(mistake == Mistake.IGNORED_AS_FIRST_TOKEN ? tolerant(batch) : batch);
        if (mistake == Mistake.IGNORED_IN_GRADIENTS) {
            return new Gradients(
                    gradients.loss(),
                    session.gradients(withTargets(batch, batch.tokens(), atLeast(0, batch.targets())))
                            .byParameter());
        }
        if (mistake == Mistake.GRADIENT_STEPS) {
            session.step(batch, configuredRate);
        }
        if (mistake == Mistake.GRADIENT_TIMES_T) {
            gradients.byParameter().values().forEach(tensor -> {
                for (int i = 0; i < tensor.size(); i++) {
                    tensor.values()[i] *= batch.positions();
                }
            });
        }
        return gradients;
    }

    @Override
    public Map<String, Tensor> parameters() {
        return session.parameters();
    }

    @Override
    public void load(Map<String, Tensor> parameters) {
        Map<String, Tensor> loaded = new LinkedHashMap<>(parameters);
        if (mistake == Mistake.LOADS_HALF) {
            loaded.put("head.bias", session.parameters().get("head.bias"));
        }
        if (mistake == Mistake.ACCEPTS_UNKNOWN_NAMES) {
            loaded.keySet().retainAll(session.parameters().keySet());
        }
        session.load(loaded);
    }

    @Override
    public OptimizerState optimizerState() {
        OptimizerState state = inner(Checkpointable.class).optimizerState();
        return new OptimizerState(state.steps() + forgotten.get(), state.firstMoments(), state.secondMoments());
    }

    @Override
    public void restore(Map<String, Tensor> parameters, OptimizerState given) {
        OptimizerState own = inner(Checkpointable.class).optimizerState();
        Checkpointable checkpointable = inner(Checkpointable.class);
        switch (mistake) {
            case NO_RESTORE -> throw new UnsupportedOperationException("not yet");
            case FORGETS_MOMENTS ->
                checkpointable.restore(
                        parameters, new OptimizerState(given.steps(), own.firstMoments(), own.secondMoments()));
            case FORGETS_STEPS, COUNTS_ANEW -> {
                forgotten.set(mistake == Mistake.COUNTS_ANEW ? given.steps() : 0);
                checkpointable.restore(parameters, new OptimizerState(0, given.firstMoments(), given.secondMoments()));
            }
            case ACCEPTS_OTHER_STATES -> {
                Map<String, Tensor> first = new LinkedHashMap<>(own.firstMoments());
                first.putAll(given.firstMoments());
                checkpointable.restore(parameters, new OptimizerState(given.steps(), first, given.secondMoments()));
            }
            default -> checkpointable.restore(parameters, given);
        }
    }

    @Override
    public SequenceShape shape() {
        return session.shape();
    }

    @Override
    public String backend() {
        return mistake == Mistake.NO_BACKEND ? " " : session.backend();
    }

    @Override
    public int threads() {
        return session.threads();
    }

    @Override
    public void close() {
        if (mistake != Mistake.USABLE_AFTER_CLOSE) {
            session.close();
        }
    }
}
