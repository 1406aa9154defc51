package org.transformerbench.examples.cli;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.Task;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.Settings;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.registry.UnknownProviderException;
import org.transformerbench.api.run.TrainingConfig;

/**
 * A factory of experiments from command line options. Each value is checked on its own, so that the message names its option.
 */
final class ExperimentFactory {
    private static final String PRESET = "preset";

    private final Registry registry;
    private final String rateOption;
    private final String insteadOfPreset;
    private final Configs configs = new Configs();

    private ExperimentFactory(Registry registry, String rateOption, String insteadOfPreset) {
        this.registry = registry;
        this.rateOption = rateOption;
        this.insteadOfPreset = insteadOfPreset;
    }

    /** Returns a factory for a command that compares models. */
    static ExperimentFactory ofSeveralModels(Registry registry) {
        return new ExperimentFactory(registry, "--learning-rates", "use --protocol");
    }

    /** Returns a factory for a command that trains one model, at one learning rate and by the default protocol. */
    static ExperimentFactory ofOneModel(Registry registry) {
        return new ExperimentFactory(registry, "--learning-rate", onlyDefaultProtocol());
    }

    /**
     * Creates an experiment.
     *
     * @throws IllegalArgumentException if an id is unknown or a value breaks a rule
     */
    Experiment create(CompareOptions options) {
        Task<?> task = task(options.task);
        registry.trainer(options.trainer);
        options.models.forEach(registry::model);
        Protocol protocol = protocol(options.protocol);
        Experiment.Builder experiment = Experiment.on(task.id())
                .models(options.models.toArray(String[]::new))
                .learningRates(options.learningRates.stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray())
                .trainer(options.trainer)
                .protocol(protocol)
                .training(training(options, protocol));
        options.settings.of(task, registry).forEach((key, value) -> experiment.set(allowed(key), value));
        options.tuning.plan().ifPresent(experiment::tuning);
        options.seeds(experiment);
        return experiment.build();
    }

    private Task<?> task(String id) {
        try {
            return registry.task(id);
        } catch (UnknownProviderException e) {
            boolean model = registry.models().stream()
                    .anyMatch(installed -> installed.provider().id().equals(id));
            throw model ? new ConfigException(e.getMessage() + " '" + id + "' is a model: --models " + id, e) : e;
        }
    }

    private static Protocol protocol(String name) {
        try {
            return Protocol.named(name);
        } catch (ConfigException e) {
            throw new ConfigException("--protocol: " + e.getMessage(), e);
        }
    }

    /** Returns the training configuration. The library's defaults have the notebook's budgets. */
    private TrainingConfig training(CompareOptions options, Protocol protocol) {
        BudgetOptions budget = options.budget;
        TrainingConfig config = TrainingConfig.defaults(protocol);
        if (!budget.none()) {
            config = budgets(config, budget, budget.time);
        } else if (!protocol.preset().equals(Protocol.NOTEBOOK_2023)
                && !options.settings.setsTraining("maxTime", "maxSteps", "maxTokens", "maxTargets", "maxFlops")) {
            config = budgets(config, budget, new DurationConverter().convert(Defaults.TIME));
        }
        config = with(config, "--batch-size", "batchSize", options.batchSize);
        config = with(config, "--interval", "evaluationInterval", options.interval);
        if (budget.stopAccuracy != null) {
            config = with(config, "--stop-accuracy", "stopAccuracy", budget.stopAccuracy);
        }
        for (double rate : options.learningRates) {
            with(config, rateOption, "learningRate", rate);
        }
        return config;
    }

    /** Replaces the budgets by those that are given on the command line. */
    TrainingConfig budgets(TrainingConfig defaults, BudgetOptions budget, Duration time) {
        TrainingConfig config = defaults;
        // First the budgets that are given, then away with the others: without any there is no valid configuration.
        for (boolean given : new boolean[] {true, false}) {
            config = budget(config, given, "--time", "maxTime", time);
            config = budget(config, given, "--steps", "maxSteps", budget.steps);
            config = budget(config, given, "--tokens", "maxTokens", budget.tokens);
            config = budget(config, given, "--targets", "maxTargets", budget.targets);
            config = budget(config, given, "--flops", "maxFlops", budget.flops);
        }
        return config;
    }

    private TrainingConfig budget(TrainingConfig config, boolean given, String option, String key, Object value) {
        return given == (value != null) ? with(config, option, key, given ? value : Configs.NONE) : config;
    }

    private TrainingConfig with(TrainingConfig config, String option, String key, Object value) {
        try {
            return configs.with(config, Map.of(key, value.toString()));
        } catch (ConfigException e) {
            throw new ConfigException(option + ": " + e.getMessage(), e);
        }
    }

    private String allowed(String key) {
        refuse(key, "learningRate", Settings.TRAINING, "use " + rateOption);
        refuse(key, PRESET, Settings.PROTOCOL, insteadOfPreset);
        return key;
    }

    /**
     * Rejects the setting of a protocol, for commands without a choice of protocols.
     *
     * @throws ConfigException if one is chosen among the settings
     */
    static void refusePreset(Set<String> keys) {
        keys.forEach(key -> refuse(key, PRESET, Settings.PROTOCOL, onlyDefaultProtocol()));
    }

    private static String onlyDefaultProtocol() {
        return "this command knows the protocol " + Defaults.PROTOCOL + " only, whose switches can be set one by one";
    }

    private static void refuse(String key, String refused, String owner, String instead) {
        if (key.equals(refused) || key.equals(owner + "." + refused)) {
            throw new ConfigException("--set " + key + " has no effect; " + instead);
        }
    }
}
