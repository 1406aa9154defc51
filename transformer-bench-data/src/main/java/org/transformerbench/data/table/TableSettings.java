package org.transformerbench.data.table;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.FileNames;
import org.transformerbench.api.config.Require;

/** The settings that the configurations of the three tasks share, with their rules. */
record TableSettings(
        Optional<String> data,
        Optional<String> validationData,
        Optional<String> testData,
        Optional<TableFormat> format,
        boolean header,
        Optional<String> group,
        int maxLength,
        TooLong tooLong,
        double validationShare,
        double testShare) {

    TableSettings {
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

    RowSource source(String path) {
        return new TableFile(Path.of(path), format.orElseGet(() -> TableFormat.ofName(path)), header);
    }
}
