package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.result.JudgedCheckpoint;
import org.transformerbench.api.result.Measurements;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;

/** What a report says of the end of runs, of the checkpoint that is judged, and of the warm-up before the clock. */
class TrainingNotesTest {
    private static final String REASON = "no better validation exact match in 50 evaluations";

    private static RunResult run(long seed, Optional<Long> judgedStep, Optional<Duration> warmUp) {
        RunResult run = Results.stopped("mlp", seed);
        Measurements old = run.measurements();
        return new RunResult(
                run.spec(),
                Outcome.stopped(REASON),
                run.curve(),
                new Measurements(
                        old.parameters(),
                        old.flopsPerExample(),
                        old.training(),
                        old.lastEvaluation(),
                        old.references(),
                        old.inference(),
                        old.samples(),
                        old.listenerFailures(),
                        old.taskMetrics(),
                        judgedStep.map(step -> new JudgedCheckpoint(step, "validation exact match")),
                        warmUp),
                run.provenance());
    }

    private static final List<RunResult> JUDGED = List.of(
            run(1, Optional.of(1200L), Optional.of(Duration.ofMillis(2_340))),
            run(2, Optional.of(800L), Optional.empty()));

    @Test
    void the_judged_steps_and_the_rule_that_ended_runs_are_named() {
        assertThat(ReportFormat.MARKDOWN.text(JUDGED))
                .contains("| judged step |", "| 800 to 1,200 |", "stopped (" + REASON)
                .contains(
                        "\"Judged step\" is that of the checkpoint with the best validation exact match, which is what is"
                                + " left of a run and judged on test data.");
    }

    @Test
    void the_warm_up_is_told_apart_from_the_training_time() {
        assertThat(ReportFormat.MARKDOWN.text(JUDGED))
                .contains("Before the clock started, the JVM was warmed up for 2.3 s in all, once for each program.");
    }

    @Test
    void programs_get_both_as_values() {
        assertThat(ReportFormat.CSV.text(JUDGED))
                .contains(",judged_step,judged_by,warm_up_seconds,", ",1200,validation exact match,2.34,");
        assertThat(ReportFormat.JSON.text(JUDGED)).contains("\"step\" : 800", "\"warmUp\" : \"PT2.34S\"");
    }

    @Test
    void nothing_is_said_of_what_was_not_there() {
        String report = ReportFormat.MARKDOWN.text(
                List.of(run(1, Optional.empty(), Optional.empty()), run(2, Optional.empty(), Optional.empty())));

        assertThat(report).doesNotContain("judged step", "Judged step", "warmed up");
    }

    @Test
    void a_line_with_both_is_read_back() {
        RunResult result = JUDGED.get(0);
        assertThat(RunResult.fromJson(result.toJson())).isEqualTo(result);
    }
}
