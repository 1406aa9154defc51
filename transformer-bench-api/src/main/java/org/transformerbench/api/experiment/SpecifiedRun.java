package org.transformerbench.api.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.transformerbench.api.Model;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.training.CheckedDataset;

/** A planner of runs of which nothing but the specification is known. */
final class SpecifiedRun {
    private SpecifiedRun() {}

    /**
     * @throws IllegalArgumentException if an id is unknown, or a configuration is not valid or not complete
     * @throws org.transformerbench.api.DataException if the data cannot be had
     */
    static RunPlan<?> plan(RunSpec spec, Registry registry, RunPlanner.Shared shared) {
        return planOn(registry.task(spec.task()), spec, registry, shared);
    }

    private static <T extends Record> RunPlan<?> planOn(
            Task<T> task, RunSpec spec, Registry registry, RunPlanner.Shared shared) {
        RunPlanner<T> planner = new RunPlanner<>(
                task,
                read("taskConfig", spec.completeTaskConfig(), task.configType()),
                registry.trainer(spec.trainer()),
                spec.protocol(),
                Optional.empty());
        return planWith(registry.model(spec.model()), spec, planner, shared);
    }

    private static <C extends Record> RunPlan<C> planWith(
            Model<C> model, RunSpec spec, RunPlanner<?> planner, RunPlanner.Shared shared) {
        C config = read("modelConfig", spec.modelConfig(), model.configType());
        CheckedDataset data = planner.data(spec.seed(), spec.dataChecksum(), shared);
        Settings.requireTargets(data, spec.protocol());
        Targets targets = spec.targets();
        Require.that(
                Settings.suited(model, data, spec.protocol()).anyMatch(targets::equals),
                "targets",
                targets,
                "must be among those that data, model and protocol have in common");
        TrainingSpec<C> trainingSpec = Settings.spec(
                model, shape -> config, data, targets, spec.trainingConfig().optimizer(), spec.seed());
        RunPlan<C> plan = planner.plan(model, () -> trainingSpec, data, spec.trainingConfig(), spec.seed(), shared);
        requireCanonical("taskConfig", spec.taskConfig(), plan.spec().taskConfig());
        requireCanonical("modelConfig", spec.modelConfig(), plan.spec().modelConfig());
        return plan;
    }

    private static <R extends Record> R read(String key, ObjectNode config, Class<R> type) {
        try {
            return new Configs().read(config, type);
        } catch (ConfigException e) {
            throw new ConfigException(key + ": " + e.getMessage(), e);
        }
    }

    /** Otherwise equal runs would have several ids. */
    private static void requireCanonical(String key, ObjectNode given, ObjectNode canonical) {
        Require.that(given.equals(canonical), key, given, "must be written as %s", canonical);
    }
}
