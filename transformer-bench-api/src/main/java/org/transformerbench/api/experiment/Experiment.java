package org.transformerbench.api.experiment;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.training.TrainingConfig;

/**
 * What to compare: every model with every learning rate and every seed, on one task with one trainer.
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
 * @param training budgets, batch size and all else; its learning rate is replaced by each of {@code learningRates}
 * @param settings single values, see {@link Settings}
 */
public record Experiment(
        String task,
        List<String> models,
        List<Double> learningRates,
        List<Long> seeds,
        String trainer,
        Protocol protocol,
        TrainingConfig training,
        Map<String, String> settings) {

    /** The trainer that is used where the user names none. */
    public static final String DEFAULT_TRAINER = "compiled";

    public Experiment {
        models = List.copyOf(models);
        learningRates = List.copyOf(learningRates);
        seeds = List.copyOf(seeds);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        requireSome("learningRates", learningRates);
        requireSome("seeds", seeds);
        requireDistinct("models", models);
        requireDistinct("learningRates", learningRates);
        requireDistinct("seeds", seeds);
    }

    private static void requireSome(String field, List<?> values) {
        Require.that(!values.isEmpty(), field, values, "must have at least one value");
    }

    private static void requireDistinct(String field, List<?> values) {
        Require.that(values.stream().distinct().count() == values.size(), field, values, "must not repeat a value");
    }

    /**
     * Begins a description.
     *
     * @param task the task's id
     * @return a builder: all models, learning rate 1e-3, seed 1, {@link Protocol#strict()},
     *     {@link TrainingConfig#defaults()}
     */
    public static Builder on(String task) {
        return new Builder(task);
    }

    /** Collects the parts of an experiment. */
    public static final class Builder {
        private final String task;
        private List<String> models = List.of();
        private List<Double> learningRates = List.of(TrainingConfig.defaults().learningRate());
        private List<Long> seeds = List.of(1L);
        private String trainer = DEFAULT_TRAINER;
        private Protocol protocol = Protocol.strict();
        private TrainingConfig training = TrainingConfig.defaults();
        private final Map<String, String> settings = new LinkedHashMap<>();

        private Builder(String task) {
            this.task = task;
        }

        /**
         * Which models.
         *
         * @param ids in the order of the runs
         * @return this
         */
        public Builder models(String... ids) {
            models = List.of(ids);
            return this;
        }

        /**
         * Which learning rates.
         *
         * @param values each above 0
         * @return this
         */
        public Builder learningRates(double... values) {
            learningRates = Arrays.stream(values).boxed().toList();
            return this;
        }

        /**
         * Which seeds.
         *
         * @param values any distinct values
         * @return this
         */
        public Builder seeds(long... values) {
            seeds = Arrays.stream(values).boxed().toList();
            return this;
        }

        /**
         * Which trainer.
         *
         * @param id its id
         * @return this
         */
        public Builder trainer(String id) {
            trainer = id;
            return this;
        }

        /**
         * By which rules.
         *
         * @param value a preset, changed or not
         * @return this
         */
        public Builder protocol(Protocol value) {
            protocol = value;
            return this;
        }

        /**
         * How to train.
         *
         * @param config budgets, batch size and all else but the learning rate
         * @return this
         */
        public Builder training(TrainingConfig config) {
            training = config;
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
         * Puts the parts together.
         *
         * @return the experiment
         * @throws ConfigException if a part is not valid
         */
        public Experiment build() {
            return new Experiment(task, models, learningRates, seeds, trainer, protocol, training, settings);
        }
    }
}
