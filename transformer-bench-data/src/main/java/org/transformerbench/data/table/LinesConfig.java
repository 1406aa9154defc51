package org.transformerbench.data.table;

import java.util.List;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Flattened;
import org.transformerbench.api.config.Require;

/**
 * The configuration of {@link LinesTask}: one text per row, and how the rows are split.
 *
 * @param table where the rows are, and how they are split
 * @param column the column that holds the texts, by name or number
 * @param unit what a text is split into
 */
public record LinesConfig(@Flattened TableSettings table, String column, Unit unit) {

    public LinesConfig {
        Require.given("table", table);
        TableSettings.requireColumn("column", column);
        Require.given("unit", unit);
    }

    /**
     * Returns the defaults: no file, the first column, characters, at most 64 of them, a tenth of the rows each for validation and test.
     *
     * @return the defaults
     */
    public static LinesConfig defaults() {
        return builder().build();
    }

    /**
     * Returns a builder that starts with the {@link #defaults()}.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    LinesConfig under(Protocol protocol) {
        return new LinesConfig(table.under(protocol), column, unit);
    }

    TableRoles roles() {
        return new TableRoles(Layout.LINES, List.of(column), unit, unit, false);
    }

    /** A builder; nothing is checked before {@link #build()}. */
    public static final class Builder extends TableBuilder<Builder> {
        private String column = "1";
        private Unit unit = Unit.CHARACTER;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets {@link LinesConfig#column()}.
         *
         * @param value a name or number
         * @return this
         */
        public Builder column(String value) {
            column = value;
            return this;
        }

        /**
         * Sets {@link LinesConfig#unit()}.
         *
         * @param value characters or words
         * @return this
         */
        public Builder unit(Unit value) {
            unit = value;
            return this;
        }

        /**
         * Builds the configuration.
         *
         * @return the configuration
         * @throws ConfigException if a value is out of range
         */
        public LinesConfig build() {
            return new LinesConfig(table(), column, unit);
        }
    }
}
