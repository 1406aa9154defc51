package org.transformerbench.data.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The count of a source's rows, with the first ones that cannot be used. */
final class RowReport {
    private static final int NAMED = 5;

    private final String source;
    private final String unit;
    private String columns = "";
    private long used;
    private long unusable;
    private String lastReason = "";
    private final List<String> first = new ArrayList<>();

    /**
     * @param unit how a row is found again: {@code "line"} or {@code "row"}
     */
    RowReport(String source, String unit) {
        this.source = source;
        this.unit = unit;
    }

    /** Keeps what there is to say of the columns; empty text for nothing. */
    void describe(String description) {
        columns = description;
    }

    String columns() {
        return columns;
    }

    /** Counts a row by what its sink said. */
    void count(long line, Optional<String> rejected) {
        if (rejected.isPresent()) {
            reject(line, rejected.get());
        } else {
            used++;
        }
    }

    void reject(long line, String reason) {
        unusable++;
        if (first.size() < NAMED) {
            first.add(unit + " " + line + ": " + (reason.equals(lastReason) ? "the same" : reason));
            lastReason = reason;
        }
    }

    long used() {
        return used;
    }

    long unusable() {
        return unusable;
    }

    String source() {
        return source;
    }

    /** Names the first rows that cannot be used. */
    String reasons() {
        return String.join("; ", first) + (unusable > first.size() ? "; ..." : "");
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %,d rows", source, used)
                + (unusable == 0
                        ? ""
                        : String.format(Locale.ROOT, " and %,d that cannot be used (%s)", unusable, reasons()));
    }
}
