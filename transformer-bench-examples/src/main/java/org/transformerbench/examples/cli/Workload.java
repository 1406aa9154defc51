package org.transformerbench.examples.cli;

import java.util.List;
import java.util.Map;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.experiment.Settings;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.TrainingConfig;

/**
 * One model on one task, resolved as in a study, with its data.
 *
 * @param task what the data is from
 * @param data the loaded data
 * @param spec model, configuration and targets
 */
record Workload<C extends Record>(Task<?> task, Dataset data, TrainingSpec<C> spec) {
    private static final long SEED = 1;

    /**
     * Resolves the names and loads the data.
     *
     * @throws IllegalArgumentException if an id is unknown or a value breaks a rule
     * @throws org.transformerbench.api.DataException if the data cannot be had
     */
    static Workload<?> of(WorkloadOptions options, Registry registry) {
        Task<?> task = registry.task(options.task);
        return load(task, registry.model(options.model), options.settings.of(task, registry));
    }

    private static <T extends Record, C extends Record> Workload<C> load(
            Task<T> task, Model<C> model, Map<String, String> typed) {
        ExperimentFactory.refusePreset(typed.keySet());
        Settings settings = Settings.of(task, List.of(model), AdamW.class, typed);
        Protocol protocol = settings.protocol(Protocol.strict());
        AdamW optimizer = settings.training(TrainingConfig.defaults().optimizer());
        Dataset data = task.load(settings.task(task, protocol), new SeedStreams(SEED));
        return new Workload<>(task, data, settings.spec(model, data, protocol, optimizer, SEED));
    }
}
