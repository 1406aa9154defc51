package org.transformerbench.api.experiment;

import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.Signal;
import org.transformerbench.api.training.StepEvent;
import org.transformerbench.api.training.TrainingListener;

/** Calls a listener only while it has the lock that all runs share. */
final class InTurn implements TrainingListener {
    private static final Logger LOG = LoggerFactory.getLogger(InTurn.class);

    private final TrainingListener listener;
    private final Lock turn;

    private InTurn(TrainingListener listener, Lock turn) {
        this.listener = listener;
        this.turn = turn;
    }

    /** For one run; a listener that cannot make one is told of no more than it is anyway. */
    static InTurn forRun(TrainingListener listener, Lock turn) {
        turn.lock();
        try {
            TrainingListener own = listener.forRun();
            return new InTurn(own == null ? listener : own, turn);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            LOG.warn("The listener {} threw in forRun", listener.getClass().getName(), e);
            return new InTurn(listener, turn);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void onRunStart(RunStart start) {
        inTurn(() -> {
            listener.onRunStart(start);
            return Signal.proceed();
        });
    }

    @Override
    public Signal onStep(StepEvent event) {
        return inTurn(() -> listener.onStep(event));
    }

    @Override
    public Signal onEvaluation(CurvePoint point) {
        return inTurn(() -> listener.onEvaluation(point));
    }

    @Override
    public void onRunEnd(RunResult result) {
        inTurn(() -> {
            listener.onRunEnd(result);
            return Signal.proceed();
        });
    }

    private Signal inTurn(Supplier<Signal> call) {
        turn.lock();
        try {
            return call.get();
        } finally {
            turn.unlock();
        }
    }
}
