package org.transformerbench.api.experiment;

import java.util.Optional;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.training.CheckedDataset;
import org.transformerbench.api.training.TrainingConfig;

/**
 * One cell of the grid, resolved and valid, or else with the reason why the run will fail.
 *
 * @param resolved what the trainer gets; empty if the model could not be asked for its configuration
 * @param broken why not; empty if there is one
 */
record RunPlan<C extends Record>(
        Model<C> model,
        Optional<TrainingSpec<C>> resolved,
        Optional<ModelException> broken,
        Dataset data,
        Protocol protocol,
        TrainingConfig training,
        long seed) {

    /**
     * @throws org.transformerbench.api.DataException if the data does not have the targets that it should have
     * @throws ConfigException if a value is not valid; whatever else a model throws is the failure of its own runs
     */
    static <C extends Record> RunPlan<C> of(
            Model<C> model,
            Settings settings,
            CheckedDataset data,
            Protocol protocol,
            TrainingConfig training,
            long seed) {
        Optional<TrainingSpec<C>> resolved = Optional.empty();
        Optional<ModelException> broken = Optional.empty();
        try {
            resolved = Optional.of(settings.spec(model, data, protocol, training.optimizer(), seed));
        } catch (ConfigException e) {
            throw e;
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            broken = Optional.of(
                    new ModelException(model.id() + " cannot say what its configuration is, it threw " + e, e));
        }
        resolved.ifPresent(spec -> data.requireTargets(spec.targets(), spec.targetsPerExample(data.contextLength())));
        return new RunPlan<>(model, resolved, broken, data, protocol, training, seed);
    }

    /** For a model that cannot do the task. */
    static <C extends Record> RunPlan<C> leftOut(
            Model<C> model, String reason, Dataset data, Protocol protocol, TrainingConfig training, long seed) {
        Optional<ModelException> why = Optional.of(new UnsuitedModelException(reason));
        return new RunPlan<>(model, Optional.empty(), why, data, protocol, training, seed);
    }

    /** Why the run will not be made; empty if it will. */
    Optional<String> leftOut() {
        return broken.filter(UnsuitedModelException.class::isInstance).map(Throwable::getMessage);
    }

    /**
     * @throws ModelException if the model is broken
     */
    TrainingSpec<C> spec() {
        if (broken.isPresent()) {
            throw broken.get();
        }
        return resolved.orElseThrow();
    }

    Targets targets() {
        return resolved.map(TrainingSpec::targets).orElse(data.targets().get(0));
    }
}
