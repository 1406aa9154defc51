package org.transformerbench.examples.progress;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.StudyStart;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.training.TrainingProgress;

/**
 * Progress in a file or pipe: for each run a line after two seconds, which shows that it works and how long it will take, then
 * one about every ten seconds, and one at its end.
 */
public final class PlainProgress implements TrainingListener {
    private static final long FIRST_LINE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

    private final PrintWriter out;
    private final LongSupplier nanoTime;
    private final StudyClock clock;

    /**
     * Creates progress for all runs, also several in parallel.
     *
     * @param out where the lines go
     * @param nanoTime the clock, {@code System::nanoTime}
     */
    public PlainProgress(PrintWriter out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.clock = new StudyClock(nanoTime);
    }

    @Override
    public void onStudyStart(StudyStart start) {
        clock.start(start);
    }

    @Override
    public TrainingListener forRun() {
        return new Run();
    }

    private final class Run implements TrainingListener {
        private String name = "";
        private long nextLine;

        @Override
        public void onRunStart(RunStart start) {
            name = ProgressText.name(start);
            nextLine = nanoTime.getAsLong() + FIRST_LINE_NANOS;
        }

        @Override
        public void onResume(TrainingProgress progress) {
            print(ProgressText.resumed(name, progress));
        }

        @Override
        public Signal onStep(StepEvent event) {
            clock.progress(this, event);
            long now = nanoTime.getAsLong();
            if (now - nextLine >= 0) {
                nextLine = now + INTERVAL_NANOS;
                print(name + ": " + ProgressText.state(event) + ", " + ProgressText.timeLeft(event)
                        + ProgressText.allLeft(clock));
            }
            return Signal.proceed();
        }

        @Override
        public void onRunEnd(RunResult result) {
            clock.end(this);
            print(ProgressText.end(name, result));
        }
    }

    private void print(String line) {
        out.println(line);
        out.flush();
    }
}
