package org.transformerbench.api.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Suggestion;
import org.transformerbench.api.run.TrainingConfig;

/**
 * Single values as text, handed to the configurations that they are meant for. A bare key, as {@code "heads"}, goes to the
 * protocol, the training, the task and all models that have such a value; a qualified one, as in {@code "nano-gpt.heads"},
 * {@code "addition.digits"}, {@code "training.beta2"} or {@code "protocol.testAtEndOnly"}, to its owner alone, and wins
 * over a bare one wherever it stands.
 */
public final class Settings {
    /** The owner of the training's values among the task's and the models' ids. */
    public static final String TRAINING = "training";

    /** The owner of the protocol's switches. */
    public static final String PROTOCOL = "protocol";

    private static final String PRESET = "preset";

    private final Configs configs = new Configs();
    private final Task<?> task;
    private final Map<String, Class<? extends Record>> owners;
    private final Map<String, Map<String, String>> byOwner = new LinkedHashMap<>();

    private Settings(Task<?> task, Map<String, Class<? extends Record>> owners, Map<String, String> values) {
        this.task = task;
        this.owners = owners;
        owners.keySet().forEach(owner -> byOwner.put(owner, new LinkedHashMap<>()));
        // First the bare keys, so that a qualified one wins wherever it stands.
        values.forEach((key, value) -> {
            if (key.indexOf('.') < 0) {
                putBare(key, value);
            }
        });
        values.forEach((key, value) -> {
            if (key.indexOf('.') >= 0) {
                putQualified(key, value);
            }
        });
        if (byOwner.get(PROTOCOL).containsKey(PRESET)) {
            throw new ConfigException("preset (" + byOwner.get(PROTOCOL).get(PRESET)
                    + ") must be chosen as the protocol itself, it is no single setting");
        }
    }

    /**
     * Sorts values by their owners.
     *
     * @param task may have settings
     * @param models may have settings
     * @param training whose values {@value #TRAINING} has: {@link TrainingConfig}, or {@link AdamW} where nothing but steps is
     *     taken
     * @param values key to value as text, see {@link Configs#with}
     * @return the settings; their values are checked when they are applied
     * @throws ConfigException if a key belongs to nobody, or there are settings and two owners of one name
     */
    public static Settings of(
            Task<?> task, List<Model<?>> models, Class<? extends Record> training, Map<String, String> values) {
        Map<String, Class<? extends Record>> owners = new LinkedHashMap<>();
        owners.put(PROTOCOL, Protocol.class);
        owners.put(TRAINING, training);
        models.forEach(model -> owners.put(model.id(), CheckedPlugin.given(model, "configType", model.configType())));
        owners.put(task.id(), CheckedPlugin.given(task, "configType", task.configType()));
        if (owners.size() < models.size() + 3 && !values.isEmpty()) {
            List<String> ids = models.stream().map(Model::id).toList();
            throw new ConfigException("A setting would be ambiguous: the models " + ids + ", the task '" + task.id()
                    + "', '" + TRAINING + "' and '" + PROTOCOL + "' must have different names");
        }
        return new Settings(task, owners, values);
    }

    /**
     * Returns the values that are left where one of several models is looked at alone: without those of the others.
     *
     * @param values that are valid for all models together
     */
    static Map<String, String> ofOneModel(Task<?> task, Model<?> model, Map<String, String> values) {
        Map<String, Class<? extends Record>> owners = new LinkedHashMap<>();
        owners.put(PROTOCOL, Protocol.class);
        owners.put(TRAINING, TrainingConfig.class);
        owners.put(model.id(), CheckedPlugin.given(model, "configType", model.configType()));
        owners.put(task.id(), CheckedPlugin.given(task, "configType", task.configType()));
        Map<String, String> own = new LinkedHashMap<>(values);
        own.keySet()
                .removeIf(key -> key.indexOf('.') < 0
                        ? owners.values().stream()
                                .noneMatch(type -> Configs.keys(type).contains(key))
                        : !owners.containsKey(key.substring(0, key.indexOf('.'))));
        return own;
    }

    private void putBare(String key, String value) {
        boolean known = false;
        for (Map.Entry<String, Class<? extends Record>> owner : owners.entrySet()) {
            if (Configs.keys(owner.getValue()).contains(key)) {
                byOwner.get(owner.getKey()).put(key, value);
                known = true;
            }
        }
        if (!known) {
            TreeSet<String> keys = new TreeSet<>();
            owners.keySet().forEach(owner -> keys.addAll(offered(owner)));
            throw new ConfigException("Unknown key '" + key + "'" + Suggestion.didYouMean(key, keys) + " Known here: "
                    + String.join(", ", keys));
        }
    }

    /** The settings that a message may recommend: those without a place of their own in an experiment. */
    private List<String> offered(String owner) {
        Class<? extends Record> type = owners.get(owner);
        List<String> keys = new ArrayList<>(Configs.keys(type));
        if (type == Protocol.class) {
            keys.remove(PRESET);
        }
        if (type == TrainingConfig.class) {
            keys.remove("learningRate");
        }
        return keys;
    }

    private void putQualified(String key, String value) {
        int dot = key.indexOf('.');
        String owner = key.substring(0, dot);
        if (!owners.containsKey(owner)) {
            throw new ConfigException("Nothing is called '" + owner + "' in '" + key + "'"
                    + Suggestion.didYouMean(owner, owners.keySet()) + " Known here: "
                    + String.join(", ", owners.keySet()));
        }
        String name = key.substring(dot + 1);
        Class<? extends Record> type = owners.get(owner);
        if (!Configs.keys(type).contains(name)) {
            List<String> keys = offered(owner);
            throw new ConfigException(owner + ": Unknown key '" + Excerpt.of(name) + "' of " + type.getSimpleName()
                    + Suggestion.didYouMean(name, keys) + " Known: " + String.join(", ", keys));
        }
        byOwner.get(owner).put(name, value);
    }

