package org.transformerbench.data.table;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A builder of the settings that the configurations of the three tasks share; nothing is checked before the configuration is built.
 *
 * @param <B> the builder itself
 */
public abstract class TableBuilder<B extends TableBuilder<B>> {
    Optional<String> data = Optional.empty();
    Optional<String> validationData = Optional.empty();
    Optional<String> testData = Optional.empty();
    Optional<TableFormat> format = Optional.empty();
    boolean header = true;
    Optional<String> group = Optional.empty();
    int maxLength = 64;
    TooLong tooLong = TooLong.DROP;
    double validationShare = 0.1;
    double testShare = 0.1;

    TableBuilder() {}

    abstract B self();

    TableSettings table() {
        return new TableSettings(
                data, validationData, testData, format, header, group, maxLength, tooLong, validationShare, testShare);
    }

    /**
     * Sets the file that holds the rows.
     *
     * @param file a UTF-8 file
     * @return this
     */
    public B data(Path file) {
        data = Optional.of(file.toString());
        return self();
    }

    /**
     * Sets the file that holds the validation rows.
     *
     * @param file a UTF-8 file with the same columns
     * @return this
     */
    public B validationData(Path file) {
        validationData = Optional.of(file.toString());
        return self();
    }

    /**
     * Sets the file that holds the test rows.
     *
     * @param file a UTF-8 file with the same columns
     * @return this
     */
    public B testData(Path file) {
        testData = Optional.of(file.toString());
        return self();
    }

    /**
     * Sets the format of the files, whatever their endings.
     *
     * @param value the format
     * @return this
     */
    public B format(TableFormat value) {
        format = Optional.of(value);
        return self();
    }

    /**
     * Sets whether the first row holds the columns' names.
     *
     * @param value true by default
     * @return this
     */
    public B header(boolean value) {
        header = value;
        return self();
    }

    /**
     * Sets the column whose equal values keep rows in one part.
     *
     * @param column its name or number
     * @return this
     */
    public B group(String column) {
        group = Optional.of(column);
        return self();
    }

    /**
     * Sets the most units of a text.
     *
     * @param value at least 1
     * @return this
     */
    public B maxLength(int value) {
        maxLength = value;
        return self();
    }

    /**
     * Sets what becomes of rows with longer texts.
     *
     * @param value drop or truncate
     * @return this
     */
    public B tooLong(TooLong value) {
        tooLong = value;
        return self();
    }

    /**
     * Sets the share of the rows for validation.
     *
     * @param value at least 0, below 1
     * @return this
     */
    public B validationShare(double value) {
        validationShare = value;
        return self();
    }

    /**
     * Sets the share of the rows for test.
     *
     * @param value above 0, below 1
     * @return this
     */
    public B testShare(double value) {
        testShare = value;
        return self();
    }
}
