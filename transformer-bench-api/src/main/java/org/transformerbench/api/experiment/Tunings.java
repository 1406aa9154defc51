package org.transformerbench.api.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.training.CheckpointStore;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.tuning.TrialStore;

/**
 * The tunings of studies, and where their trials are kept.
 *
 * @param trials those that have ended
 * @param checkpoints of trials that may go on
 */
record Tunings(TrialStore trials, CheckpointStore checkpoints) {
    /** Beside the one at the end of each rung. */
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofMinutes(1);

    static Tunings inMemory() {
        return new Tunings(TrialStore.inMemory(), new PausedRuns());
    }

    /** Returns the study of the winners; empty if a search was interrupted. */
    Optional<Study> tune(
            Study study, Registry registry, int parallelRuns, OptionalInt threads, List<TrainingListener> listeners) {
        List<Experiment> experiments = new ArrayList<>();
        for (Experiment experiment : study.experiments()) {
            if (experiment.tuning().isEmpty()) {
                experiments.add(experiment);
                continue;
            }
            RunCheckpointer.Policy policy = new RunCheckpointer.Policy(checkpoints, CHECKPOINT_INTERVAL);
            Tuner tuner = new Tuner(registry, parallelRuns, threads, trials, policy, listeners);
            Optional<List<Experiment>> tuned;
            try {
                tuned = tuner.tune(experiment, experiment.tuning().get());
            } catch (ConfigException e) {
                throw study.experiments().size() == 1
                        ? e
                        : ExperimentRunner.at(study.experiments().indexOf(experiment), e);
            }
            if (tuned.isEmpty() || Thread.currentThread().isInterrupted()) {
                return Optional.empty();
            }
            experiments.addAll(tuned.get());
        }
        return Optional.of(new Study(study.title(), experiments));
    }
}
