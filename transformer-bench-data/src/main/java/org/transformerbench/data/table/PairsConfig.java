package org.transformerbench.data.table;

import java.util.List;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Flattened;
import org.transformerbench.api.config.Require;

/**
 * The configuration of {@link PairsTask}: an input and an output per row, and how the rows are split.
 *
 * @param table where the rows are, and how they are split
 * @param input the column that holds the inputs, by name or number
 * @param output the column that holds the outputs, by name or number
 * @param inputUnit what an input is split into
 * @param outputUnit what an output is split into; its units are tokens of their own unless inputs are split in the same way
 * @param lossOnInput whether the units of the input are targets too: they enter the loss, never accuracy or exact match. Only
 *     where every position is a target
 */
public record PairsConfig(
        @Flattened TableSettings table,
        String input,
        String output,
        Unit inputUnit,
        Unit outputUnit,
        boolean lossOnInput) {

    public PairsConfig {
        Require.given("table", table);
        TableSettings.requireColumn("input", input);
        TableSettings.requireColumn("output", output);
        Require.given("inputUnit", inputUnit);
        Require.given("outputUnit", outputUnit);
        Require.that(!input.equals(output), "output", output, "must be another column than input");
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
     * Returns a builder that starts with the {@link #defaults()}.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    PairsConfig under(Protocol protocol) {
        return new PairsConfig(table.under(protocol), input, output, inputUnit, outputUnit, lossOnInput);
    }

    TableRoles roles() {
        return new TableRoles(Layout.PAIRS, List.of(input, output), inputUnit, outputUnit, lossOnInput);
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
            return new PairsConfig(table(), input, output, inputUnit, outputUnit, lossOnInput);
        }
    }
}
