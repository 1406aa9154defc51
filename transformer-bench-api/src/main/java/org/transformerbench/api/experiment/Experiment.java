package org.transformerbench.api.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.statistics.SequentialSeeds;
import org.transformerbench.api.tuning.TuningPlan;

/**
 * A grid of runs: every model with every learning rate and every seed, on one task with one trainer.
 *
 * <pre>{@code
 * Experiment experiment = Experiment.on("addition")
 *         .models("mlp", "nano-gpt")
 *         .learningRates(1e-3, 1e-2)
 *         .seeds(1, 2)
 *         .build();
 * }</pre>
 *
 * @param task the task's id
 * @param models ids in the order of the runs; empty for all that are installed
 * @param learningRates at least one
 * @param seeds at least one
 * @param trainer the trainer's id
 * @param protocol what is evaluated when and how, and what data the task makes
 * @param training budgets, batch size and all else; its learning rate is replaced by each of {@code learningRates}, and must be
 *     one of them unless it is the default
 * @param settings single values, see {@link Settings}; for the training, no others than those that were chosen there
 * @param tuning how the values of each model are searched before its runs; empty for the values that are given here
 * @param mostSeeds up to how many seeds, 1, 2 and so on, are added until the two leading models are decided, see {@link
 *     SequentialSeeds}; empty for the seeds that are given here
 */
