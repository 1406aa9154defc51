package org.transformerbench.data.table;

import java.util.List;
import java.util.Optional;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;

/**
 * The task to find the class of a text, such as its language.
 * {@link Tasks} makes one of a file or of rows in memory.
 */
public final class LabelsTask implements Task<LabelsConfig> {
    static final String ID = "labels";

    private final LabelsConfig defaults;
    private final Optional<RowParts> rows;

    /** Creates the task without data: {@code data} must be set before it can be loaded. */
    public LabelsTask() {
        this(LabelsConfig.defaults(), Optional.empty());
    }

    LabelsTask(LabelsConfig defaults, Optional<RowParts> rows) {
        this.defaults = defaults;
        this.rows = rows;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Class<LabelsConfig> configType() {
        return LabelsConfig.class;
    }

    @Override
    public LabelsConfig defaultConfig() {
        return defaults;
    }

    @Override
    public LabelsConfig defaultConfig(Protocol protocol) {
        return defaults.under(protocol);
    }

    @Override
    public Dataset load(LabelsConfig config, SeedStreams seeds) {
        return new TableLoader(
                        ID,
                        Layout.LABELS,
                        config.settings(),
                        config.unit(),
                        config.unit(),
                        List.of(config.text(), config.label()),
                        false)
                .load(rows, seeds);
    }
}
