package org.transformerbench.data.table;

import java.util.List;
import java.util.Optional;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;

/**
 * The task to write new lines like those of a file, such as names (the problem of karpathy/makemore).
 * {@link Tasks} makes one of a file or of rows in memory.
 */
public final class LinesTask implements Task<LinesConfig> {
    static final String ID = "lines";

    private final LinesConfig defaults;
    private final Optional<RowParts> rows;

    /** Creates the task without data: {@code data} must be set before it can be loaded. */
    public LinesTask() {
        this(LinesConfig.defaults(), Optional.empty());
    }

    LinesTask(LinesConfig defaults, Optional<RowParts> rows) {
        this.defaults = defaults;
        this.rows = rows;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Class<LinesConfig> configType() {
        return LinesConfig.class;
    }

    @Override
    public LinesConfig defaultConfig() {
        return defaults;
    }

    @Override
    public LinesConfig defaultConfig(Protocol protocol) {
        return defaults.under(protocol);
    }

    @Override
    public Dataset load(LinesConfig config, SeedStreams seeds) {
        return new TableLoader(
                        ID,
                        Layout.LINES,
                        config.settings(),
                        config.unit(),
                        config.unit(),
                        List.of(config.column()),
                        false)
                .load(rows, seeds);
    }
}
