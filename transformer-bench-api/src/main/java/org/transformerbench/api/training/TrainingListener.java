package org.transformerbench.api.training;

import java.time.Duration;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.RunResult;

/**
 * A listener to the events of runs, called on the thread that trains the run. Of runs side by side one speaks at a time, so that a
 * listener needs no locks; it should be quick, for the others wait. A listener that throws does not stop the run: the
 * exception is logged and counted in the result, unless it comes from {@link #onRunEnd}, when the result is already
 * complete.
 */
public interface TrainingListener {
    /** The {@link #slowCallThreshold()} of listeners that have none of their own. */
    Duration DEFAULT_SLOW_CALL_THRESHOLD = Duration.ofSeconds(30);

    /**
     * Returns how long a call may last before a line in the log names this listener, its method and the place in it that the run waits
     * for. The run is not disturbed, and its training time does not hold such waits.
     *
     * @return 30 seconds by default
     */
    default Duration slowCallThreshold() {
        return DEFAULT_SLOW_CALL_THRESHOLD;
    }

    /**
     * Called before the first of several runs, on the thread that starts them: once, or where seeds are added until the leading models
     * are decided, once for each number of seeds.
     *
     * @param start how many there are, and which are already finished
     */
    default void onStudyStart(StudyStart start) {}

    /**
     * Called where seeds are added until the leading models are decided, after the runs of each number of seeds at which is looked.
     *
     * @param decision whether they are decided, and why, in a sentence
     */
    default void onSeedDecision(String decision) {}

    /**
     * Returns the listener of one run. Events do not say which run they belong to: a listener that has to know, where several run at
     * once, makes a new one for each.
     *
     * @return this one by default, which is then told of all runs
     */
    default TrainingListener forRun() {
        return this;
    }

    /**
     * Called before the first step.
     *
     * @param start what is about to run
     */
    default void onRunStart(RunStart start) {}

    /**
     * Called after {@link #onRunStart}, if the run goes on from a checkpoint: its next step is not the first. A listener that decides
     * by what it has heard so far can catch up on the curve; of the steps before, and of evaluations, it is not told again.
     *
     * @param progress where the run goes on
     */
    default void onResume(TrainingProgress progress) {}

    /**
     * Called after each step.
     *
     * @param event what the step found
     * @return whether to go on
     */
    default Signal onStep(StepEvent event) {
        return Signal.proceed();
    }

    /**
     * Called after each evaluation.
     *
     * @param point the new point of the curve
     * @return whether to go on
     */
    default Signal onEvaluation(CurvePoint point) {
        return Signal.proceed();
    }

    /**
     * Called after the last step of a run that {@linkplain org.transformerbench.api.result.Outcome#succeeded() succeeded}, while its
     * model is still open: to save it, for example, as {@code org.transformerbench.models.checkpoint.ModelFolder} does.
     *
     * @param run the model and what it was made of
     */
    default void onTrained(TrainedRun<?> run) {}

    /**
     * Called after the run, however it ended, and after its result was handed to the sink of the experiment. What is thrown here
     * is logged, but the result cannot count it any more.
     *
     * @param result the outcome and all that was measured
     */
    default void onRunEnd(RunResult result) {}
}
