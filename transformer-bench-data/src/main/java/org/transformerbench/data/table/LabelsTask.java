package org.transformerbench.data.table;

import java.util.Optional;

/**
 * The task to find the class of a text, such as its language.
 * {@link Tasks} makes one of a file or of rows in memory.
 */
public final class LabelsTask extends TableTask<LabelsConfig> {

    /** Creates the task without data: {@code data} must be set before it can be loaded. */
    public LabelsTask() {
        this(LabelsConfig.defaults(), Optional.empty());
    }

    LabelsTask(LabelsConfig defaults, Optional<RowParts> rows) {
        super(
                "labels",
                LabelsConfig.class,
                defaults,
                rows,
                LabelsConfig::under,
                LabelsConfig::table,
                LabelsConfig::roles);
    }
}
