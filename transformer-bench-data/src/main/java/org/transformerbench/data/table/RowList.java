package org.transformerbench.data.table;

import java.security.MessageDigest;
import java.util.List;
import org.transformerbench.api.config.Sha256;

/** Rows in memory, whose columns are all that a task wants, in its order. */
final class RowList implements RowSource {
    private final String name;
    private final List<String[]> rows;

    RowList(String name, List<String[]> rows) {
        this.name = name;
        this.rows = rows;
    }

    @Override
    public RowReport read(List<String> columns, Sink sink) {
        RowReport report = new RowReport(name, "row");
        for (int row = 0; row < rows.size(); row++) {
            String[] values = rows.get(row);
            String blank = null;
            for (int column = 0; column < values.length; column++) {
                blank = values[column].isBlank() ? "value " + (column + 1) + " is blank" : blank;
            }
            if (blank != null) {
                report.reject(row + 1L, blank);
                continue;
            }
            report.count(row + 1L, sink.accept(values));
        }
        return report;
    }

    @Override
    public String checksum() {
        MessageDigest digest = Sha256.begin();
        for (String[] values : rows) {
            for (String value : values) {
                Sha256.add(digest, value);
            }
        }
        return Sha256.end(digest);
    }
}
