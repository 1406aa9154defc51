package org.transformerbench.examples.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.training.TrainingConfig;

/**
 * One model on one task, resolved and with its data.
 *
 * @param task what the data is from
 * @param data the loaded data
 * @param spec model, configuration and targets
 */
record Workload<C extends Record>(Task<?> task, Dataset data, TrainingSpec<C> spec) {
    private static final String TRAINING = "training";
    private static final long SEED = 1;

    /**
     * @throws IllegalArgumentException if an id is unknown or a value breaks a rule
     * @throws org.transformerbench.api.DataException if the data cannot be had
     */
    static Workload<?> of(WorkloadOptions options, Registry registry) {
        Task<?> task = registry.task(options.task);
        return load(task, registry.model(options.model), options.settings.of(task, registry));
    }

    private static <T extends Record, C extends Record> Workload<C> load(
            Task<T> task, Model<C> model, Map<String, String> typed) {
        Map<String, Class<? extends Record>> owners = new LinkedHashMap<>();
        owners.put(TRAINING, AdamW.class);
        owners.put(task.id(), task.configType());
        owners.put(model.id(), model.configType());
        OwnedSettings settings = new OwnedSettings(owners, typed);
        SeedStreams seeds = new SeedStreams(SEED);
        AdamW optimizer = settings.apply(TRAINING, TrainingConfig.defaults().optimizer());
        Dataset data = task.load(settings.apply(task.id(), task.defaultConfig()), seeds);
        SequenceShape shape = SequenceShape.of(data.vocabulary().size(), data.contextLength(), model.predicts());
        C config = settings.apply(model.id(), model.defaultConfig(shape));
        return new Workload<>(
                task, data, new TrainingSpec<>(model, config, shape, targets(model, data), optimizer, seeds));
    }

    /** As in a comparison: what the data prefers among that which the model can be trained on. */
    private static Targets targets(Model<?> model, Dataset data) {
        return data.targets().stream()
                .filter(mode -> mode == Targets.LAST || model.predicts() == Targets.EVERY)
                .findFirst()
                .orElseThrow(() -> new ConfigException("The model '" + model.id()
                        + "' predicts the last position only, and this data has targets at every position"));
    }
}