public record Experiment(
        String task,
        List<String> models,
        List<Double> learningRates,
        List<Long> seeds,
        String trainer,
        Protocol protocol,
        TrainingConfig training,
        Map<String, String> settings,
        Optional<TuningPlan> tuning,
        OptionalInt mostSeeds) {

    /** The trainer that is used where the user names none. */
    public static final String DEFAULT_TRAINER = "compiled";

    private static final String LEARNING_RATE = "learningRate";

    /** The seeds of an experiment for which no others are chosen, and the first one where seeds are added. */
    private static final List<Long> FIRST_SEEDS = List.of(1L);

    public Experiment {
        Require.given("task", task);
        Require.eachGiven("models", models);
        Require.eachGiven("learningRates", learningRates);
        Require.eachGiven("seeds", seeds);
        Require.given("trainer", trainer);
        Require.given("protocol", protocol);
        Require.given("training", training);
        Require.given("settings", settings);
        Require.given("tuning", tuning);
        Require.that(
                tuning.isEmpty() || learningRates.size() == 1,
                "learningRates",
                learningRates,
                "must be one where a tuning chooses them; narrow the tuning's range of learningRate");
        models = List.copyOf(models);
        learningRates = List.copyOf(learningRates);
        seeds = List.copyOf(seeds);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        requireSome("learningRates", learningRates);
        requireSome("seeds", seeds);
        requireDistinct("models", models);
        requireDistinct("learningRates", learningRates);
        requireDistinct("seeds", seeds);
        Require.given("mostSeeds", mostSeeds);
        requireDeciding(mostSeeds, models.size());
        Require.that(
                mostSeeds.isEmpty() || seeds.equals(FIRST_SEEDS),
                "seeds",
                seeds,
                "must not be chosen where seeds are added until the leading models are decided, up to %d",
                mostSeeds.orElse(0));
        learningRates.forEach(training::withLearningRate);
        requireOneLearningRate(learningRates, training, settings);
        TrainingConfig defaults = TrainingConfig.defaults(protocol);
        settings.forEach((key, value) -> requireOneValue(key, value, training, defaults));
    }

    /**
     * Describes an experiment with a fixed number of seeds.
     *
     * @param task the task's id
     * @param models ids in the order of the runs; empty for all that are installed
     * @param learningRates at least one
     * @param seeds at least one
     * @param trainer the trainer's id
     * @param protocol what is evaluated when and how
     * @param training budgets, batch size and all else
     * @param settings single values
     * @param tuning how values are searched; empty for no search
     */
    public Experiment(
            String task,
            List<String> models,
            List<Double> learningRates,
            List<Long> seeds,
            String trainer,
            Protocol protocol,
            TrainingConfig training,
            Map<String, String> settings,
            Optional<TuningPlan> tuning) {
        this(task, models, learningRates, seeds, trainer, protocol, training, settings, tuning, OptionalInt.empty());
    }

    /**
     * Describes an experiment without a tuning.
     *
     * @param task the task's id
     * @param models ids in the order of the runs; empty for all that are installed
     * @param learningRates at least one
     * @param seeds at least one
     * @param trainer the trainer's id
     * @param protocol what is evaluated when and how
     * @param training budgets, batch size and all else
     * @param settings single values
     */
    public Experiment(
            String task,
            List<String> models,
            List<Double> learningRates,
            List<Long> seeds,
            String trainer,
            Protocol protocol,
            TrainingConfig training,
            Map<String, String> settings) {
        this(task, models, learningRates, seeds, trainer, protocol, training, settings, Optional.empty());
    }

    /**
     * Changes the seeds.
     *
     * @param values at least one; none are added
     * @return a changed copy
     */
    public Experiment withSeeds(List<Long> values) {
        return new Experiment(task, models, learningRates, values, trainer, protocol, training, settings, tuning);
    }

    /**
     * Returns the seeds that a run may have.
     *
     * @return {@link #seeds()}, or 1, 2 and so on up to {@link #mostSeeds()}
     */
    public List<Long> possibleSeeds() {
        return mostSeeds.isEmpty()
                ? seeds
                : LongStream.rangeClosed(1, mostSeeds.getAsInt()).boxed().toList();
    }

    /**
     * Changes how values are searched.
     *
     * @param plan the effort; empty for no search
     * @return a changed copy
     */
    public Experiment withTuning(Optional<TuningPlan> plan) {
        return new Experiment(
                task, models, learningRates, seeds, trainer, protocol, training, settings, plan, mostSeeds);
    }

    /** Requires so many seeds that they can decide between the models, of which other experiments may have more. */
    private static void requireDeciding(OptionalInt mostSeeds, int models) {
        mostSeeds.ifPresent(number -> new SequentialSeeds(Math.max(2, models), number));
    }

    private static void requireOneLearningRate(
            List<Double> learningRates, TrainingConfig training, Map<String, String> settings) {
        double rate = training.learningRate();
        Require.that(
                rate == TrainingConfig.defaults().learningRate() || learningRates.contains(rate),
                "training.learningRate",
                rate,
                "must be one of the experiment's learningRates %s, which are what the runs have",
                learningRates);
        for (String key : List.of(LEARNING_RATE, Settings.TRAINING + "." + LEARNING_RATE)) {
            Require.that(
                    !settings.containsKey(key),
                    LEARNING_RATE,
                    settings.get(key),
                    "must be one of the experiment's learning rates, it is no single setting");
        }
    }

    /** A value that somebody has chosen for the training must not be overruled by another one among the settings. */
    private static void requireOneValue(String key, String value, TrainingConfig training, TrainingConfig defaults) {
        Require.given("settings." + key, value);
        String component =
                key.startsWith(Settings.TRAINING + ".") ? key.substring(Settings.TRAINING.length() + 1) : key;
        if (!Configs.keys(TrainingConfig.class).contains(component)) {
            return;
        }
        Configs configs = new Configs();
        JsonNode chosen = configs.write(training).path(component);
        if (chosen.equals(configs.write(defaults).path(component))) {
            return;
        }
        JsonNode set = configs.write(training.with(Map.of(component, value))).path(component);
        Require.that(
                chosen.equals(set), key, value, "must not be set where the training has another value: %s", chosen);
    }

    private static void requireSome(String field, List<?> values) {
        Require.that(!values.isEmpty(), field, values, "must have at least one value");
    }

    private static void requireDistinct(String field, List<?> values) {
        Require.that(values.stream().distinct().count() == values.size(), field, values, "must not repeat a value");
    }

    /**
     * Begins the description of an experiment.
     *
     * @param task the task's id
     * @return a builder: all models, the training's learning rate, seed 1, {@link Protocol#strict()},
     *     {@link TrainingConfig#defaults(Protocol)}
     */
    public static Builder on(String task) {
        return new Builder(task);
    }

    /** A builder of experiments. */
    public static final class Builder {
        private final String task;
        private List<String> models = List.of();
        private Optional<List<Double>> learningRates = Optional.empty();
        private List<Long> seeds = FIRST_SEEDS;
        private OptionalInt mostSeeds = OptionalInt.empty();
        private String trainer = DEFAULT_TRAINER;
        private Protocol protocol = Protocol.strict();
        private Optional<TrainingConfig> training = Optional.empty();
        private final Map<String, String> settings = new LinkedHashMap<>();
        private Optional<TuningPlan> tuning = Optional.empty();

        private Builder(String task) {
            this.task = task;
        }

        /**
         * Sets the models.
         *
         * @param ids in the order of the runs
         * @return this
         */
        public Builder models(String... ids) {
            Require.given("models", ids);
            models = Arrays.asList(ids);
            return this;
        }

        /**
         * Sets the learning rates. Without this, that of the training.
         *
         * @param values each above 0
         * @return this
         */
        public Builder learningRates(double... values) {
            Require.given("learningRates", values);
            learningRates = Optional.of(Arrays.stream(values).boxed().toList());
            return this;
        }

        /**
         * Sets the seeds.
         *
         * @param values any distinct values
         * @return this
         */
        public Builder seeds(long... values) {
            Require.given("seeds", values);
            seeds = Arrays.stream(values).boxed().toList();
            return this;
        }

        /**
         * Adds seeds, 1, 2 and so on, until the two leading models are decided, instead of {@link #seeds}.
         *
         * @param most as many at most, see {@link SequentialSeeds}
         * @return this
         */
        public Builder seedsUntilDecided(int most) {
            mostSeeds = OptionalInt.of(most);
            return this;
        }

        /**
         * Sets the trainer.
         *
         * @param id its id
         * @return this
         */
        public Builder trainer(String id) {
            trainer = id;
            return this;
        }

        /**
         * Sets the rules.
         *
         * @param value a preset, changed or not
         * @return this
         */
        public Builder protocol(Protocol value) {
            protocol = value;
            return this;
        }

        /**
         * Sets budgets, optimizer and schedule.
         *
         * @param config budgets, batch size and all else; its learning rate counts where no others are given, and must be one of
         *     them where they are
         * @return this
         */
        public Builder training(TrainingConfig config) {
            Require.given("training", config);
            training = Optional.of(config);
            return this;
        }

        /**
         * Sets a single configuration value.
         *
         * @param key as in {@link Experiment#settings()}
         * @param value as text
         * @return this
         */
        public Builder set(String key, String value) {
            settings.put(key, value);
            return this;
        }

        /**
         * Searches the values of each model before its runs.
         *
         * @param plan the effort, the same for each model
         * @return this
         */
        public Builder tuning(TuningPlan plan) {
            tuning = Optional.of(plan);
            return this;
        }

        /**
         * Puts the parts together.
         *
         * @return the experiment
         * @throws ConfigException if a part is not valid, or two contradict each other
         */
        public Experiment build() {
            Require.given("protocol", protocol);
            TrainingConfig config = training.orElseGet(() -> TrainingConfig.defaults(protocol));
            List<Double> rates = learningRates.orElseGet(() -> List.of(config.learningRate()));
            return new Experiment(task, models, rates, seeds, trainer, protocol, config, settings, tuning, mostSeeds);
        }
    }
}
