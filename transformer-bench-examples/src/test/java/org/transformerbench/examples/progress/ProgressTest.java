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
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.examples.report.Results;

class ProgressTest {
    private static final RunStart START = new RunStart("addition", "nano-gpt", "samediff", 1e-3, 5, 20_160, 2, 4);

    private final StringWriter lines = new StringWriter();
    private final PrintWriter writer = new PrintWriter(lines);

    @Test
    void plain_progress_is_a_line_every_ten_seconds_and_one_at_the_end() {
        AtomicLong clock = new AtomicLong();
        PlainProgress progress = new PlainProgress(writer, clock::get);

        progress.onRunStart(START);
        for (int step = 1; step <= 45; step++) {
            clock.addAndGet(Duration.ofSeconds(1).toNanos());
            progress.onStep(new StepEvent(
                    step, 1.0 / step, 0.25, Duration.ofSeconds(step), step / 45.0, Duration.ofSeconds(45 - step)));
        }
        progress.onRunEnd(Results.completed("nano-gpt"));

        assertThat(lines.toString()).isEqualToNormalizingNewlines("""
                        [2/4] nano-gpt, learning rate 1e-3, seed 5: step 10, loss 0.1000, accuracy 0.2500, 35 s left
                        [2/4] nano-gpt, learning rate 1e-3, seed 5: step 20, loss 0.0500, accuracy 0.2500, 25 s left
                        [2/4] nano-gpt, learning rate 1e-3, seed 5: step 30, loss 0.0333, accuracy 0.2500, 15 s left
                        [2/4] nano-gpt, learning rate 1e-3, seed 5: step 40, loss 0.0250, accuracy 0.2500, 5 s left
                        [2/4] nano-gpt, learning rate 1e-3, seed 5: completed after 1500 steps (40 s of training), test loss 0.1234, test accuracy 0.9766
                        """);
    }

    @Test
    void a_run_that_never_started_has_its_line_too() {
        PlainProgress progress = new PlainProgress(writer, () -> 0);

        progress.onRunEnd(Results.failed("mlp"));

        assertThat(lines.toString().strip())
                .isEqualTo("mlp, learning rate 1e-2, seed 2: failed after 0 steps (ModelException: no | such head)");
    }

    @Test
    void long_waits_are_in_minutes() {
        StepEvent event = new StepEvent(1, 1, 0, Duration.ZERO, 0, Duration.ofSeconds(200));

        assertThat(ProgressText.timeLeft(event)).isEqualTo("3 min left");
    }

    @Test
    void the_bar_shows_state_and_ends_with_a_line() {
        List<String> drawn = new CopyOnWriteArrayList<>();
        BarProgress progress = new BarProgress(() -> new DelegatingProgressBarConsumer(drawn::add, 200), writer);

        progress.onRunStart(START);
        progress.onStep(new StepEvent(7, 2.5, 0.25, Duration.ofSeconds(10), 0.25, Duration.ofSeconds(30)));
        progress.onRunEnd(Results.completed("nano-gpt"));

        assertThat(String.join("\n", drawn))
                .contains("[2/4] nano-gpt", "25%", "step 7, loss 2.5000, accuracy 0.2500, 30 s left");
        assertThat(lines.toString()).contains("completed after 1500 steps");
    }
}
