package org.transformerbench.examples.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.StudyStart;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.examples.report.Results;

class ProgressTest {
    private static final RunStart START = start("nano-gpt", 2, 4);

    /** With learning rate 1e-3 and seed 5. */
    private static RunStart start(String model, int run, int runs) {
        return new RunStart(Results.stopped(model, 5).spec(), 20_160, run, runs);
    }

    private final StringWriter lines = new StringWriter();
    private final PrintWriter writer = new PrintWriter(lines);

    @Test
    void plain_progress_is_a_line_soon_then_one_every_ten_seconds_and_one_at_the_end() {
        AtomicLong clock = new AtomicLong();
        TrainingListener progress = new PlainProgress(writer, clock::get).forRun();

        progress.onRunStart(START);
        for (int step = 1; step <= 45; step++) {
            clock.addAndGet(Duration.ofSeconds(1).toNanos());
            progress.onStep(new StepEvent(
                    step, 1.0 / step, 0.25, Duration.ofSeconds(step), step / 45.0, Duration.ofSeconds(45 - step)));
        }
        progress.onRunEnd(Results.completed("nano-gpt"));

        assertThat(lines.toString()).isEqualToNormalizingNewlines("""
                        [2/4] nano-gpt (samediff), learning rate 1e-3, seed 5: step 2, loss 0.5000, accuracy 0.2500, 43 s left
                        [2/4] nano-gpt (samediff), learning rate 1e-3, seed 5: step 12, loss 0.0833, accuracy 0.2500, 33 s left
                        [2/4] nano-gpt (samediff), learning rate 1e-3, seed 5: step 22, loss 0.0455, accuracy 0.2500, 23 s left
                        [2/4] nano-gpt (samediff), learning rate 1e-3, seed 5: step 32, loss 0.0313, accuracy 0.2500, 13 s left
                        [2/4] nano-gpt (samediff), learning rate 1e-3, seed 5: step 42, loss 0.0238, accuracy 0.2500, 3 s left
                        [2/4] nano-gpt (samediff), learning rate 1e-3, seed 5: completed after 1500 steps (40 s of training), test loss 0.1234, test accuracy 0.9766
                        """);
    }

    @Test
    void a_run_that_never_started_has_its_line_too() {
        TrainingListener progress = new PlainProgress(writer, () -> 0).forRun();

        progress.onRunEnd(Results.failed("mlp"));

        assertThat(lines.toString().strip())
                .isEqualTo(
                        "mlp (samediff), learning rate 1e-2, seed 2: failed after 0 steps (ModelException: no | such head)");
    }

    @Test
    void long_waits_are_in_minutes() {
        StepEvent event = new StepEvent(1, 1, 0, Duration.ZERO, 0, Duration.ofSeconds(200));

        assertThat(ProgressText.timeLeft(event)).isEqualTo("3 min left");
    }

    @Test
    void the_bar_shows_state_and_ends_with_a_line() {
        List<String> drawn = new CopyOnWriteArrayList<>();
        TrainingListener progress =
                new BarProgress(() -> new DelegatingProgressBarConsumer(drawn::add, 200), writer).forRun();

        progress.onRunStart(START);
        progress.onStep(new StepEvent(7, 2.5, 0.25, Duration.ofSeconds(10), 0.25, Duration.ofSeconds(30)));
        progress.onRunEnd(Results.completed("nano-gpt"));

        assertThat(String.join("\n", drawn))
                .contains("[2/4] nano-gpt", "25%", "step 7, loss 2.5000, accuracy 0.2500, 30 s left");
        assertThat(lines.toString()).contains("completed after 1500 steps");
    }

    /** The first of two steps. */
    private static StepEvent half() {
        return new StepEvent(1, 2.5, 0.25, Duration.ofSeconds(10), 0.5, Duration.ofSeconds(10));
    }

