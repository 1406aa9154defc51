package org.transformerbench.api.experiment;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Batch;
import org.transformerbench.api.DropoutEvaluation;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.StepRehearsal;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.run.TrainingConfig;

/**
 * The warm-up of a session before the clock of its run starts: steps that are computed and dropped, until the JVM has compiled what they
 * run. It is made once per JVM and program, by sessions with the capability {@link StepRehearsal}, and has no influence on any number.
 *
 * <p>A run that is short itself has at most as many rehearsals as steps. One that is long enough to go over to the kernels that are the
 * fastest in the end is made to begin with them, see {@link TrainingSession#warmUp()}.
 */
final class StepWarmUp {
    /** Rehearsals of a short run at most; of a batch of usual size, fewer make C2 compile its loops. */
    private static final int MOST_STEPS_OF_SHORT_RUN = 50;

    /** From this training time on a run is long: it would go over to what is the fastest in the end on its way. */
    static final Duration LONG_RUN = Duration.ofMillis(1_500);

    /** The least rehearsals of a short run that has so many steps. */
    private static final int LEAST_STEPS = 20;

    /** Rehearsals after which the length of the run can be told. */
    private static final int STEPS_TO_TELL = 5;

    /** The least warm-up of a long run: C2 works in the background, while steps seem to be as fast as they get. */
    private static final Duration LEAST_OF_LONG_RUN = Duration.ofSeconds(1);

    /** After so long, something else than the compiler makes steps slow. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** Steps in succession without a gain that end the warm-up. */
    private static final int STEPS_WITHOUT_GAIN = 5;

    /** The share of the shortest step so far that is a gain when a step is shorter. */
    private static final double GAIN = 0.9;

    private static final int EVALUATIONS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(StepWarmUp.class);

    private final TrainingSession session;
    private final TrainingConfig config;
    private final Protocol protocol;
    private final Batch batch;
    private final long begun = System.nanoTime();
    private long shortest = Long.MAX_VALUE;
    private int withoutGain;

    /**
     * Prepares the warm-up.
     *
     * @param session before its first step
     * @param config of the training
     * @param protocol says whether evaluation counts as training time
     * @param positions T of its examples
     * @param targetsPerExample of its examples
     */
    StepWarmUp(
            TrainingSession session, TrainingConfig config, Protocol protocol, int positions, int targetsPerExample) {
        this.session = session;
        this.config = config;
        this.protocol = protocol;
        int examples = config.batchSize();
        // Which tokens it has makes no difference to the time.
        this.batch = new Batch(
                examples,
                positions,
                targetsPerExample,
                new int[examples * positions],
                new int[examples * targetsPerExample]);
    }

    /** Warms the session up, if that is needed. Returns how long it took; empty if it was not. */
    Optional<Duration> run() {
        try {
            Optional<StepRehearsal> rehearsal =
                    session.capability(StepRehearsal.class).filter(StepRehearsal::isCold);
            if (rehearsal.isEmpty()) {
                return Optional.empty();
            }
            warmUp(rehearsal.get());
        } catch (Exception | Error e) {
            // The run's own steps will say what is wrong, if it is not this.
            Faults.rethrowIfFatal(e);
            LOG.debug("The warm-up failed", e);
        }
        return Optional.of(elapsed());
    }

    private void warmUp(StepRehearsal rehearsal) {
        long most = Math.min(MOST_STEPS_OF_SHORT_RUN, steps());
        long least = Math.min(LEAST_STEPS, most);
        for (long step = 0; step < most && goesOn(step < least, Duration.ZERO); step++) {
            if (step == STEPS_TO_TELL && isLong()) {
                break;
            }
            rehearse(rehearsal);
        }
        if (isLong() && !Thread.currentThread().isInterrupted()) {
            session.warmUp();
            withoutGain = 0;
            while (goesOn(false, LEAST_OF_LONG_RUN)) {
                rehearse(rehearsal);
            }
        }
        if (protocol.evaluationTimed()) {
            evaluate();
        }
        if (!Thread.currentThread().isInterrupted()) {
            rehearsal.markRehearsed();
        }
    }

    private void rehearse(StepRehearsal rehearsal) {
        long start = System.nanoTime();
        rehearsal.rehearse(batch);
        long nanos = System.nanoTime() - start;
        withoutGain = nanos < GAIN * shortest ? 0 : withoutGain + 1;
        shortest = Math.min(shortest, nanos);
    }

    /**
     * @param inAnyCase whether steps without a gain do not end it yet
     * @param least the time for which they do not
     */
    private boolean goesOn(boolean inAnyCase, Duration least) {
        return !Thread.currentThread().isInterrupted()
                && elapsed().compareTo(LONGEST) < 0
                && (inAnyCase || withoutGain < STEPS_WITHOUT_GAIN || elapsed().compareTo(least) < 0);
    }

    private void evaluate() {
        for (int pass = 0; pass < EVALUATIONS && !Thread.currentThread().isInterrupted(); pass++) {
            Optional<DropoutEvaluation> dropping =
                    protocol.evaluationDropout() ? session.capability(DropoutEvaluation.class) : Optional.empty();
            if (dropping.isPresent()) {
                dropping.get().logitsWithDropout(batch.tokens(), batch.positions(), targets());
            } else {
                session.logits(batch.tokens(), batch.positions(), targets());
            }
        }
    }

    private Targets targets() {
        return batch.targetsPerExample() == 1 ? Targets.LAST : Targets.EVERY;
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Returns the steps of the run at most, as far as they can be told beforehand. */
    private long steps() {
        long tokens = (long) config.batchSize() * batch.positions();
        long targets = batch.targets().length;
        return Math.min(
                config.maxSteps().orElse(Long.MAX_VALUE),
                Math.min(
                        config.maxTokens().orElse(Long.MAX_VALUE) / tokens,
                        config.maxTargets().orElse(Long.MAX_VALUE) / targets));
    }

    private boolean isLong() {
        double millis = Math.min(
                steps() * (shortest / 1e6),
                config.maxTime().map(Duration::toMillis).orElse(Long.MAX_VALUE));
        return millis >= LONG_RUN.toMillis();
    }
}
