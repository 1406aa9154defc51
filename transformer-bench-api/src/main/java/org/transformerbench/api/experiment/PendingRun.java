package org.transformerbench.api.experiment;

import java.util.Optional;
import java.util.OptionalLong;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;

/** A run of an experiment that has no result yet, for a {@link RunExecutor}. */
public interface PendingRun {
    /**
     * Returns what determines the run. In another process, {@link ExperimentRunner#run(RunSpec,
     * org.transformerbench.api.training.TrainingListener...)} makes it.
     *
     * @return the specification
     */
    RunSpec spec();

    /**
     * Returns the title of the study that the run belongs to.
     *
     * @return for {@link org.transformerbench.api.result.Provenance#study()}; empty for none
     */
    Optional<String> study();

    /**
     * Returns whether there is a model to train. Otherwise the outcome is known already, and {@link #make} returns it at once.
     *
     * @return false if the model cannot do the task, or could not be configured
     */
    boolean trains();

    /**
     * Returns whether the result has the speed of inference, see {@link ExperimentRunner#measuringInference()}.
     *
     * @return true if it is measured
     */
    boolean measuresInference();

    /**
     * Asks the trainer for the flops of an example, for which it builds the model, but trains nothing. The number is the same for all
     * runs of one model, trainer and task with the same configurations.
     *
     * @return multiplications and additions of forward and backward; empty if they are not known
     */
    OptionalLong flopsPerExample();

    /**
     * Makes the run in this process, on this thread. Its listeners are told of it.
     *
     * @return the result, for the sink of the executor
     */
    RunResult make();

    /**
     * Returns the result of a run that could not be made elsewhere.
     *
     * @param cause why not
     * @return a result without a step, for the sink of the executor
     */
    RunResult failed(Throwable cause);
}
