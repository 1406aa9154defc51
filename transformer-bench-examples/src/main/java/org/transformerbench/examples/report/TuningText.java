package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.transformerbench.api.tuning.ModelTuning;

/** The end of a search for values, in lines for a terminal. */
public final class TuningText {
    private TuningText() {}

    /**
     * Returns what was chosen, and a warning for each value at the border of its range.
     *
     * @param tuning that has ended
     * @return at least one line
     */
    public static List<String> lines(ModelTuning tuning) {
        List<String> lines = new ArrayList<>();
        lines.add(tuning.winner()
                .map(winner -> tuning.model() + ": the best of " + tuning.configurations() + " configurations has "
                        + winner.values().entrySet().stream()
                                .map(TuningText::text)
                                .collect(Collectors.joining(", ")))
                .orElse(tuning.model() + ": none of " + tuning.configurations() + " configurations has a score"));
        lines.addAll(TuningPart.atBorder(tuning));
        return lines;
    }

    private static String text(Map.Entry<String, String> value) {
        return value.getKey() + " " + value.getValue();
    }
}
