package org.transformerbench.data.table;

import java.util.Optional;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Location;
import org.transformerbench.api.config.Require;

/**
 * The configuration of {@link LabelsTask}: a text and its class per row, and how the rows are split.
 *
 * @param data the path of the file; empty for none, as for rows in memory
 * @param validationData the path of a file of its own for validation; empty to take {@code validationShare} of {@code data}
 * @param testData the path of a file of its own for test; empty to take {@code testShare} of {@code data}
 * @param format of the files; empty for what their endings say
 * @param header whether the first row of a CSV or TSV file holds the columns' names; without one, columns are given by number
 * @param text the column that holds the texts, by name or number
 * @param label the column that holds the classes, by name or number
 * @param group a column, by name or number: rows with equal values in it go into the same part of the data; empty for none. Rows
 *     with equal texts always do
 * @param unit what a text is split into
 * @param maxLength the most units of a text; 1 to 65,536. A model's context is as long as the data needs, and no longer
 *     than this allows
 * @param tooLong what becomes of rows with more
 * @param validationShare the share of the rows of {@code data} that is for validation; at least 0, below 1
 * @param testShare the share that is for test; above 0, below 1. Both count only where there is no file for them, and leave
 *     something to train on
 */
public record LabelsConfig(
        @Location Optional<String> data,
        @Location Optional<String> validationData,
        @Location Optional<String> testData,
        Optional<TableFormat> format,
        boolean header,
        String text,
        String label,
        Optional<String> group,
        Unit unit,
        int maxLength,
        TooLong tooLong,
        double validationShare,
        double testShare) {

    public LabelsConfig {
        TableSettings.requireColumn("text", text);
        TableSettings.requireColumn("label", label);
        Require.given("unit", unit);
        Require.that(!text.equals(label), "label", label, "must be another column than text");
        new TableSettings(
                data, validationData, testData, format, header, group, maxLength, tooLong, validationShare, testShare);
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
     * Changes a configuration to the rules of a protocol.
     *
     * @param protocol may let go of validation rows
     * @return a valid configuration
     */
    LabelsConfig under(Protocol protocol) {
        return protocol.validationApart()
                ? this
                : new LabelsConfig(
                        data,
                        validationData,
                        testData,
                        format,
                        header,
                        text,
                        label,
                        group,
                        unit,
                        maxLength,
                        tooLong,
                        0,
                        testShare);
    }

    /**
     * Returns a builder that starts with the {@link #defaults()}.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    TableSettings settings() {
        return new TableSettings(
                data, validationData, testData, format, header, group, maxLength, tooLong, validationShare, testShare);
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
            return new LabelsConfig(
                    data,
                    validationData,
                    testData,
                    format,
                    header,
                    text,
                    label,
                    group,
                    unit,
                    maxLength,
                    tooLong,
                    validationShare,
                    testShare);
        }
    }
}
