package org.transformerbench.api.training;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.apiguardian.api.API;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: may change in any release. Warns, once per call, of a listener that keeps the runs waiting for longer than its
 * {@linkplain TrainingListener#slowCallThreshold() slowCallThreshold}, and shows where it is. Calls must take turns. Its thread ends when it is
 * closed.
 */
@API(status = API.Status.INTERNAL)
public final class ListenerWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerWatch.class);
    /** The listener is on top; how the run got there is always the same. */
    private static final int MAX_FRAMES = 20;

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private record Call(
            TrainingListener listener, String event, Thread thread, long start, Duration slowCallThreshold) {}

    private final Thread watcher = new Thread(this::watch, "transformer-bench-listener-watch");
    private volatile Call current;
    private volatile boolean closed;

    /** Sees nothing before {@link #start}. */
    public ListenerWatch() {
        watcher.setDaemon(true);
    }

    /** Begins to look. To be called once. */
    public void start() {
        watcher.start();
    }

    /** This thread is about to call a listener. */
    void begin(TrainingListener listener, String event) {
        Duration slowCallThreshold =
                Objects.requireNonNullElse(listener.slowCallThreshold(), TrainingListener.DEFAULT_SLOW_CALL_THRESHOLD);
        current = new Call(listener, event, Thread.currentThread(), System.nanoTime(), slowCallThreshold);
    }

    /** The listener has returned. */
    void end() {
        current = null;
    }

    private void watch() {
        Call warned = null;
        try {
            // A log that swallows the interrupt must not keep this thread.
            while (!closed) {
                Thread.sleep(LOOK_EVERY.toMillis());
                Call call = current;
                if (call != null && call != warned && lasted(call).compareTo(call.slowCallThreshold()) > 0) {
                    warned = call;
                    warn(call);
                }
            }
        } catch (InterruptedException e) {
            LOG.trace("Closed"); // The only one who interrupts is close().
        }
    }

    private static Duration lasted(Call call) {
        return Duration.ofNanos(System.nanoTime() - call.start());
    }

    private static void warn(Call call) {
        Throwable here = new Throwable("where it is");
        StackTraceElement[] stack = call.thread().getStackTrace();
        here.setStackTrace(Arrays.copyOf(stack, Math.min(stack.length, MAX_FRAMES)));
        LOG.warn(
                "The listener {} has been in {} for longer than {} s, and keeps the run waiting",
                call.listener().getClass().getName(),
                call.event(),
                call.slowCallThreshold().toMillis() / 1e3,
                here);
    }

    /** Ends the thread, and waits until it has ended. An interrupt of the caller is kept. */
    @Override
    public void close() {
        closed = true;
        watcher.interrupt();
        boolean interrupted = false;
        while (watcher.isAlive()) {
            try {
                watcher.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
