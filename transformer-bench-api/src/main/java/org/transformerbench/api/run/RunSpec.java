package org.transformerbench.api.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.CanonicalJson;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.config.LaterKeys;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.config.Sha256;
import org.transformerbench.api.config.VersionedJson;

/**
 * The identity of a run: all values that its numbers follow from. With the same plug-ins and the same data, a run of one
 * specification has the same numbers in every process and on every machine with the same backend, whatever the number of
 * threads; only budgets of time depend on the machine. Files that a task reads are known by their checksum, so that a changed
 * file makes another run, and the same file under another path does not. Machine, time and threads are no part of it: they are
 * the provenance of a result.
 *
 * <p>Two specifications with equal values are equal, and so are their hashes. A copy of the configurations is kept, and a copy is
 * given away.
 *
 * @param task the task's id
 * @param taskConfig all values of its configuration but those of {@code dataLocation}
 * @param dataChecksum of the files that the task read its data from, see {@link org.transformerbench.api.Dataset#dataChecksum()};
 *     empty where configuration and seed say all
 * @param dataLocation the values of the configuration that say where these files were, which are those that are marked with
 *     {@link org.transformerbench.api.config.Location}; for the reader and to make the run again, no part of its identity; empty
 *     where there are none, and where no checksum says what was there
 * @param model the model's id
 * @param modelConfig all values of its configuration; none if the model threw when it was asked for them, or cannot do the task
 * @param trainer the trainer's id
 * @param trainingConfig budgets, optimizer, schedule, batch size and intervals
 * @param protocol what is evaluated when and how
 * @param targets which positions enter the loss
 * @param seed of all {@linkplain org.transformerbench.api.SeedStreams seed streams}
 * @param continuedFrom the checkpoint of another run that this one begins with; empty to begin at step 0
 */
