package org.transformerbench.data.table;

import java.util.List;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Flattened;
import org.transformerbench.api.config.Require;

/**
 * The configuration of {@link LabelsTask}: a text and its class per row, and how the rows are split.
 *
 * @param table where the rows are, and how they are split
 * @param text the column that holds the texts, by name or number
 * @param label the column that holds the classes, by name or number
 * @param unit what a text is split into
 */
public record LabelsConfig(@Flattened TableSettings table, String text, String label, Unit unit) {

    public LabelsConfig {
        Require.given("table", table);
        TableSettings.requireColumn("text", text);
        TableSettings.requireColumn("label", label);
        Require.given("unit", unit);
        Require.that(!text.equals(label), "label", label, "must be another column than text");
    }

    /**
     * Returns the defaults: no file, the first column to the class in the second, the first 64 characters, a tenth of the
     *     rows each for validation and test.
     *
     * @return the defaults
     */
    public static LabelsConfig defaults() {
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

    LabelsConfig under(Protocol protocol) {
        return new LabelsConfig(table.under(protocol), text, label, unit);
    }

    TableRoles roles() {
        return new TableRoles(Layout.LABELS, List.of(text, label), unit, unit, false);
    }

    /** A builder; nothing is checked before {@link #build()}. */
    public static final class Builder extends TableBuilder<Builder> {
        private String text = "1";
        private String label = "2";
        private Unit unit = Unit.CHARACTER;

        private Builder() {
            tooLong = TooLong.TRUNCATE;
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets {@link LabelsConfig#text()}.
         *
         * @param value a name or number
         * @return this
         */
        public Builder text(String value) {
            text = value;
            return this;
        }

        /**
         * Sets {@link LabelsConfig#label()}.
         *
         * @param value a name or number
         * @return this
         */
        public Builder label(String value) {
            label = value;
            return this;
        }

        /**
         * Sets {@link LabelsConfig#unit()}.
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
        public LabelsConfig build() {
            return new LabelsConfig(table(), text, label, unit);
        }
    }
}
