package org.transformerbench.data.table;

import java.util.Optional;

/**
 * The task to write new lines like those of a file, such as names (the problem of karpathy/makemore).
 * {@link Tasks} makes one of a file or of rows in memory.
 */
public final class LinesTask extends TableTask<LinesConfig> {

    /** Creates the task without data: {@code data} must be set before it can be loaded. */
    public LinesTask() {
        this(LinesConfig.defaults(), Optional.empty());
    }

    LinesTask(LinesConfig defaults, Optional<RowParts> rows) {
        super("lines", LinesConfig.class, defaults, rows, LinesConfig::under, LinesConfig::table, LinesConfig::roles);
    }
}
