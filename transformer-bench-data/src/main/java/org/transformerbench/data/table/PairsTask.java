package org.transformerbench.data.table;

import java.util.Optional;

/**
 * The task to write an output for each input, of any lengths, such as dates in another notation or the sounds of words.
 * {@link Tasks} makes one of a file or of rows in memory.
 */
public final class PairsTask extends TableTask<PairsConfig> {

    /** Creates the task without data: {@code data} must be set before it can be loaded. */
    public PairsTask() {
        this(PairsConfig.defaults(), Optional.empty());
    }

    PairsTask(PairsConfig defaults, Optional<RowParts> rows) {
        super("pairs", PairsConfig.class, defaults, rows, PairsConfig::under, PairsConfig::table, PairsConfig::roles);
    }
}
