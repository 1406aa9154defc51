package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.RunResult;

/** Over-fitting can be told from good. */
class BestEvaluationReportTest {
    private static final String TEXT = "validation loss 2.0900 at step 1,100, 2.5000 at the end";

    private static RunResult run(long seed, double best, double last) {
        return run("mlp", seed, best, last);
    }

    private static RunResult run(String model, long seed, double best, double last) {
        return RichResults.withCurve(
                RichResults.addition(Protocol.strict(), model, 0, 1e-2, seed),
                List.of(point(1100, best), point(3000, last)));
    }

    private static CurvePoint point(long step, double loss) {
        return new CurvePoint(step, step, Metrics.of(0.1, 1), Optional.of(Metrics.of(loss, 0.4)), Optional.empty());
    }

    private static RunResult run(String model, double best, double last) {
        return run(model, 1, best, last);
    }

    @Test
    void the_table_names_the_best_evaluation_and_its_step() {
        assertThat(ResultTable.of(List.of(run("mlp", 2.09, 2.5), run("nano-gpt", 2.5, 2.4)))
                        .text())
                .contains("best evaluation")
                .containsOnlyOnce(TEXT);
    }

    @Test
    void the_table_has_no_such_column_where_every_run_ends_at_its_best() {
        assertThat(ResultTable.of(List.of(run("mlp", 2.5, 2.4), run("nano-gpt", 2.4, 2.41)))
                        .text())
                .doesNotContain("best evaluation");
    }

    @Test
    void the_reports_for_people_name_it_for_each_seed_and_say_what_it_means() {
        List<RunResult> results = List.of(run(1, 2.09, 2.5), run(2, 2.3, 2.2), run(3, 2, 3));

        assertThat(ReportFormat.MARKDOWN.text(results))
                .contains("| best evaluation |")
                .contains("| seed 1: " + TEXT + " (seed 3: validation loss 2.0000 at step 1,100, 3.0000 at the end) |")
                .contains(BestCell.EXPLANATION)
                .doesNotContain("seed 2: ");
        assertThat(ReportFormat.HTML.text(results)).contains("best evaluation", "seed 1: " + TEXT);
        assertThat(ReportFormat.MARKDOWN.text(List.of(run(1, 2.5, 2.4)))).doesNotContain("est evaluation");
    }

    @Test
    void the_reports_for_programs_have_it_for_every_run() {
        List<RunResult> results = List.of(run(1, 2.09, 2.5), run(2, 2.5, 2.4));

        String[] lines = ReportFormat.CSV.text(results).split("\r\n");
        assertThat(lines[0]).contains(",best_data,best_step,best_loss,best_last_loss,");
        assertThat(lines[1]).contains(",validation,1100,2.09,2.5,");
        assertThat(lines[2]).contains(",validation,3000,2.4,2.4,");
        assertThat(ReportFormat.JSON.text(results).replaceAll("\\s", ""))
                .contains("\"bestEvaluation\":{\"data\":\"validation\",\"step\":1100,\"loss\":2.09,\"lastLoss\":2.5}");
    }
}
