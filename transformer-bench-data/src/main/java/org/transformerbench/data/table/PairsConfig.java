package org.transformerbench.data.table;

import java.util.Optional;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Location;
import org.transformerbench.api.config.Require;

/**
 * The configuration of {@link PairsTask}: an input and an output per row, and how the rows are split.
 *
 * @param data the path of the file; empty for none, as for rows in memory
 * @param validationData the path of a file of its own for validation; empty to take {@code validationShare} of {@code data}
 * @param testData the path of a file of its own for test; empty to take {@code testShare} of {@code data}
 * @param format of the files; empty for what their endings say
 * @param header whether the first row of a CSV or TSV file holds the columns' names; without one, columns are given by number
 * @param input the column that holds the inputs, by name or number
 * @param output the column that holds the outputs, by name or number
 * @param group a column, by name or number: rows with equal values in it go into the same part of the data; empty for none. Rows
 *     with equal inputs always do
 * @param inputUnit what an input is split into
 * @param outputUnit what an output is split into; its units are tokens of their own unless inputs are split in the same way
 * @param maxLength the most units of an input, and again of an output; 1 to 65,536. A model's context is as long as the data
 *     needs, and no longer
 *     than this allows
 * @param tooLong what becomes of rows with more
 * @param lossOnInput whether the units of the input are targets too: they enter the loss, never accuracy or exact match. Only
 *     where every position is a target
 * @param validationShare the share of the rows of {@code data} that is for validation; at least 0, below 1
 * @param testShare the share that is for test; above 0, below 1. Both count only where there is no file for them, and leave
 *     something to train on
 */
public record PairsConfig(
        @Location Optional<String> data,
        @Location Optional<String> validationData,
        @Location Optional<String> testData,
        Optional<TableFormat> format,
        boolean header,
        String input,
        String output,
        Optional<String> group,
        Unit inputUnit,
        Unit outputUnit,
        int maxLength,
        TooLong tooLong,
        boolean lossOnInput,
        double validationShare,
        double testShare) {

    public PairsConfig {
        TableSettings.requireColumn("input", input);
        TableSettings.requireColumn("output", output);
        Require.given("inputUnit", inputUnit);
        Require.given("outputUnit", outputUnit);
        Require.that(!input.equals(output), "output", output, "must be another column than input");
        new TableSettings(
                data, validationData, testData, format, header, group, maxLength, tooLong, validationShare, testShare);
    }

    /**
     * Returns the defaults: no file, the first column to the second, characters, at most 64 of them on each side, a tenth of
     *     the rows each for validation and test.
     *
     * @return the defaults
     */
    public static PairsConfig defaults() {
        return builder().build();
    }

    /**
     * Changes a configuration to the rules of a protocol.
     *
     * @param protocol may let go of validation rows
     * @return a valid configuration
     */
    PairsConfig under(Protocol protocol) {
        return protocol.validationApart()
                ? this
                : new PairsConfig(
                        data,
                        validationData,
                        testData,
                        format,
                        header,
                        input,
                        output,
                        group,
                        inputUnit,
                        outputUnit,
                        maxLength,
                        tooLong,
                        lossOnInput,
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
        private String input = "1";
        private String output = "2";
        private Unit inputUnit = Unit.CHARACTER;
        private Unit outputUnit = Unit.CHARACTER;
        private boolean lossOnInput = false;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets {@link PairsConfig#input()}.
         *
         * @param value a name or number
         * @return this
         */
        public Builder input(String value) {
            input = value;
            return this;
        }

        /**
         * Sets {@link PairsConfig#output()}.
         *
         * @param value a name or number
         * @return this
         */
        public Builder output(String value) {
            output = value;
            return this;
        }

        /**
         * Sets {@link PairsConfig#inputUnit()}.
         *
         * @param value characters or words
         * @return this
         */
        public Builder inputUnit(Unit value) {
            inputUnit = value;
            return this;
        }

        /**
         * Sets {@link PairsConfig#outputUnit()}.
         *
         * @param value characters or words
         * @return this
         */
        public Builder outputUnit(Unit value) {
            outputUnit = value;
            return this;
        }

        /**
         * Sets {@link PairsConfig#lossOnInput()}.
         *
         * @param value whether inputs are learned too
         * @return this
         */
        public Builder lossOnInput(boolean value) {
            lossOnInput = value;
            return this;
        }

        /**
         * Builds the configuration.
         *
         * @return the configuration
         * @throws ConfigException if a value is out of range
         */
        public PairsConfig build() {
            return new PairsConfig(
                    data,
                    validationData,
                    testData,
                    format,
                    header,
                    input,
                    output,
                    group,
                    inputUnit,
                    outputUnit,
                    maxLength,
                    tooLong,
                    lossOnInput,
                    validationShare,
                    testShare);
        }
    }
}
