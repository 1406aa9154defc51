package org.transformerbench.examples.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.examples.cli.WatchedStudy;
import org.transformerbench.examples.report.LiveReport;
import org.transformerbench.examples.report.RunInProgress;

/** What the page of a study knows at each moment of it. */
@Timeout(60)
class StudyWatchTest {
    private final StudyWatch watch = new StudyWatch();
    private final List<LiveReport> seen = new ArrayList<>();

    private List<RunResult> run(int parallelRuns, String... models) {
        // Asked after the watch has heard of each evaluation.
        TrainingListener asking = WatchedStudy.onEvaluation(() -> seen.add(watch.report()));
        return WatchedStudy.run(parallelRuns, List.of(models), watch, asking);
    }

    @Test
    void a_study_that_has_not_begun_has_nothing() {
        assertThat(watch.report()).isEqualTo(new LiveReport(0, List.of(), List.of()));
        assertThat(watch.report().html(Duration.ofSeconds(5))).contains("content=\"5\"", "0 of 0 runs have ended");
    }

    @Test
    void a_run_in_progress_has_its_curve_so_far() {
        run(1, "mlp");

        assertThat(seen).hasSize(4);
        RunInProgress third = seen.get(2).running().get(0);
        assertThat(third.spec().model()).isEqualTo("mlp");
        assertThat(third.curve()).extracting(CurvePoint::step).containsExactly(1L, 2L, 3L);
        assertThat(third.progress()).isEqualTo(0.75);
        assertThat(seen.get(2).html(Duration.ofSeconds(7)))
                .contains(
                        "<meta http-equiv=\"refresh\" content=\"7\">",
                        "0 of 1 run has ended",
                        "<svg",
                        "Loss against steps",
                        "mlp, rate 1e-2, seed 1",
                        "75 %")
                .doesNotContain("<script");
    }

    @Test
    void a_run_that_has_ended_is_in_the_report() {
        List<RunResult> results = run(1, "mlp", "nano-gpt");

        assertThat(seen.get(5).finished()).containsExactly(results.get(0));
        assertThat(seen.get(5).running()).extracting(run -> run.spec().model()).containsExactly("nano-gpt");
        assertThat(seen.get(5).html(Duration.ofSeconds(5)))
                .contains("1 of 2 runs have ended", "In progress", "Results", "Protocol and settings");
        assertThat(watch.report().running()).isEmpty();
        assertThat(watch.report().finished()).containsExactlyElementsOf(results);
        assertThat(watch.report().html(Duration.ofSeconds(5)))
                .contains("2 of 2 runs have ended")
                .doesNotContain("Runs in progress");
    }

    @Test
    void a_run_that_could_not_begin_is_no_run_in_progress() {
        run(1, "broken");
        assertThat(watch.report().running()).isEmpty();
        assertThat(watch.report().finished()).hasSize(1);
    }

    @Test
    void runs_side_by_side_have_curves_of_their_own() {
        run(2, "mlp", "nano-gpt");

        assertThat(seen).hasSize(8);
        for (LiveReport moment : seen) {
            assertThat(moment.running())
                    .allSatisfy(run -> assertThat(run.curve())
                            .extracting(CurvePoint::step)
                            .doesNotHaveDuplicates()
                            .isSorted());
        }
        assertThat(watch.report().finished()).hasSize(2);
    }
}
