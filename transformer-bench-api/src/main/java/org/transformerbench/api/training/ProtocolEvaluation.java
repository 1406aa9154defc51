package org.transformerbench.api.training;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.SliceMetrics;

/** The evaluation of one session by a protocol, with the time that it takes. */
final class ProtocolEvaluation {
    private final TrainingSession session;
    private final Dataset data;
    private final Targets targets;
    private final int batchSize;
    private final Protocol protocol;
    private Duration time = Duration.ZERO;

    ProtocolEvaluation(TrainingSession session, Dataset data, Targets targets, int batchSize, Protocol protocol) {
        this.session = session;
        this.data = data;
        this.targets = targets;
        this.batchSize = batchSize;
        this.protocol = protocol;
        if (protocol.evaluationDropout()) {
            // Now, and not after the first steps.
            Evaluator.requireDropout(session);
        }
    }

    /** Continues the time of an interrupted run. */
    void resume(Duration timeSoFar) {
        time = timeSoFar;
    }

    Duration time() {
        return time;
    }

    /** Empty if there is none, or none is kept apart. */
    Optional<Metrics> validation() {
        return protocol.validationApart() ? metrics(data.validation(targets), targets) : Optional.empty();
    }

    /** Empty if it is read at the end only. */
    Optional<Metrics> testBeforeTheEnd() {
        return protocol.testAtEndOnly() ? Optional.empty() : metrics(data.test(targets), targets);
    }

    /** Empty if there are no examples. */
    Optional<Metrics> of(ExampleSet examples) {
        return metrics(examples, targets);
    }

    Optional<Metrics> testAtTheEnd() {
        return metrics(data.test(targets), targets).map(this::withFullContext);
    }

    /**
     * Running text: models that predict every position are judged with little context at most of them, others never. The
     * last position alone is the same for all.
     */
    private Metrics withFullContext(Metrics test) {
        if (!data.runningText() || !data.targets().containsAll(List.of(Targets.values()))) {
            return test;
        }
        Metrics full = targets == Targets.LAST
                ? test
                : metrics(data.test(Targets.LAST), Targets.LAST).orElse(test);
        return test.with(new SliceMetrics(TrainingLoop.FULL_CONTEXT, full.scored(), full.loss(), full.accuracy()));
    }

    private Optional<Metrics> metrics(ExampleSet examples, Targets mode) {
        if (examples.size() == 0) {
            return Optional.empty();
        }
        long start = System.nanoTime();
        Metrics metrics = protocol.evaluationDropout()
                ? Evaluator.evaluateWithDropout(session, examples, mode, batchSize)
                : Evaluator.evaluate(session, examples, mode, batchSize);
        time = time.plusNanos(System.nanoTime() - start);
        return Optional.of(metrics);
    }
}
