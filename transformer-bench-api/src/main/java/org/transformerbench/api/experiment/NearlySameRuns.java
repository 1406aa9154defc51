package org.transformerbench.api.experiment;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.config.LearningRateText;
import org.transformerbench.api.training.CheckpointStore;
import org.transformerbench.api.training.CheckpointSummary;
import org.transformerbench.api.training.RunDescription;

/** Advice about checkpoints that runs could train on from, but do not, since they are trained otherwise or their data has changed. */
final class NearlySameRuns {
    private static final Logger LOG = LoggerFactory.getLogger(NearlySameRuns.class);

    private final CheckpointStore store;

    NearlySameRuns(CheckpointStore store) {
        this.store = store;
    }

    /**
     * Logs one line for each run that begins at step 0 although there is such a checkpoint.
     *
     * @param finished the ids of those that will not be made
     */
    void tell(Map<String, RunPlan<?>> plans, Collection<String> finished) {
        List<CheckpointSummary> kept;
        try {
            kept = store.list();
        } catch (IOException | RuntimeException e) {
            LOG.warn("Nothing can be said of checkpoints of other runs: {}", e.toString(), Faults.trace(LOG, e));
            return;
        }
        Set<String> own = kept.stream().map(each -> each.run().runId()).collect(Collectors.toSet());
        List<CheckpointSummary> others = kept.stream()
                .filter(each -> !plans.containsKey(each.run().runId()))
                .toList();
        plans.forEach((runId, plan) -> {
            if (!own.contains(runId)
                    && !finished.contains(runId)
                    && plan.origin().isEmpty()
                    && plan.resolved().isPresent()
                    && !tellOfChangedData(plan, others)) {
                tell(plan, others);
            }
        });
    }

    /** Logs a line if there is a checkpoint of the same run on what was in the files before. */
    private static boolean tellOfChangedData(RunPlan<?> plan, List<CheckpointSummary> others) {
        String runId = EarlierResults.idWithoutFiles(plan.spec());
        Optional<CheckpointSummary> before = others.stream()
                .filter(other -> other.run().spec().dataChecksum().isPresent())
                .filter(other ->
                        EarlierResults.idWithoutFiles(other.run().spec()).equals(runId))
                .max(Comparator.comparingLong(CheckpointSummary::steps));
        before.ifPresent(other -> LOG.warn(
                "{} on {}, learning rate {}, seed {} starts at step 0: {} since its checkpoint at step {}, which stays as {}",
                plan.spec().model(),
                plan.spec().task(),
                LearningRateText.of(plan.training().learningRate()),
                plan.spec().seed(),
                EarlierResults.dataHasChanged(other.run().spec().dataChecksum().orElseThrow(), plan.spec()),
                other.steps(),
                other.place()));
        return before.isPresent();
    }

    private static void tell(RunPlan<?> plan, List<CheckpointSummary> others) {
        // Nothing is advised that would be refused.
        long maxSteps = plan.training().maxSteps().orElse(Long.MAX_VALUE);
        others.stream()
                .filter(other -> other.steps() < maxSteps)
                .filter(other -> other.run().obstacleTo(like(other, plan)).isEmpty())
                .max(Comparator.comparingLong(CheckpointSummary::steps))
                .ifPresent(other -> LOG.warn(
                        "{} on {}, learning rate {}, seed {} starts at step 0. There is a checkpoint of nearly the same run, at"
                                + " step {}: {} ({}). To train on from it: ExperimentRunner.continuingFrom, or"
                                + " --continue-from {}",
                        plan.spec().model(),
                        plan.spec().task(),
                        LearningRateText.of(plan.training().learningRate()),
                        plan.spec().seed(),
                        other.steps(),
                        other.place(),
                        String.join(", ", other.run().trainingDifferences(like(other, plan))),
                        other.place()));
    }

    /** Describes a run with the backend and library of another run: its own are not known before it begins. */
    private static RunDescription like(CheckpointSummary other, RunPlan<?> plan) {
        return plan.description(other.run().backend(), other.run().library());
    }
}