    /**
     * Returns a protocol with its switches changed.
     *
     * @param protocol to start from
     * @return the changed one
     * @throws ConfigException if a value is not valid
     */
    public Protocol protocol(Protocol protocol) {
        return apply(PROTOCOL, protocol);
    }

    /**
     * Returns a training configuration, or the part of it that has settings here, with its values changed. Budgets replace the
     * default ones, see {@link TrainingConfig#with(Map)}.
     *
     * @param defaults to start from, of the type that {@link #of} was given
     * @param <R> that type
     * @return the changed one
     * @throws ConfigException if a value is not valid
     */
    @SuppressWarnings("unchecked") // A TrainingConfig that is changed is still one.
    public <R extends Record> R training(R defaults) {
        return apply(
                TRAINING,
                defaults,
                (config, values) -> config instanceof TrainingConfig training
                        ? (R) training.with(values)
                        : configs.with(config, values));
    }

    /**
     * Returns a task's configuration with its values changed.
     *
     * @param task the task
     * @param protocol gives the values that are not set
     * @param <C> the type of the configuration
     * @return its defaults under the protocol, changed
     * @throws ConfigException if a value is not valid
     */
    public <C extends Record> C task(Task<C> task, Protocol protocol) {
        return apply(task.id(), CheckedPlugin.given(task, "defaultConfig", task.defaultConfig(protocol)));
    }

    /**
     * Returns the values that are set for a model.
     *
     * @param model one of those that have settings here
     * @return component of its configuration to value as text
     */
    public Map<String, String> model(Model<?> model) {
        return Map.copyOf(byOwner.get(model.id()));
    }

    /**
     * Returns all that a trainer needs for a model on some data.
     *
     * @param model the model; one of those that have settings here
     * @param data what it learns from
     * @param protocol may say which positions are targets
     * @param optimizer the optimizer's values
     * @param seed of the run
     * @param <C> the type of the model's configuration
     * @return the model's defaults for the data, changed; targets as {@link #targets} says
     * @throws ConfigException if a value is not valid, or the model cannot be trained on the data
     */
    public <C extends Record> TrainingSpec<C> spec(
            Model<C> model, Dataset data, Protocol protocol, AdamW optimizer, long seed) {
        requireTargets(data, protocol);
        Targets targets = suited(model, data, protocol)
                .findFirst()
                .orElseThrow(() ->
                        new ConfigException(unsuited(task, protocol, data, seed).reason(model)));
        return spec(
                model,
                shape -> apply(model.id(), CheckedPlugin.given(model, "defaultConfig", model.defaultConfig(shape))),
                data,
                targets,
                optimizer,
                seed);
    }

    /** Returns all that a trainer needs for a model whose configuration may depend on the shape of the data. */
    static <C extends Record> TrainingSpec<C> spec(
            Model<C> model,
            Function<SequenceShape, C> config,
            Dataset data,
            Targets targets,
            AdamW optimizer,
            long seed) {
        SequenceShape shape = SequenceShape.of(data.vocabulary().size(), data.contextLength(), predicts(model));
        return new TrainingSpec<>(model, config.apply(shape), shape, targets, optimizer, new SeedStreams(seed));
    }

    /**
     * Returns the positions that a model is trained on: what the protocol says, else what the data prefers among that which the
     * model can learn.
     *
     * @param model the model
     * @param data the data
     * @param protocol the rules
     * @return one of the data's targets
     * @throws ConfigException if there are none that fit all three
     */
    public static Targets targets(Model<?> model, Dataset data, Protocol protocol) {
        requireTargets(data, protocol);
        return suited(model, data, protocol)
                .findFirst()
                .orElseThrow(() -> new ConfigException(unsuited(model, protocol)));
    }

    /**
     * @throws ConfigException if the protocol wants targets that the data does not have: no model would do
     */
    static void requireTargets(Dataset data, Protocol protocol) {
        protocol.targetPositions().ifPresent(wanted -> {
            if (!data.targets().contains(wanted)) {
                throw new ConfigException("protocol: targetPositions (" + wanted
                        + ") must be among the targets that this data has: " + data.targets());
            }
        });
    }

    /** Returns the targets that model, data and protocol have in common, in the data's order. */
    static Stream<Targets> suited(Model<?> model, Dataset data, Protocol protocol) {
        return data.targets().stream()
                .filter(mode -> protocol.targetPositions().orElse(mode) == mode)
                .filter(mode -> mode == Targets.LAST || predicts(model) == Targets.EVERY);
    }

    private static Targets predicts(Model<?> model) {
        return CheckedPlugin.given(model, "predicts", model.predicts());
    }

    /** Returns the message where no targets are {@link #suited}. */
    static String unsuited(Model<?> model, Protocol protocol) {
        return "The model '" + model.id() + "' predicts the last position only, and "
                + (protocol.targetPositions().isPresent()
                        ? "the protocol wants targets at every position"
                        : "this data has targets at every position");
    }

    private <T extends Record> UnsuitedModel<T> unsuited(Task<T> owner, Protocol protocol, Dataset data, long seed) {
        return new UnsuitedModel<>(owner, task(owner, protocol), data, protocol, seed);
    }

    private <C extends Record> C apply(String owner, C defaults) {
        return apply(owner, defaults, configs::with);
    }

    private <C extends Record> C apply(String owner, C defaults, BiFunction<C, Map<String, String>, C> change) {
        try {
            return change.apply(defaults, byOwner.get(owner));
        } catch (ConfigException e) {
            throw new ConfigException(owner + ": " + e.getMessage(), e);
        }
    }
}
