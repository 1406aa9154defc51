package org.transformerbench.examples.report;

import java.util.List;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.tuning.Trial;

/** The comparison in lines for a terminal: the table of results, the protocol, and the conclusion. */
public final class ComparisonText {
    private ComparisonText() {}

    /**
     * Writes the lines.
     *
     * @param results at least one, in the order of the rows
     * @param notes what verdicts need to know beside them
     * @param trials of tunings, also of others than those that chose the values of these results
     * @return lines, each with its end
     */
    public static String of(List<RunResult> results, ComparisonNotes notes, List<Trial> trials) {
        StringBuilder text = new StringBuilder(ResultTable.of(results).text());
        results.stream()
                .map(result -> "protocol: " + ProtocolText.brief(result.spec().protocol()))
                .distinct()
                .forEach(line -> text.append(line).append('\n'));
        results.stream().mapToInt(result -> result.provenance().parallelRuns()).max().stream()
                .filter(runs -> runs > 1)
                .forEach(runs -> text.append("runs at once: " + runs + "; each was slower than it is alone")
                        .append('\n'));
        return text.append(Conclusion.text(notes.on(Comparison.of(results), trials)))
                .toString();
    }
}
