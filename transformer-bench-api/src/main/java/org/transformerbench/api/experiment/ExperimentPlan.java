package org.transformerbench.api.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Fingerprints;
import org.transformerbench.api.training.CheckedDataset;
import org.transformerbench.api.training.TrainingConfig;

/** An experiment whose ids are looked up and whose settings have found their owners; its data comes later. */
final class ExperimentPlan<T extends Record> {
    /** What data is a function of; experiments that agree on it share the data. */
    record DataKey(String task, Record config, long seed) {}

    private final Experiment experiment;
    private final Optional<String> comparison;
    private final Task<T> task;
    private final Trainer trainer;
    private final List<Model<?>> models;
    private final Settings settings;
    private final Protocol protocol;
    private final T taskConfig;
    private final TrainingConfig training;

    private ExperimentPlan(Experiment experiment, Optional<String> comparison, Task<T> task, Registry registry) {
        this.experiment = experiment;
        this.comparison = comparison;
        this.task = task;
        this.trainer = registry.trainer(experiment.trainer());
        this.models = models(experiment, registry);
        this.settings = Settings.of(task, models, TrainingConfig.class, experiment.settings());
        this.protocol = settings.protocol(experiment.protocol());
        this.taskConfig = taskConfig();
        this.training = settings.training(experiment.training());
    }

    /**
     * @param comparison the title of what the experiment belongs to
     * @throws IllegalArgumentException if an id is unknown or a value is not valid
     */
    static ExperimentPlan<?> of(Experiment experiment, Optional<String> comparison, Registry registry) {
        return new ExperimentPlan<>(experiment, comparison, registry.task(experiment.task()), registry);
    }

    /**
     * Loads the data of every seed. A model that cannot do the task has one job, which says so.
     *
     * @param loaded data that is there; what is loaded now is added
     * @param codes knows the code of what is installed
     * @throws ConfigException if a model's value is not valid, or it does not suit the data
     * @throws org.transformerbench.api.DataException if the data cannot be had
     */
    List<Job<?>> jobs(Map<DataKey, CheckedDataset> loaded, CodeFingerprints codes) {
        Map<Long, CheckedDataset> dataBySeed = new LinkedHashMap<>();
        for (long seed : experiment.seeds()) {
            dataBySeed.put(seed, loaded.computeIfAbsent(new DataKey(task.id(), taskConfig, seed), key -> load(seed)));
        }
        CheckedDataset first = dataBySeed.values().iterator().next();
        List<Job<?>> jobs = new ArrayList<>();
        for (Model<?> model : models) {
            if (isUnsuited(model, first)) {
                // One result says it: it would be the same with other learning rates and seeds.
                jobs.add(job(leftOut(model, first), fingerprints(model, first, codes)));
                continue;
            }
            for (double learningRate : experiment.learningRates()) {
                for (long seed : experiment.seeds()) {
                    TrainingConfig withRate = training.withLearningRate(learningRate);
                    CheckedDataset data = dataBySeed.get(seed);
                    RunPlan<?> plan = RunPlan.of(model, settings, data, protocol, withRate, seed);
                    jobs.add(job(plan, fingerprints(model, data, codes)));
                }
            }
        }
        return jobs;
    }

    private Fingerprints fingerprints(Model<?> model, CheckedDataset data, CodeFingerprints codes) {
        return new Fingerprints(
                codes.library(),
                data.fingerprint(),
                codes.of(task.getClass()),
                codes.of(model.getClass()),
                codes.of(trainer.getClass()));
    }

    private Job<?> job(RunPlan<?> plan, Fingerprints fingerprints) {
        return new Job<>(task.id(), taskConfig, trainer, plan, fingerprints, comparison, Optional.empty());
    }

    private RunPlan<?> leftOut(Model<?> model, Dataset data) {
        long seed = experiment.seeds().get(0);
        return RunPlan.leftOut(
                model,
                new UnsuitedModel<>(task, taskConfig, data, protocol, seed).reason(model),
                data,
                protocol,
                training.withLearningRate(experiment.learningRates().get(0)),
                seed);
    }

    private T taskConfig() {
        try {
            return settings.task(task, protocol);
        } catch (ConfigException e) {
            throw e;
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            throw new DataException(
                    "The task '" + task.id() + "' cannot say what its configuration is, it threw " + e, e);
        }
    }

    private CheckedDataset load(long seed) {
        try {
            return CheckedDataset.of(task.id(), task.load(taskConfig, new SeedStreams(seed)));
        } catch (ConfigException | DataException e) {
            throw e;
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            throw new DataException("The task '" + task.id() + "' cannot make its data, it threw " + e, e);
        }
    }

    /**
     * @throws ConfigException if the protocol wants targets that the data does not have: no model would do
     */
    private boolean isUnsuited(Model<?> model, Dataset data) {
        try {
            if (Settings.suited(model, data, protocol).findAny().isPresent()) {
                return false;
            }
            Settings.requireTargets(data, protocol);
            return true;
        } catch (ConfigException e) {
            throw e;
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            // A broken model fails in its own runs, with the reason.
            return false;
        }
    }

    private static List<Model<?>> models(Experiment experiment, Registry registry) {
        if (!experiment.models().isEmpty()) {
            List<Model<?>> chosen = new ArrayList<>();
            experiment.models().forEach(id -> chosen.add(registry.model(id)));
            return chosen;
        }
        List<Model<?>> all = new ArrayList<>();
        registry.models().forEach(installed -> all.add(installed.provider()));
        if (all.isEmpty()) {
            throw new IllegalArgumentException("No model is installed");
        }
        return all;
    }
}
