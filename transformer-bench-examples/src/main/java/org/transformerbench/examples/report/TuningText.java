package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.transformerbench.api.tuning.ModelTuning;
import org.transformerbench.examples.report.TuningNames.Named;

/** The end of a search for values, in lines for a terminal. */
public final class TuningText {
    private TuningText() {}

    /**
     * Returns what was chosen, and a warning for each value at the border of its range.
     *
     * @param tunings that have ended
     * @return at least one line for each
     */
    public static List<String> lines(List<ModelTuning> tunings) {
        List<String> lines = new ArrayList<>();
        for (Named named : TuningNames.of(tunings)) {
            int configurations = named.tuning().configurations();
            lines.add(named.tuning()
                    .winner()
                    .map(winner -> named.name() + ": the best of " + configurations + " configurations has "
                            + winner.values().entrySet().stream()
                                    .map(TuningText::text)
                                    .collect(Collectors.joining(", ")))
                    .orElse(named.name() + ": none of " + configurations + " configurations has a score"));
            lines.addAll(TuningPart.atBorder(named));
        }
        return lines;
    }

    private static String text(Map.Entry<String, String> value) {
        return value.getKey() + " " + value.getValue();
    }
}
