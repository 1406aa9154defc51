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
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.examples.report.Numbers;

/** Progress for a terminal: a bar of the budget that is replaced in place, and a line at the end of each run. */
public final class BarProgress implements TrainingListener {
    private static final int WHOLE = 1000;
    private static final int LONGEST_BAR = 30;
    private static final int SHORTEST_BAR = 5;
    private static final int MILLIS_BETWEEN_UPDATES = 250;

    private final Supplier<ProgressBarConsumer> terminals;
    private final PrintWriter lines;
    private String name = "";
    private ProgressBar bar;

    /**
     * Draws on something that takes rendered bars.
     *
     * @param terminals makes what a run's bar is drawn on
     * @param lines where the line at the end of a run goes
     */
    BarProgress(Supplier<ProgressBarConsumer> terminals, PrintWriter lines) {
        this.terminals = terminals;
        this.lines = lines;
    }

    /**
     * Draws on a terminal.
     *
     * @param terminal where the bar is
     * @param lines where the line at the end of a run goes
     * @return a listener for all runs, one after the other
     */
    public static BarProgress on(PrintStream terminal, PrintWriter lines) {
        return new BarProgress(() -> new ConsoleProgressBarConsumer(terminal), lines);
    }

    @Override
    public void onRunStart(RunStart start) {
        name = ProgressText.name(start);
        bar = new ProgressBarBuilder()
                .setTaskName("[" + start.run() + "/" + start.runs() + "] " + start.model())
                .setInitialMax(WHOLE)
                .setUpdateIntervalMillis(MILLIS_BETWEEN_UPDATES)
                .setRenderer(BarProgress::render)
                .clearDisplayOnFinish()
                .setConsumer(terminals.get())
                .build();
    }

    @Override
    public Signal onStep(StepEvent event) {
        bar.stepTo(Math.round(event.progress() * WHOLE));
        bar.setExtraMessage(ProgressText.state(event) + ", " + ProgressText.timeLeft(event));
        return Signal.proceed();
    }

    @Override
    public void onRunEnd(RunResult result) {
        if (bar != null) {
            bar.close();
            bar = null;
        }
        lines.println(ProgressText.end(name, result));
        lines.flush();
        name = "";
    }

    /** The library's own line shows the time since the start, which is not what the budget counts, and cuts the rest. */
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
