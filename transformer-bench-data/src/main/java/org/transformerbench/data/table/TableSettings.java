package org.transformerbench.data.table;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.FileNames;
import org.transformerbench.api.config.Location;
import org.transformerbench.api.config.Require;

/**
 * The settings that the configurations of the three tasks share: where the rows are, and how they are split.
 *
 * @param data the path of the file; empty for none, as for rows in memory
 * @param validationData the path of a file of its own for validation; empty to take {@code validationShare} of {@code data}
 * @param testData the path of a file of its own for test; empty to take {@code testShare} of {@code data}
 * @param format of the files; empty for what their endings say
 * @param header whether the first row of a CSV or TSV file holds the columns' names; without one, columns are given by number
 * @param group a column, by name or number: rows with equal values in it go into the same part of the data; empty for none. Rows
 *     with equal texts, or inputs, always do
 * @param maxLength the most units of a text, or of an input and again of an output; 1 to 65,536. A model's context is as long as
 *     the data needs, and no longer than this allows
 * @param tooLong what becomes of rows with more
 * @param validationShare the share of the rows of {@code data} that is for validation; at least 0, below 1
 * @param testShare the share that is for test; above 0, below 1. Both count only where there is no file for them, and leave
 *     something to train on
 */
public record TableSettings(
        @Location Optional<String> data,
        @Location Optional<String> validationData,
        @Location Optional<String> testData,
        Optional<TableFormat> format,
        boolean header,
        Optional<String> group,
        int maxLength,
        TooLong tooLong,
        double validationShare,
        double testShare) {

    public TableSettings {
        requirePath("data", data);
        requirePath("validationData", validationData);
        requirePath("testData", testData);
        Require.given("format", format);
        Require.given("group", group);
        group.ifPresent(column -> requireColumn("group", column));
        Require.between("maxLength", maxLength, 1, 1 << 16);
        Require.given("tooLong", tooLong);
        Require.within("validationShare", validationShare, 0, 1);
        Require.inside("testShare", testShare, 0, 1);
        Require.that(
                validationShare + testShare < 1,
                "validationShare + testShare",
                validationShare + testShare,
                "must be below 1: the rest is for training");
        Require.that(
                data.isPresent() || validationData.isEmpty() && testData.isEmpty(),
                "data",
                "none",
                "must be given where validationData or testData is");
        for (Optional<String> file : List.of(data, validationData, testData)) {
            file.filter(path -> format.isEmpty()).ifPresent(TableFormat::ofName);
        }
    }

    private static void requirePath(String field, Optional<String> path) {
        Require.given(field, path);
        path.ifPresent(text -> {
            Require.that(!text.isBlank(), field, text, "must not be blank; leave it out for none");
            try {
                FileNames.ofThisJvm().path(text);
            } catch (ConfigException e) {
                throw new ConfigException(field + ": " + e.getMessage(), e);
            }
        });
    }

    static void requireColumn(String field, String column) {
        Require.given(field, column);
        Require.that(!column.isBlank(), field, column, "must name a column, or be its number, the first is 1");
    }

    /** Changes the settings to the rules of a protocol, which may let go of validation rows. */
    TableSettings under(Protocol protocol) {
        return protocol.validationApart()
                ? this
                : new TableSettings(
                        data, validationData, testData, format, header, group, maxLength, tooLong, 0, testShare);
    }

    RowSource source(String path) {
        return new TableFile(Path.of(path), format.orElseGet(() -> TableFormat.ofName(path)), header);
    }
}