public record RunSpec(
        String task,
        ObjectNode taskConfig,
        Optional<String> dataChecksum,
        Optional<ObjectNode> dataLocation,
        String model,
        ObjectNode modelConfig,
        String trainer,
        TrainingConfig trainingConfig,
        Protocol protocol,
        Targets targets,
        long seed,
        Optional<Origin> continuedFrom) {

    /** The version of {@link #toJson()} that this library writes and reads. */
    public static final int FORMAT_VERSION = 1;

    /** @throws ConfigException if something is missing */
    public RunSpec {
        requireId("task", task);
        Require.given("taskConfig", taskConfig);
        Require.given("dataChecksum", dataChecksum);
        dataChecksum.ifPresent(
                checksum -> Require.that(Sha256.isChecksum(checksum), "dataChecksum", checksum, Sha256.FORM));
        Require.given("dataLocation", dataLocation);
        dataLocation = dataLocation.filter(location -> !location.isEmpty()).map(RunSpec::normalized);
        requireOnlyHere(dataLocation, dataChecksum, taskConfig);
        requireId("model", model);
        Require.given("modelConfig", modelConfig);
        requireId("trainer", trainer);
        Require.given("trainingConfig", trainingConfig);
        Require.given("protocol", protocol);
        Require.given("targets", targets);
        Require.given("continuedFrom", continuedFrom);
        taskConfig = normalized(taskConfig);
        modelConfig = normalized(modelConfig);
    }

    private static void requireOnlyHere(
            Optional<ObjectNode> location, Optional<String> checksum, ObjectNode taskConfig) {
        location.ifPresent(values -> {
            Require.that(
                    checksum.isPresent(),
                    "dataLocation",
                    values,
                    "must be a part of the taskConfig where there is no dataChecksum");
            values.fieldNames()
                    .forEachRemaining(key -> Require.that(
                            !taskConfig.has(key), "dataLocation", values, "must share no key with the taskConfig"));
        });
    }

    private static void requireId(String field, String id) {
        Require.given(field, id);
        Require.that(!id.isBlank(), field, id, "must be an id");
    }

    /**
     * Returns the configuration as it is read back from its text, in which a float and a double, or an int and a long, are the
     * same number.
     */
    private static ObjectNode normalized(ObjectNode config) {
        try {
            return (ObjectNode) Json.tree(config.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree that Jackson has written cannot be read by it", e);
        }
    }

    @Override
    public ObjectNode taskConfig() {
        return taskConfig.deepCopy();
    }

    @Override
    public Optional<ObjectNode> dataLocation() {
        return dataLocation.map(ObjectNode::deepCopy);
    }

    /**
     * Returns the task's configuration as the task takes it.
     *
     * @return the values of {@link #taskConfig()} and {@link #dataLocation()}
     */
    public ObjectNode completeTaskConfig() {
        ObjectNode complete = taskConfig();
        dataLocation.ifPresent(complete::setAll);
        return complete;
    }

    @Override
    public ObjectNode modelConfig() {
        return modelConfig.deepCopy();
    }

    /**
     * Returns the learning rate before warm-up and schedule.
     *
     * @return as in {@link #trainingConfig()}
     */
    public double learningRate() {
        return trainingConfig.learningRate();
    }

    /**
     * Returns the SHA-256 of the canonical JSON of all values: keys sorted, no white space, each number in its shortest form.
     * The {@link #FORMAT_VERSION} is no part of it, nor are the {@link #dataLocation()}, what is empty, and a setting that has come
     * later while it has the value that runs had before.
     *
     * @return {@code "sha256:"} and 64 hexadecimal digits, the same in every process, locale and version of Java
     */
    public String hash() {
        return CanonicalJson.hash(identity());
    }

    /**
     * Returns the short name of the run, by which results, checkpoints and messages know it.
     *
     * @return the first 16 hexadecimal digits of the {@link #hash()}
     */
    public String runId() {
        return CanonicalJson.id(identity());
    }

    private ObjectNode identity() {
        ObjectNode identity = new Configs().write(withoutDataLocation());
        LaterKeys.reduce(identity, RunSpec.class);
        return identity;
    }

    /**
     * Changes how the run is trained.
     *
     * @param config the new values
     * @return a changed copy
     */
    public RunSpec withTrainingConfig(TrainingConfig config) {
        return new RunSpec(
                task,
                taskConfig,
                dataChecksum,
                dataLocation,
                model,
                modelConfig,
                trainer,
                config,
                protocol,
                targets,
                seed,
                continuedFrom);
    }

    /**
     * Changes the seed.
     *
     * @param value of all seed streams
     * @return a changed copy
     */
    public RunSpec withSeed(long value) {
        return new RunSpec(
                task,
                taskConfig,
                dataChecksum,
                dataLocation,
                model,
                modelConfig,
                trainer,
                trainingConfig,
                protocol,
                targets,
                value,
                continuedFrom);
    }

    /**
     * Changes the model's configuration.
     *
     * @param config all its values
     * @return a changed copy
     */
    public RunSpec withModelConfig(ObjectNode config) {
        return new RunSpec(
                task,
                taskConfig,
                dataChecksum,
                dataLocation,
                model,
                config,
                trainer,
                trainingConfig,
                protocol,
                targets,
                seed,
                continuedFrom);
    }

    /**
     * Changes the files that the data was read from.
     *
     * @param checksum of the others, in the same place; empty for whatever is there, so that the place identifies the run
     * @return a changed copy
     */
    public RunSpec withDataChecksum(Optional<String> checksum) {
        return checksum.isPresent()
                ? with(taskConfig, checksum, dataLocation, continuedFrom)
                : with(completeTaskConfig(), checksum, Optional.empty(), continuedFrom);
    }

    /**
     * Changes where the files are that the data is read from, whose checksum stays.
     *
     * @param location a value for each key of {@link #dataLocation()}
     * @return a changed copy with the same {@link #hash()}
     */
    public RunSpec withDataLocation(ObjectNode location) {
        return with(taskConfig, dataChecksum, Optional.of(location), continuedFrom);
    }

    /**
     * Leaves out where the data was, also in what the run continues from. Specifications of one run are equal then.
     *
     * @return a copy without {@link #dataLocation()}, with the same {@link #hash()}
     */
    public RunSpec withoutDataLocation() {
        if (dataLocation.isEmpty() && continuedFrom.isEmpty()) {
            return this;
        }
        return with(
                taskConfig,
                dataChecksum,
                Optional.empty(),
                continuedFrom.map(origin -> new Origin(origin.spec().withoutDataLocation(), origin.steps())));
    }

    /**
     * Lets the run begin with the checkpoint of another one.
     *
     * @param origin that run and its step
     * @return a changed copy
     */
    public RunSpec continuingFrom(Origin origin) {
        return with(taskConfig, dataChecksum, dataLocation, Optional.of(origin));
    }

    /** Changes what the run reads and begins with. */
    private RunSpec with(
            ObjectNode config, Optional<String> checksum, Optional<ObjectNode> location, Optional<Origin> origin) {
        return new RunSpec(
                task,
                config,
                checksum,
                location,
                model,
                modelConfig,
                trainer,
                trainingConfig,
                protocol,
                targets,
                seed,
                origin);
    }

    /**
     * Writes the specification for another process.
     *
     * @return one line of JSON, an object with all values and a {@code formatVersion}
     */
    public String toJson() {
        return VersionedJson.write(FORMAT_VERSION, this).toString();
    }

    /**
     * Reads what {@link #toJson()} has written. Whether task, model and trainer are installed, and whether they accept their
     * configurations, is seen when the run is made.
     *
     * @param json an object
     * @return the specification
     * @throws ConfigException if it is no JSON, of another version, a key is unknown or missing, or a value is not valid; the message
     *     names the place
     */
    public static RunSpec fromJson(String json) {
        try {
            return VersionedJson.read(Json.tree(json), FORMAT_VERSION, RunSpec.class);
        } catch (JsonProcessingException e) {
            throw new ConfigException(Json.explain(e), e);
        }
    }
}
