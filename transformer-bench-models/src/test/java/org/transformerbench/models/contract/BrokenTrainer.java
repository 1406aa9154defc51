package org.transformerbench.models.contract;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.DecayedParameters;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.engine.CompiledTrainer;

/** The compiled trainer with one mistake. */
record BrokenTrainer(Mistake mistake, int threads) implements Trainer {

    enum Mistake {
        NONE,
        BAD_ID,
        NO_BACKEND,
        WRONG_LOGITS,
        LAST_IS_FIRST,
        FORGETFUL_DECODER,
        DROPOUT_IN_EVALUATION,
        NO_DROPOUT,
        NO_DROPOUT_EVALUATION,
        EVALUATES_WITHOUT_DROPOUT,
        EVALUATION_TAKES_MASKS,
        DROPOUT_WITHOUT_SEED,
        GRADIENT_TIMES_T,
        GRADIENT_STEPS,
        IGNORED_AS_FIRST_TOKEN,
        IGNORED_IN_THE_MEAN,
        IGNORED_IN_GRADIENTS,
        IGNORED_IN_ACCURACY,
        IGNORED_PER_THREAD,
        LEARNS_FROM_NOTHING,
        NO_DECAY,
        DECAYS_ALL,
        CONSTANT_RATE,
        ACCEPTS_NEGATIVE_RATES,
        NO_LIMIT,
        LOSS_AFTER_STEP,
        THROWS_DIVERGENCE,
        SEED_IGNORED,
        THREADS_MATTER,
        LOADS_HALF,
        ACCEPTS_UNKNOWN_NAMES,
        NOT_CHECKPOINTABLE,
        NO_RESTORE,
        FORGETS_MOMENTS,
        FORGETS_STEPS,
        COUNTS_ANEW,
        DROPOUT_PER_SESSION,
        ACCEPTS_OTHER_STATES,
        ACCEPTS_TOKENS,
        ACCEPTS_MODELS,
        LEAVES_THREAD,
        USABLE_AFTER_CLOSE,
        CHANGES_LOCALE,
        STATIC_STATE,
        SHARED_BUFFER,
        LOSES_STEPS,
        ANSWERS_WHILE_CLOSING
    }

    /** What an author might think of as a default. */
    private static final class Shared {
        static volatile SeedStreams seeds;
        static final AtomicLong OPENED = new AtomicLong();
    }

    @Override
    public String id() {
        return mistake == Mistake.BAD_ID ? "Trainer" : "broken";
    }

    @Override
    public Trainer withThreads(int number) {
        return new BrokenTrainer(mistake, number);
    }

    @Override
    public <C extends Record> TrainingSession open(TrainingSpec<C> spec) {
        if (mistake == Mistake.CHANGES_LOCALE) {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        }
        if (mistake == Mistake.LEAVES_THREAD) {
            Thread thread = new Thread(() -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5)), "pool-of-mine");
            thread.setDaemon(true);
            thread.start();
        }
        try {
            TrainingSession session = compiled(spec, optimizer(spec.optimizer()), seeds(spec.seeds()));
            if (mistake == Mistake.DROPOUT_WITHOUT_SEED || mistake == Mistake.DROPOUT_PER_SESSION) {
                session.load(initial(spec));
            }
            return new BrokenSession(
                    mistake,
                    session,
                    spec.optimizer().learningRate(),
                    new AtomicLong(),
                    new AtomicLong(),
                    new AtomicReference<>());
        } catch (RuntimeException e) {
            if (mistake == Mistake.ACCEPTS_MODELS) {
                throw new UnsupportedOperationException(e);
            }
            throw e;
        }
    }

    private <C extends Record> TrainingSession compiled(TrainingSpec<C> spec, AdamW optimizer, SeedStreams seeds) {
        return new CompiledTrainer(threads)
                .open(new TrainingSpec<>(spec.model(), spec.config(), spec.shape(), spec.targets(), optimizer, seeds));
    }

    private Map<String, Tensor> initial(TrainingSpec<?> spec) {
        try (TrainingSession session = compiled(spec, spec.optimizer(), spec.seeds())) {
            return session.parameters();
        }
    }

    private AdamW optimizer(AdamW given) {
        return new AdamW(
                given.learningRate(),
                given.beta1(),
                given.beta2(),
                given.epsilon(),
                mistake == Mistake.NO_DECAY ? 0 : given.weightDecay(),
                mistake == Mistake.DECAYS_ALL ? DecayedParameters.ALL : given.weightDecayOn(),
                mistake == Mistake.NO_LIMIT ? OptionalDouble.empty() : given.maxGradientNorm());
    }

    private SeedStreams seeds(SeedStreams given) {
        return switch (mistake) {
            case SEED_IGNORED, DROPOUT_WITHOUT_SEED -> new SeedStreams(7);
            case DROPOUT_PER_SESSION -> new SeedStreams(Shared.OPENED.incrementAndGet());
            case THREADS_MATTER -> new SeedStreams(given.seed() + threads);
            case STATIC_STATE -> {
                Shared.seeds = given;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                yield Shared.seeds;
            }
            default -> given;
        };
    }
}
