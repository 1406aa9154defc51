package org.transformerbench.data.table;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;

/**
 * A task on a table of examples.
 *
 * @param <C> its configuration
 */
abstract class TableTask<C extends Record> implements Task<C> {
    private final String id;
    private final Class<C> configType;
    private final C defaults;
    private final Optional<RowParts> rows;
    private final BiFunction<C, Protocol, C> under;
    private final Function<C, TableSettings> settings;
    private final Function<C, TableRoles> roles;

    /**
     * @param rows in memory; empty where they are in a file
     * @param under changes a configuration to the rules of a protocol
     */
    TableTask(
            String id,
            Class<C> configType,
            C defaults,
            Optional<RowParts> rows,
            BiFunction<C, Protocol, C> under,
            Function<C, TableSettings> settings,
            Function<C, TableRoles> roles) {
        this.id = id;
        this.configType = configType;
        this.defaults = defaults;
        this.rows = rows;
        this.under = under;
        this.settings = settings;
        this.roles = roles;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Class<C> configType() {
        return configType;
    }

    @Override
    public C defaultConfig() {
        return defaults;
    }

    @Override
    public C defaultConfig(Protocol protocol) {
        return under.apply(defaults, protocol);
    }

    @Override
    public Dataset load(C config, SeedStreams seeds) {
        return new TableLoader(id, roles.apply(config), settings.apply(config)).load(rows, seeds);
    }
}
