package org.transformerbench.examples.progress;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressState;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.StudyStart;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.training.TrainingProgress;
import org.transformerbench.examples.report.Numbers;

/**
 * Progress on a terminal: a bar, updated in place, for the run's budget, or for all runs if several train in parallel; and a line
 * at the end of each run.
 */
public final class BarProgress implements TrainingListener {
    private static final int WHOLE = 1000;
    private static final int LONGEST_BAR = 30;
    private static final int SHORTEST_BAR = 5;
    private static final int MILLIS_BETWEEN_UPDATES = 250;

    private final Supplier<ProgressBarConsumer> terminals;
    private final PrintWriter lines;
    private final StudyClock clock = new StudyClock(System::nanoTime);
    private int parallelRuns = 1;
    private int runs = 1;
    private ProgressBar bar;

    /**
     * Creates progress that passes rendered bars to a consumer.
     *
     * @param terminals makes what a bar is drawn on
     * @param lines where the line at the end of a run goes
     */
    BarProgress(Supplier<ProgressBarConsumer> terminals, PrintWriter lines) {
        this.terminals = terminals;
        this.lines = lines;
    }

    /**
     * Creates progress on a terminal.
     *
     * @param terminal where the bar is
     * @param lines where the line at the end of a run goes
     * @return a listener for all runs
     */
    public static BarProgress on(PrintStream terminal, PrintWriter lines) {
        return new BarProgress(() -> new ConsoleProgressBarConsumer(terminal), lines);
    }

    @Override
    public void onStudyStart(StudyStart start) {
        clock.start(start);
        parallelRuns = start.parallelRuns();
        runs = start.runs();
    }

    @Override
    public TrainingListener forRun() {
        return new Run();
    }

    private final class Run implements TrainingListener {
        private String name = "";
        private String label = "";

        @Override
        public void onRunStart(RunStart start) {
            name = ProgressText.name(start);
            label = ProgressText.label(start);
            show(label, 0, "");
        }

        @Override
        public void onResume(TrainingProgress progress) {
            endBar();
            lines.println(ProgressText.resumed(name, progress));
            lines.flush();
        }

        @Override
        public Signal onStep(StepEvent event) {
            clock.progress(this, event);
            show(label, event.progress(), ProgressText.state(event) + ", " + ProgressText.timeLeft(event));
            return Signal.proceed();
        }

        @Override
        public void onRunEnd(RunResult result) {
            clock.end(this);
            endBar();
            lines.println(ProgressText.end(name, result));
            lines.flush();
        }
    }

    /** Ends the bar before a line is printed. A line would be written into the bar; the next step draws a new one. */
    private void endBar() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    private void show(String label, double share, String message) {
        boolean alone = parallelRuns == 1;
        if (bar == null) {
            String all = "[" + clock.ended() + "/" + runs + "] " + parallelRuns + " at once";
            bar = new ProgressBarBuilder()
                    .setTaskName(alone ? label : all)
                    .setInitialMax(WHOLE)
                    .setUpdateIntervalMillis(MILLIS_BETWEEN_UPDATES)
                    .setRenderer(BarProgress::render)
                    .clearDisplayOnFinish()
                    .setConsumer(terminals.get())
                    .build();
        }
        bar.stepTo(Math.round((alone ? share : clock.share()) * WHOLE));
        bar.setExtraMessage(alone ? message + ProgressText.allLeft(clock) : ProgressText.left(clock));
    }

    /**
     * Renders the bar. The library's own line shows the time since the start, which is not what the budget counts, and cuts the
     * rest.
     */
    private static String render(ProgressState state, int width) {
        double share = state.getNormalizedProgress();
        String before = state.getTaskName() + " " + Numbers.fixed(100 * share, 0) + "% ";
        String after = state.getExtraMessage();
        int length = Math.min(LONGEST_BAR, width - before.length() - after.length() - 3);
        String drawn = "";
        if (length >= SHORTEST_BAR) {
            int full = (int) Math.round(share * length);
            drawn = "[" + "=".repeat(full) + " ".repeat(length - full) + "] ";
        }
        String line = before + drawn + after;
        return line.length() > width ? line.substring(0, width) : line;
    }
}
