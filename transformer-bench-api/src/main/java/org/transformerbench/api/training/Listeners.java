package org.transformerbench.api.training;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apiguardian.api.API;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.RunResult;

/**
 * Internal: may change in any release. Several listeners as one; each is isolated, so that one that throws disturbs neither the run nor
 * the others.
 */
@API(status = API.Status.INTERNAL)
public final class Listeners implements TrainingListener {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<TrainingListener> listeners;
    private final Lock turn;
    private final Optional<ListenerWatch> watch;
    private int failures;

    /**
     * Creates the listeners of one run.
     *
     * @param listeners called in this order
     */
    public Listeners(List<TrainingListener> listeners) {
        this(listeners, new ReentrantLock(), Optional.empty());
    }

    /**
     * Creates the listeners of one of several runs at once.
     *
     * @param listeners called in this order
     * @param turn is held while they are called
     * @param watch is told of each call; empty for none
     */
    public Listeners(List<TrainingListener> listeners, Lock turn, Optional<ListenerWatch> watch) {
        this.listeners = List.copyOf(listeners);
        this.turn = turn;
        this.watch = watch;
    }

    /**
     * Returns how often a listener threw.
     *
     * @return 0 in a good run
     */
    public int failures() {
        return failures;
    }

    @Override
    public void onStudyStart(StudyStart start) {
        tell("onStudyStart", listener -> {
            listener.onStudyStart(start);
            return Signal.proceed();
        });
    }

    @Override
    public void onSeedDecision(String decision) {
        tell("onSeedDecision", listener -> {
            listener.onSeedDecision(decision);
            return Signal.proceed();
        });
    }

    @Override
    public void onRunStart(RunStart start) {
        tell("onRunStart", listener -> {
            listener.onRunStart(start);
            return Signal.proceed();
        });
    }

    @Override
    public void onResume(TrainingProgress progress) {
        tell("onResume", listener -> {
            listener.onResume(progress);
            return Signal.proceed();
        });
    }

    @Override
    public Signal onStep(StepEvent event) {
        return tell("onStep", listener -> listener.onStep(event));
    }

    @Override
    public Signal onEvaluation(CurvePoint point) {
        return tell("onEvaluation", listener -> listener.onEvaluation(point));
    }

    @Override
    public void onTrained(TrainedRun<?> run) {
        tell("onTrained", listener -> {
            listener.onTrained(run);
            return Signal.proceed();
        });
    }

    @Override
    public void onRunEnd(RunResult result) {
        tell("onRunEnd", listener -> {
            listener.onRunEnd(result);
            return Signal.proceed();
        });
    }

    /** The first signal to stop wins, but every listener is told. */
    private Signal tell(String event, Function<TrainingListener, Signal> call) {
        turn.lock();
        try {
            Signal answer = Signal.proceed();
            for (TrainingListener listener : listeners) {
                Optional<Signal> signal = isolated(event, listener, call);
                if (answer.stopReason().isEmpty() && signal.isPresent()) {
                    answer = signal.get();
                }
            }
            return answer;
        } finally {
            turn.unlock();
        }
    }

    private Optional<Signal> isolated(
            String event, TrainingListener listener, Function<TrainingListener, Signal> call) {
        try {
            watch.ifPresent(each -> each.begin(listener, event));
            return Optional.ofNullable(call.apply(listener));
        } catch (Exception | Error e) {
            failures++;
            // A stack that overflowed is whole again here; other errors of the virtual machine are not the listener's.
            if (e instanceof VirtualMachineError error && !(e instanceof StackOverflowError)) {
                throw error;
            }
            if (Faults.isInterrupt(e)) {
                Thread.currentThread().interrupt(); // It was for the run, and the listener has only heard it first.
            }
            LOG.warn(
                    "The listener {} threw in {}: {}; the run goes on",
                    listener.getClass().getName(),
                    event,
                    e.toString(),
                    Faults.trace(LOG, e));
            return Optional.empty();
        } finally {
            watch.ifPresent(ListenerWatch::end);
        }
    }
}
