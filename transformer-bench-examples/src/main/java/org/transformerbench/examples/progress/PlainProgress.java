package org.transformerbench.examples.progress;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingListener;

/** Progress for a file or a pipe: a line about every ten seconds and one at the end of each run. */
public final class PlainProgress implements TrainingListener {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

    private final PrintWriter out;
    private final LongSupplier nanoTime;
    private String name = "";
    private long lastLine;

    /**
     * Shows all runs that it is told of, one after the other.
     *
     * @param out where the lines go
     * @param nanoTime the clock, {@code System::nanoTime}
     */
    public PlainProgress(PrintWriter out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
    }

    @Override
    public void onRunStart(RunStart start) {
        name = ProgressText.name(start);
        lastLine = nanoTime.getAsLong();
    }

    @Override
    public Signal onStep(StepEvent event) {
        long now = nanoTime.getAsLong();
        if (now - lastLine >= INTERVAL_NANOS) {
            lastLine = now;
            print(name + ": " + ProgressText.state(event) + ", " + ProgressText.timeLeft(event));
        }
        return Signal.proceed();
    }

    @Override
    public void onRunEnd(RunResult result) {
        print(ProgressText.end(name, result));
        name = "";
    }

    private void print(String line) {
        out.println(line);
        out.flush();
    }
}
