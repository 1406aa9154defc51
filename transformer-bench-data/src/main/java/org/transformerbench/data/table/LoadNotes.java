package org.transformerbench.data.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The notes for a user on the data that was loaded; logged at once, and kept. */
final class LoadNotes {
    private static final Logger LOG = LoggerFactory.getLogger(LoadNotes.class);

    private final List<String> all = new ArrayList<>();

    /** Notes what is as it should be. */
    void tell(String format, Object... values) {
        String note = note(format, values);
        LOG.info("{}", note);
    }

    /** Notes that some of the data is not used as it stands. */
    void warn(String format, Object... values) {
        String note = note(format, values);
        LOG.warn("{}", note);
    }

    private String note(String format, Object... values) {
        String note = String.format(Locale.ROOT, format, values);
        all.add(note);
        return note;
    }

    List<String> all() {
        return List.copyOf(all);
    }
}
