package org.transformerbench.api.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.TrainingConfig;
import org.transformerbench.api.training.TrainingListener;

/**
 * Works off an experiment, one run after the other. All names and values are checked before the first run; a run that
 * fails or diverges is a result, and the others follow.
 */
public final class ExperimentRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ExperimentRunner.class);

    private final Registry registry;
    private final boolean measureInference;

    /**
     * A runner over what is installed.
     *
     * @param registry where ids are looked up
     */
    public ExperimentRunner(Registry registry) {
        this(registry, false);
    }

    private ExperimentRunner(Registry registry, boolean measureInference) {
        this.registry = registry;
        this.measureInference = measureInference;
    }

    /**
     * With figures of how fast each trained model answers, see {@link RunResult#inference()}. That takes about a second per run.
     * Other work on the machine, as that of other runs, spoils them.
     *
     * @return a changed copy
     */
    public ExperimentRunner measuringInference() {
        return new ExperimentRunner(registry, true);
    }

    /**
     * Runs everything and returns the results.
     *
     * @param experiment what to compare
     * @param listeners are told of every run
     * @return one result per run, in order; fewer if the thread was interrupted
     * @throws IllegalArgumentException if an id is unknown or a configuration is not valid
     * @throws org.transformerbench.api.DataException if the data cannot be had
     */
    public List<RunResult> run(Experiment experiment, TrainingListener... listeners) {
        return run(experiment, result -> {}, listeners);
    }

    /**
     * Runs everything; each result goes to the sink before the next run begins.
     *
     * @param experiment what to compare
     * @param sink takes each result as soon as its run has ended, before listeners are told of the end, see
     *     {@link org.transformerbench.api.result.ResultsFile}; what it throws ends the experiment
     * @param listeners are told of every run
     * @return one result per run, in order; fewer if the thread was interrupted
     * @throws IllegalArgumentException if an id is unknown or a configuration is not valid
     * @throws org.transformerbench.api.DataException if the data cannot be had
     */
    public List<RunResult> run(Experiment experiment, Consumer<RunResult> sink, TrainingListener... listeners) {
        Trainer trainer = registry.trainer(experiment.trainer());
        return runOn(registry.task(experiment.task()), trainer, experiment, sink, List.of(listeners));
    }

    private <T extends Record> List<RunResult> runOn(
            Task<T> task,
            Trainer trainer,
            Experiment experiment,
            Consumer<RunResult> sink,
            List<TrainingListener> listeners) {
        List<Model<?>> models = models(experiment);
        Settings settings = settings(experiment, task, models);
        Protocol protocol = settings.protocol(experiment.protocol());
        T taskConfig = settings.task(task, protocol);
        TrainingConfig training = settings.training(experiment.training());

        // All data is there, and every plan valid, before the first run begins.
        Map<Long, Dataset> dataBySeed = new LinkedHashMap<>();
        experiment.seeds().forEach(seed -> dataBySeed.put(seed, task.load(taskConfig, new SeedStreams(seed))));
        if (experiment.models().isEmpty()) {
            Dataset anyData = dataBySeed.values().iterator().next();
            models = models.stream()
                    .filter(model -> isSuited(model, anyData, protocol))
                    .toList();
        }
        List<RunPlan<?>> plans = new ArrayList<>();
        for (Model<?> model : models) {
            for (double learningRate : experiment.learningRates()) {
                for (long seed : experiment.seeds()) {
                    TrainingConfig withRate = training.withLearningRate(learningRate);
                    plans.add(RunPlan.of(model, settings, dataBySeed.get(seed), protocol, withRate, seed));
                }
            }
        }

        List<RunResult> results = new ArrayList<>();
        for (RunPlan<?> plan : plans) {
            if (Thread.currentThread().isInterrupted()) {
                LOG.warn("Interrupted: {} of {} runs are left out", plans.size() - results.size(), plans.size());
                break;
            }
            SingleRun<?> run = new SingleRun<>(task.id(), taskConfig, trainer, plan, measureInference, listeners);
            RunResult result = run.execute(results.size() + 1, plans.size());
            try {
                sink.accept(result);
            } finally {
                run.end(result);
            }
            results.add(result);
        }
        return results;
    }

    /** Who names no model means those that can learn from this data. */
    private static boolean isSuited(Model<?> model, Dataset data, Protocol protocol) {
        try {
            Settings.targets(model, data, protocol);
            return true;
        } catch (ConfigException e) {
            LOG.warn("{}; it is left out", e.getMessage());
            return false;
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            // A broken model fails in its own runs, with the reason.
            return true;
        }
    }

    private List<Model<?>> models(Experiment experiment) {
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

    private static Settings settings(Experiment experiment, Task<?> task, List<Model<?>> models) {
        for (String key : List.of("learningRate", Settings.TRAINING + ".learningRate")) {
            if (experiment.settings().containsKey(key)) {
                throw new ConfigException(
                        "learningRate (" + experiment.settings().get(key)
                                + ") must be one of the experiment's learning rates, it is no single setting");
            }
        }
        return Settings.of(task, models, TrainingConfig.class, experiment.settings());
    }
}
