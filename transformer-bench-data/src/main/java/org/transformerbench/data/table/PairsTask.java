package org.transformerbench.data.table;

import java.util.List;
import java.util.Optional;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;

/**
 * The task to write an output for each input, of any lengths, such as dates in another notation or the sounds of words.
 * {@link Tasks} makes one of a file or of rows in memory.
 */
public final class PairsTask implements Task<PairsConfig> {
    static final String ID = "pairs";

    private final PairsConfig defaults;
    private final Optional<RowParts> rows;

    /** Creates the task without data: {@code data} must be set before it can be loaded. */
    public PairsTask() {
        this(PairsConfig.defaults(), Optional.empty());
    }

    PairsTask(PairsConfig defaults, Optional<RowParts> rows) {
        this.defaults = defaults;
        this.rows = rows;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Class<PairsConfig> configType() {
        return PairsConfig.class;
    }

    @Override
    public PairsConfig defaultConfig() {
        return defaults;
    }

    @Override
    public PairsConfig defaultConfig(Protocol protocol) {
        return defaults.under(protocol);
    }

    @Override
    public Dataset load(PairsConfig config, SeedStreams seeds) {
        return new TableLoader(
                        ID,
                        Layout.PAIRS,
                        config.settings(),
                        config.inputUnit(),
                        config.outputUnit(),
                        List.of(config.input(), config.output()),
                        config.lossOnInput())
                .load(rows, seeds);
    }
}
