package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Comparison;

/** The report of seeds that either learn or stay on a plateau. */
class SeedReportTest {

    /** The first seeds learn, the others stay. */
    private static List<RunResult> runs(int learning, int staying) {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= learning + staying; seed++) {
            results.add(RichResults.addition(Protocol.strict(), "mlp", seed <= learning ? 0 : 3, 1e-2, seed));
        }
        return results;
    }

    private static String row(String heading, List<RunResult> results) {
        String report = ReportFormat.MARKDOWN.text(results);
        return report.substring(report.indexOf("### " + heading))
                .lines()
                .filter(line -> line.startsWith("| mlp |"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_time_to_a_target_is_a_median_that_counts_the_runs_that_did_not_reach_it() {
        assertThat(row("Results", runs(2, 1))).contains("(median; 500 to ?; 2 of 3 runs)");
        assertThat(row("Results", runs(1, 2))).contains("| - (no median; 1 of 3 runs) |");
        assertThat(row("Results", runs(2, 1)))
                .contains("| 0.6813 (2 of 3 reached 99.5 %; sd 0.5519; items 0.6730 to 0.6895) |");
        assertThat(row("Results", runs(3, 0))).doesNotContain("median").contains("(sd ");
    }

    @Test
    void rates_and_profiles_show_the_seeds_that_stayed_behind() {
        assertThat(row("Seeds and learning rates", runs(3, 2)))
                .isEqualTo(
                        "| mlp | 3 of 5 (0.23 to 0.88) | 0.6813 (0.0440 to 1.0000; two clusters) | 0.60 (0.20 to 1.00)"
                                + " | 0.60 (0.20 to 1.00) | 0.60 (0.20 to 1.00) | - |");
    }

    @Test
    void the_answer_leads_with_the_rate() {
        assertThat(ReportFormat.MARKDOWN.text(runs(3, 2)))
                .contains(
                        "Take mlp at learning rate 1e-2: 3 of 5 seeds reached accuracy 0.995, exact match 0.6176 on average after");
    }

    @Test
    void several_models_have_a_table_in_the_terminal_and_one_has_a_sentence() {
        List<RunResult> results = runs(3, 0);
        assertThat(Conclusion.text(Comparison.of(results))).startsWith("Take mlp");
        results.add(RichResults.addition(Protocol.strict(), "nano-gpt", 3, 1e-2, 1));
        assertThat(Conclusion.text(Comparison.of(results)).lines())
                .allMatch(line -> line.length() <= 120)
                .anyMatch(line -> line.startsWith("nano-gpt  ") && line.endsWith("  no"))
                .anyMatch(line -> line.startsWith("Take mlp"));
    }
}
