package org.transformerbench.api.experiment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.config.Sha256;
import org.transformerbench.api.result.Fingerprints;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.CheckedDataset;

/**
 * A planner of runs on one task, with one trainer by one protocol.
 *
 * @param title of what the runs belong to
 */
record RunPlanner<T extends Record>(
        Task<T> task, T taskConfig, Trainer trainer, Protocol protocol, Optional<String> title) {

    /** The data and code fingerprints that plans share, each loaded or read once. */
    static final class Shared {
        private final CodeFingerprints codes;
        private final BiFunction<RecentData.Key, Supplier<CheckedDataset>, CheckedDataset> datasets;

        /** Shares all data. Files are taken to stay as they are. */
        Shared() {
            Map<RecentData.Key, CheckedDataset> all = new HashMap<>();
            codes = new CodeFingerprints();
            datasets = (key, loader) -> all.computeIfAbsent(key.withFixedFiles(), first -> loader.get());
        }

        /** Shares the fingerprints of code, and data as long as it is kept, with later plans too. */
        Shared(CodeFingerprints codes, RecentData recent) {
            this.codes = codes;
            this.datasets = recent::get;
        }
    }

    /**
     * Loads the data of a seed, unless it is loaded already.
     *
     * @throws ConfigException if the task does not accept its configuration
     * @throws DataException if the data cannot be had
     */
    CheckedDataset data(long seed, Shared shared) {
        return shared.datasets.apply(key(seed, Optional.empty()), () -> load(seed));
    }

    /**
     * Loads the data of a seed from certain files, unless it is loaded already.
     *
     * @param checksum of the files; empty if there are none, or if it is not known
     * @throws ConfigException if the task does not accept its configuration, or the files are others
     * @throws DataException if the data cannot be had
     */
    CheckedDataset data(long seed, Optional<String> checksum, Shared shared) {
        return shared.datasets.apply(key(seed, checksum), () -> {
            CheckedDataset data = load(seed);
            requireSameFiles(checksum, data.dataChecksum());
            return data;
        });
    }

    private RecentData.Key key(long seed, Optional<String> checksum) {
        boolean fromFiles = !Configs.locations(task.configType()).isEmpty();
        return new RecentData.Key(task.id(), taskConfig, seed, fromFiles, checksum);
    }

    /** Another file behind the same path would be another run under the name of this one. */
    private static void requireSameFiles(Optional<String> specified, Optional<String> found) {
        Require.that(
                specified.equals(found),
                "dataChecksum",
                specified.map(Sha256::brief).orElse("none"),
                "must be that of the files as they are now, %s",
                found.map(Sha256::brief).orElse("none"));
    }

    private CheckedDataset load(long seed) {
        try {
            Dataset data = task.load(taskConfig, new SeedStreams(seed));
            return CheckedDataset.of(task.id(), CheckedPlugin.given(task, "load", data));
        } catch (ConfigException | DataException e) {
            throw e;
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            throw new DataException("The task '" + task.id() + "' cannot make its data, it threw " + e, e);
        }
    }

    /**
     * @param resolver makes what the trainer gets
     * @throws DataException if the data does not have the targets that it should have
     * @throws ConfigException if a value is not valid; whatever else a model throws is the failure of its own runs
     */
    <C extends Record> RunPlan<C> plan(
            Model<C> model,
            Supplier<TrainingSpec<C>> resolver,
            CheckedDataset data,
            TrainingConfig training,
            long seed,
            Shared shared) {
        Optional<TrainingSpec<C>> resolved = Optional.empty();
        Optional<ModelException> broken = Optional.empty();
        try {
            resolved = Optional.of(resolver.get());
        } catch (ConfigException e) {
            throw e;
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            broken = Optional.of(
                    new ModelException(model.id() + " cannot say what its configuration is, it threw " + e, e));
        }
        resolved.ifPresent(spec -> data.requireTargets(spec.targets(), spec.targetsPerExample(data.contextLength())));
        return plan(model, resolved, broken, data, training, seed, shared);
    }

    /** Plans the result of a model that cannot do the task. */
    <C extends Record> RunPlan<C> leftOut(
            Model<C> model, CheckedDataset data, TrainingConfig training, long seed, Shared shared) {
        String reason = new UnsuitedModel<>(task, taskConfig, data, protocol, seed).reason(model);
        Optional<ModelException> why = Optional.of(new UnsuitedModelException(reason));
        return plan(model, Optional.empty(), why, data, training, seed, shared);
    }

    private <C extends Record> RunPlan<C> plan(
            Model<C> model,
            Optional<TrainingSpec<C>> resolved,
            Optional<ModelException> broken,
            CheckedDataset data,
            TrainingConfig training,
            long seed,
            Shared shared) {
        Configs configs = new Configs();
        ObjectNode modelConfig =
                resolved.map(spec -> configs.write(spec.config())).orElseGet(JsonNodeFactory.instance::objectNode);
        Targets targets =
                resolved.map(TrainingSpec::targets).orElse(data.targets().get(0));
        ObjectNode taskValues = configs.write(taskConfig);
        Optional<ObjectNode> location = Optional.of(taskValues.deepCopy().retain(Configs.locations(task.configType())))
                .filter(values -> data.dataChecksum().isPresent());
        location.ifPresent(values -> taskValues.remove(Configs.locations(task.configType())));
        RunSpec spec = new RunSpec(
                task.id(),
                taskValues,
                data.dataChecksum(),
                location,
                model.id(),
                modelConfig,
                trainer.id(),
                training,
                protocol,
                targets,
                seed,
                Optional.empty());
        Fingerprints fingerprints = new Fingerprints(
                shared.codes.library(),
                data.fingerprint(),
                shared.codes.of(task.getClass()),
                shared.codes.of(model.getClass()),
                shared.codes.of(trainer.getClass()));
        return new RunPlan<>(spec, model, trainer, data, resolved, broken, fingerprints, title, Optional.empty());
    }
}
