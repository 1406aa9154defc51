package org.transformerbench.examples.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.examples.Browser;
import org.transformerbench.examples.cli.WatchedStudy;
import org.transformerbench.examples.report.LiveReport;
import org.transformerbench.examples.report.RunInProgress;

/** The page of a study at each moment of it. */
@Timeout(120)
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
    void a_trial_of_a_search_is_shown_while_it_is_in_progress_and_is_no_result() {
        WatchedStudy.run(1, List.of("mlp"), watch.trials(), WatchedStudy.onEvaluation(() -> seen.add(watch.report())));

        assertThat(seen.get(2).running())
                .singleElement()
                .extracting(run -> run.curve().size())
                .isEqualTo(3);
        assertThat(seen.get(2).html(Duration.ofSeconds(5)))
                .contains("The values of the models are searched, before the first run.", "Loss against steps");
        assertThat(watch.report()).isEqualTo(new LiveReport(0, List.of(), List.of()));
    }

    @Test
    void a_browser_shows_the_curve_of_the_run_in_progress_and_reloads_it(@TempDir Path folder) {
        Optional<Browser> browser = Browser.find();
        assumeTrue(browser.isPresent(), Browser.MISSING);
        AtomicInteger asked = new AtomicInteger();
        List<String> pages = new ArrayList<>();
        TrainingListener looking = new TrainingListener() {
            @Override
            public Signal onEvaluation(CurvePoint point) {
                if (point.step() == 3) {
                    pages.add(look(browser.get(), asked, folder));
                }
                return Signal.proceed();
            }
        };

        WatchedStudy.run(1, List.of("mlp"), watch, looking);

        assertThat(pages).singleElement().asString().contains("<svg", "Loss against steps", "mlp, rate 1e-2, seed 1");
        assertThat(asked).hasValueGreaterThan(2);
    }

    private String look(Browser browser, AtomicInteger asked, Path folder) {
        try (WatchServer server = new WatchServer(0, () -> {
            asked.incrementAndGet();
            return watch.report().html(Duration.ofSeconds(1));
        })) {
            String dom = browser.dumpReloading(server.uri(), folder);
            browser.open(server.uri(), folder, () -> asked.get() > 2);
            return dom;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
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