    @Test
    void time_left_for_all_runs_is_what_the_pace_so_far_gives() {
        AtomicLong nanos = new AtomicLong();
        StudyClock clock = new StudyClock(nanos::get);
        RunResult skipped = Results.completed("mlp");
        clock.start(new StudyStart(5, List.of(skipped), 2));
        assertThat(clock.left()).isEmpty();
        assertThat(clock.ended()).isEqualTo(1);

        nanos.set(Duration.ofSeconds(10).toNanos());
        clock.progress("a", half());
        clock.progress("b", half());
        assertThat(clock.left()).contains(Duration.ofSeconds(30));
        assertThat(clock.share()).isEqualTo(0.25);

        clock.end("a");
        assertThat(clock.left().orElseThrow()).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(17));
        assertThat(clock.ended()).isEqualTo(2);
    }

    @Test
    void what_a_resumed_run_did_before_says_nothing_about_the_pace() {
        AtomicLong nanos = new AtomicLong();
        StudyClock clock = new StudyClock(nanos::get);
        clock.start(new StudyStart(12, List.of(), 1));

        nanos.set(Duration.ofSeconds(1).toNanos());
        clock.progress("resumed", resumed(91, 9));
        assertThat(clock.left()).as("after one step").isEmpty();
        assertThat(clock.share()).isEqualTo(0.91 / 12);

        nanos.set(Duration.ofSeconds(9).toNanos());
        clock.progress("resumed", resumed(99, 1));
        assertThat(clock.left().orElseThrow()).isBetween(Duration.ofSeconds(1100), Duration.ofSeconds(1102));

        nanos.set(Duration.ofSeconds(10).toNanos());
        clock.end("resumed");
        assertThat(clock.left().orElseThrow())
                .as("ended")
                .isBetween(Duration.ofSeconds(1099), Duration.ofSeconds(1101));

        clock.start(new StudyStart(4, List.of(), 1));
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        clock.progress("other", half());
        assertThat(clock.left()).as("another study").contains(Duration.ofSeconds(70));
    }

    /** Of a hundred steps. */
    private static StepEvent resumed(int step, int secondsLeft) {
        return new StepEvent(step, 2.5, 0.25, Duration.ofSeconds(step), step / 100.0, Duration.ofSeconds(secondsLeft));
    }

    @Test
    void all_runs_take_no_less_than_the_one_at_work() {
        StudyClock clock = new StudyClock(() -> 0);
        clock.start(new StudyStart(2, List.of(), 1));
        clock.end("quick");
        clock.progress("slow", half());
        assertThat(clock.left()).contains(Duration.ofSeconds(10));
    }

    @Test
    void a_single_run_has_no_time_left_for_all() {
        StudyClock clock = new StudyClock(() -> 5);
        clock.start(new StudyStart(2, List.of(Results.completed("mlp")), 1));
        clock.progress("a", half());
        assertThat(ProgressText.allLeft(clock)).isEmpty();
    }

    @Test
    void plain_lines_tell_several_runs_at_once_apart() {
        AtomicLong nanos = new AtomicLong();
        PlainProgress progress = new PlainProgress(writer, nanos::get);
        progress.onStudyStart(new StudyStart(2, List.of(), 2));
        TrainingListener one = progress.forRun();
        TrainingListener other = progress.forRun();
        one.onRunStart(start("mlp", 1, 2));
        other.onRunStart(start("nano-gpt", 2, 2));
        nanos.set(Duration.ofSeconds(10).toNanos());
        one.onStep(half());
        other.onStep(half());

        assertThat(lines.toString()).isEqualToNormalizingNewlines("""
                        [1/2] mlp (samediff), learning rate 1e-3, seed 5: step 1, loss 2.5000, accuracy 0.2500, 10 s left, all runs 30 s
                        [2/2] nano-gpt (samediff), learning rate 1e-3, seed 5: step 1, loss 2.5000, accuracy 0.2500, 10 s left, all runs 10 s
                        """);
    }

    @Test
    void one_bar_shows_all_runs_where_several_are_at_work() {
        List<String> drawn = new CopyOnWriteArrayList<>();
        BarProgress progress = new BarProgress(() -> new DelegatingProgressBarConsumer(drawn::add, 200), writer);
        progress.onStudyStart(new StudyStart(4, List.of(Results.completed("mlp")), 2));
        TrainingListener one = progress.forRun();
        TrainingListener other = progress.forRun();
        one.onRunStart(START);
        other.onRunStart(START);
        one.onStep(half());
        other.onStep(half());
        assertThat(lines.toString()).isEmpty();
        one.onRunEnd(Results.completed("nano-gpt"));
        other.onStep(half());
        other.onRunEnd(Results.completed("nano-gpt"));

        assertThat(String.join("\n", drawn)).contains("[1/4] 2 at once 33% [", "[2/4] 2 at once 50% [");
        assertThat(lines.toString().lines()).hasSize(2).allMatch(line -> line.contains("completed after 1500 steps"));
    }
}
