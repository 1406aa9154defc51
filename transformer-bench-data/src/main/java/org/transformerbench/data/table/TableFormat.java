package org.transformerbench.data.table;

import java.util.Locale;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;

/** The way in which a file holds rows and columns. All are UTF-8, with or without a byte order mark, and with any line ends. */
public enum TableFormat {
    /** Values with commas between them, in quotes where needed (RFC 4180). */
    CSV,
    /** Values with tabs between them, without quotes (text/tab-separated-values of IANA): a quote is a character like others. */
    TSV,
    /** One JSON object per line. Columns are its members; a number counts them in their order. */
    JSON_LINES,
    /** One value per line, the line itself; no header. */
    TEXT;

    /**
     * Returns the format that a file's ending stands for.
     *
     * @param file a name or path
     * @return the format
     * @throws ConfigException if the ending is none of .csv, .tsv, .tab, .jsonl, .ndjson and .txt
     */
    public static TableFormat ofName(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "csv" -> CSV;
            case "tsv", "tab" -> TSV;
            case "jsonl", "ndjson" -> JSON_LINES;
            case "txt" -> TEXT;
            default ->
                throw new ConfigException("data (" + Excerpt.of(file)
                        + ") has none of the endings .csv, .tsv, .tab, .jsonl, .ndjson and .txt; say its format:"
                        + " format=csv, tsv, json_lines or text");
        };
    }

    /** Returns whether the first row can hold the columns' names. */
    boolean hasHeader() {
        return this == CSV || this == TSV;
    }
}
