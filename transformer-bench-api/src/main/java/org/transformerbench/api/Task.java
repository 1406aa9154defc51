package org.transformerbench.api;

/**
 * A benchmark task: it produces the vocabulary and the data, and defines how an answer is scored. The data is a pure function of
 * configuration and seed; it never depends on the model that will read it.
 *
 * <p>Implementations are stateless and cheap to construct.
 *
 * @param <C> the configuration: a record that validates itself in its compact constructor
 */
public interface Task<C extends Record> {

    /**
     * Returns the stable name of this task.
     *
     * @return an id in kebab-case, as for {@link Model#id()}
     */
    String id();

    /**
     * Returns the type of the configuration.
     *
     * @return the record class
     */
    Class<C> configType();

    /**
     * Returns the configuration that is used where the user sets nothing.
     *
     * @return a valid configuration
     */
    C defaultConfig();

    /**
     * Returns the configuration that is used under a protocol where the user sets nothing. A task whose data a protocol concerns
     * (validation data apart, commuted pairs together, fixed cover) overrides this.
     *
     * @param protocol the rules of the study
     * @return a valid configuration; {@link #defaultConfig()} by default
     */
    default C defaultConfig(Protocol protocol) {
        return defaultConfig();
    }

    /**
     * Loads or generates the data.
     *
     * @param config the configuration
     * @param seeds the run's seed streams; a task draws from {@link SeedStreams#DATA}
     * @return the data, the same for the same arguments
     * @throws org.transformerbench.api.config.ConfigException if the configuration lacks what this task needs
     * @throws DataException if the data cannot be had or is not usable; the message says what to do
     */
    Dataset load(C config, SeedStreams seeds);
}
