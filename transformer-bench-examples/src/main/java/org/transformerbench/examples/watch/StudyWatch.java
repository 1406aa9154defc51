package org.transformerbench.examples.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.StudyStart;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.training.TrainingProgress;
import org.transformerbench.examples.report.LiveReport;
import org.transformerbench.examples.report.RunInProgress;

/** A listener that knows at any time what has ended and what is in progress. Thread-safe. */
public final class StudyWatch implements TrainingListener {
    private final List<RunResult> finished = new ArrayList<>();
    private final List<Watched> running = new ArrayList<>();
    private int runs;

    /** Creates a watch over a study that has not begun. */
    public StudyWatch() {}

    @Override
    public synchronized void onStudyStart(StudyStart start) {
        runs = start.runs();
        finished.addAll(start.finished());
    }

    @Override
    public TrainingListener forRun() {
        return new Watched(true);
    }

    /**
     * Returns a listener to trials of a search of values. They are shown while they are in progress, and are no results.
     *
     * @return a listener to be told of each trial as of a run
     */
    public TrainingListener trials() {
        return new TrainingListener() {
            @Override
            public TrainingListener forRun() {
                return new Watched(false);
            }
        };
    }

    /**
     * Returns the state of the study.
     *
     * @return the results and the runs in progress at this moment
     */
    public synchronized LiveReport report() {
        return new LiveReport(runs, finished, running.stream().map(Watched::now).toList());
    }

    private synchronized void begin(Watched run) {
        running.add(run);
    }

    private synchronized void end(Watched run, RunResult result) {
        running.remove(run);
        if (run.isCompared) {
            finished.add(result);
        }
    }

    /** One run. Its state is guarded by the lock of the study's. */
    private final class Watched implements TrainingListener {
        private final boolean isCompared;
        private final List<CurvePoint> curve = new ArrayList<>();
        private RunSpec spec;
        private double progress;
        private Duration timeLeft = Duration.ZERO;

        Watched(boolean isCompared) {
            this.isCompared = isCompared;
        }

        private RunInProgress now() {
            return new RunInProgress(spec, progress, timeLeft, curve);
        }

        @Override
        public void onRunStart(RunStart start) {
            spec = start.spec();
            begin(this);
        }

        @Override
        public void onResume(TrainingProgress before) {
            synchronized (StudyWatch.this) {
                curve.addAll(before.curve());
            }
        }

        @Override
        public Signal onStep(StepEvent event) {
            synchronized (StudyWatch.this) {
                progress = event.progress();
                timeLeft = event.timeLeft();
            }
            return Signal.proceed();
        }

        @Override
        public Signal onEvaluation(CurvePoint point) {
            synchronized (StudyWatch.this) {
                curve.add(point);
            }
            return Signal.proceed();
        }

        @Override
        public void onRunEnd(RunResult result) {
            end(this, result);
        }
    }
}
