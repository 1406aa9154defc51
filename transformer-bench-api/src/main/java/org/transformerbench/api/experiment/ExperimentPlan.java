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
import org.transformerbench.api.Task;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.CheckedDataset;

/** An experiment whose ids are looked up and whose settings have found their owners; its data comes later. */
final class ExperimentPlan<T extends Record> {
    private final Experiment experiment;
    private final List<Model<?>> models;
    private final Settings settings;
    private final Protocol protocol;
    private final RunPlanner<T> planner;
    private final TrainingConfig training;

    private ExperimentPlan(Experiment experiment, Optional<String> title, Task<T> task, Registry registry) {
        this.experiment = experiment;
        Trainer trainer = registry.trainer(experiment.trainer());
        this.models = models(experiment, registry);
        this.settings = Settings.of(task, models, TrainingConfig.class, experiment.settings());
        this.protocol = settings.protocol(experiment.protocol());
        this.planner = new RunPlanner<>(task, taskConfig(task), trainer, protocol, title);
        this.training = settings.training(experiment.training());
    }

    /**
     * @param title of what the experiment belongs to
     * @throws IllegalArgumentException if an id is unknown or a value is not valid
     */
    static ExperimentPlan<?> of(Experiment experiment, Optional<String> title, Registry registry) {
        return new ExperimentPlan<>(experiment, title, registry.task(experiment.task()), registry);
    }

    /**
     * Loads the data of every seed. A model that cannot do the task has one run, which says so.
     *
     * @param shared data that is there; what is loaded now is added
     * @throws ConfigException if a model's value is not valid, or it does not suit the data
     * @throws org.transformerbench.api.DataException if the data cannot be had
     */
    List<RunPlan<?>> runs(RunPlanner.Shared shared) {
        Map<Long, CheckedDataset> dataBySeed = new LinkedHashMap<>();
        for (long seed : experiment.seeds()) {
            dataBySeed.put(seed, planner.data(seed, shared));
        }
        CheckedDataset first = dataBySeed.values().iterator().next();
        List<RunPlan<?>> plans = new ArrayList<>();
        for (Model<?> model : models) {
            if (isUnsuited(model, first)) {
                // One result says it: it would be the same with other learning rates and seeds.
                TrainingConfig withRate =
                        training.withLearningRate(experiment.learningRates().get(0));
                plans.add(planner.leftOut(
                        model, first, withRate, experiment.seeds().get(0), shared));
                continue;
            }
            for (double learningRate : experiment.learningRates()) {
                for (long seed : experiment.seeds()) {
                    plans.add(plan(model, dataBySeed.get(seed), training.withLearningRate(learningRate), seed, shared));
                }
            }
        }
        return plans;
    }

    private <C extends Record> RunPlan<C> plan(
            Model<C> model, CheckedDataset data, TrainingConfig config, long seed, RunPlanner.Shared shared) {
        return planner.plan(
                model,
                () -> settings.spec(model, data, protocol, config.optimizer(), seed),
                data,
                config,
                seed,
                shared);
    }

    private T taskConfig(Task<T> task) {
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
