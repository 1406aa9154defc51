package org.transformerbench.data.table;

import java.util.List;
import java.util.Optional;

/** A source of rows. */
interface RowSource {

    /** What becomes of a row. */
    interface Sink {
        /**
         * Takes a row.
         *
         * @param values of the wanted columns, none of them blank
         * @return why the row cannot be used; empty if it is used, or left out for another reason that the sink counts itself
         */
        Optional<String> accept(String[] values);
    }

    /**
     * Hands out all rows in order, and counts those that cannot be used.
     *
     * @param columns names or numbers
     * @throws org.transformerbench.api.DataException if they cannot be read
     * @throws org.transformerbench.api.config.ConfigException if there is no such column
     */
    RowReport read(List<String> columns, Sink sink);

    /** Returns the checksum of what {@link #read} has read last. */
    String checksum();
}
