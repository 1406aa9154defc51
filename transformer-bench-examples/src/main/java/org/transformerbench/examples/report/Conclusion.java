package org.transformerbench.examples.report;

import java.util.Map;
import org.apache.commons.text.WordUtils;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.ComparisonScope;
import org.transformerbench.api.statistics.Recommendation;
import org.transformerbench.examples.report.Document.Column;
import org.transformerbench.examples.report.Document.Table;

/** The end of a comparison in a terminal: quality against cost where there are several models, and which model to take. */
public final class Conclusion {
    private Conclusion() {}

    /**
     * Writes the conclusion.
     *
     * @param comparison of at least one result
     * @return lines, each with its end; none where no run has a result
     */
    public static String text(Comparison comparison) {
        Map<ComparisonScope, String> headings = new SectionHeadings(comparison).all();
        StringBuilder text = new StringBuilder();
        for (ComparisonScope scope : comparison.scopes()) {
            comparison.recommendation(scope).ifPresent(recommendation -> {
                if (headings.size() > 1) {
                    text.append(headings.get(scope)).append(":\n");
                }
                text.append(text(new ScopeView(comparison, scope), recommendation));
            });
        }
        return text.toString();
    }

    private static String text(ScopeView view, Recommendation recommendation) {
        String costs = "";
        if (recommendation.rival().isPresent()) {
            Table table = new CostTable(view).table();
            TextTable lines = new TextTable(
                    table.columns().stream().map(Column::heading).toList(),
                    table.columns().stream().map(Column::numeric).toList());
            table.rows()
                    .forEach(row ->
                            lines.add(row.stream().map(cell -> cell.text()).toList()));
            costs = "\nquality against cost, means over seeds:\n" + lines.text();
        }
        return costs + WordUtils.wrap(recommendation.text(), TextTable.TERMINAL, "\n", false) + "\n";
    }
}
