package org.transformerbench.examples.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import org.transformerbench.api.Targets;
import org.transformerbench.api.experiment.PendingRun;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;

/**
 * The times that runs are expected to take, for their order: the longest first, so that no machine begins a long run when the others
 * have nothing left to do (Graham, Bounds on Multiprocessing Timing Anomalies, 1969).
 *
 * <p>A run takes its budget of flops, which is steps times batch size times the flops of an example, at a speed that is the same for
 * all, or its budget of time, whichever ends first. Only the order counts, so that the speed need not be right.
 */
final class ExpectedTimes {
    private static final double FLOPS_PER_SECOND = 1e10;

    /** The values that the flops of an example follow from. */
    private record Shape(
            String task, ObjectNode taskConfig, String model, ObjectNode modelConfig, String trainer, Targets targets) {
        static Shape of(RunSpec spec) {
            return new Shape(
                    spec.task(), spec.taskConfig(), spec.model(), spec.modelConfig(), spec.trainer(), spec.targets());
        }
    }

    private ExpectedTimes() {}

    /** Returns the runs in the order of falling times; runs of equal times stay in their order. */
    static List<PendingRun> longestFirst(List<PendingRun> runs) {
        boolean oneShape =
                runs.stream().map(run -> Shape.of(run.spec())).distinct().count() <= 1;
        Map<Shape, OptionalLong> known = new HashMap<>();
        // A model is built for its flops: once, and not at all where all have the same.
        ToDoubleFunction<PendingRun> flops = oneShape
                ? run -> 1
                : run -> {
                    OptionalLong found = known.computeIfAbsent(Shape.of(run.spec()), shape -> run.flopsPerExample());
                    // Nothing says that a run of unknown length is short.
                    return found.isPresent() ? found.getAsLong() : Double.POSITIVE_INFINITY;
                };
        Map<PendingRun, Double> seconds = new HashMap<>();
        runs.forEach(run -> seconds.put(run, seconds(run.spec().trainingConfig(), flops.applyAsDouble(run))));
        return runs.stream()
                .sorted(Comparator.comparingDouble((PendingRun run) -> seconds.get(run))
                        .reversed())
                .toList();
    }

    /** A budget of tokens or targets is taken for one of as many examples: runs on one task have the same number of them in each. */
    private static double seconds(TrainingConfig training, double flopsPerExample) {
        double examples = Math.min(
                training.maxSteps().orElse(Long.MAX_VALUE) * (double) training.batchSize(),
                Math.min(
                        training.maxTokens().orElse(Long.MAX_VALUE),
                        training.maxTargets().orElse(Long.MAX_VALUE)));
        double flops = Math.min(examples * flopsPerExample, training.maxFlops().orElse(Double.POSITIVE_INFINITY));
        double limit = training.maxTime().map(Duration::toNanos).orElse(Long.MAX_VALUE) / 1e9;
        return Math.min(flops / FLOPS_PER_SECOND, limit);
    }
}
