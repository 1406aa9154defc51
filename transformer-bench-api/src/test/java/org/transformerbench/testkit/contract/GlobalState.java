package org.transformerbench.testkit.contract;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.Nd4jRuntime;

/** The state that the whole JVM shares and that no plug-in may change. */
final class GlobalState {
    private static final long THREADS_END_WITHIN = TimeUnit.SECONDS.toNanos(2);

    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Locale locale = Locale.getDefault();
    private final TimeZone timeZone = TimeZone.getDefault();
    private final Properties properties = (Properties) System.getProperties().clone();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Set<Thread> threads = liveThreads(false);

    private GlobalState(boolean withNd4j) {
        values.put("the default Locale", locale);
        values.put("the default time zone", timeZone.getID());
        values.put("System.out", out);
        values.put("System.err", err);
        properties.forEach((name, value) -> values.put("the system property " + name, value));
        if (withNd4j) {
            Nd4jRuntime.start();
            Random random = Nd4j.getRandom();
            values.put("the state of Nd4j.getRandom()", List.of(random.rootState(), random.nodeState()));
            values.put("ND4J's default data type", Nd4j.dataType());
        }
    }

    /** Runs an action, and fails if it changes the JVM; the change is undone as far as possible, for the following tests. */
    static void requireUntouched(boolean withNd4j, Executable action) throws Throwable {
        GlobalState before = new GlobalState(withNd4j);
        try {
            action.execute();
            List<String> changes = new GlobalState(withNd4j).changesSince(before);
            Expect.that(
                    changes.isEmpty(),
                    "Global state was touched: %s. Other runs in this JVM see that; take what you need as an argument or"
                            + " from the seed streams",
                    String.join("; ", changes));
            before.requireNoNewThreads(false, "Threads that are no daemons were left running");
        } finally {
            before.restore(withNd4j);
        }
    }

    /** Fails if an action leaves threads of any kind behind. */
    static void requireNoThreadsLeft(Executable action) throws Throwable {
        Set<Thread> before = liveThreads(true);
        action.execute();
        requireGone(before, true, "Threads were left running after close()");
    }

    private void requireNoNewThreads(boolean daemons, String message) throws InterruptedException {
        requireGone(threads, daemons, message);
    }

    /** Waits a while for threads that were told to end, and fails if they do not. */
    private static void requireGone(Set<Thread> before, boolean daemons, String message) throws InterruptedException {
        long deadline = System.nanoTime() + THREADS_END_WITHIN;
        Set<Thread> left = added(before, daemons);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(10);
            left = added(before, daemons);
        }
        Expect.that(
                left.isEmpty(),
                "%s: %s; end them when the session is closed",
                message,
                left.stream().map(Thread::getName).toList());
    }

    private static Set<Thread> added(Set<Thread> before, boolean daemons) {
        return liveThreads(daemons).stream()
                .filter(thread -> !before.contains(thread))
                .collect(Collectors.toSet());
    }

    private static Set<Thread> liveThreads(boolean daemons) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> daemons || !thread.isDaemon())
                .collect(Collectors.toSet());
    }

    private List<String> changesSince(GlobalState before) {
        List<String> changes = new ArrayList<>();
        Map<String, Object> all = new HashMap<>(before.values);
        all.putAll(values);
        all.keySet().stream().sorted().forEach(name -> {
            Object then = before.values.get(name);
            Object now = values.get(name);
            if (!Objects.equals(then, now)) {
                changes.add(name + " was " + then + " and is now " + now);
            }
        });
        return changes;
    }

    private void restore(boolean withNd4j) {
        Locale.setDefault(locale);
        TimeZone.setDefault(timeZone);
        System.setProperties(properties);
        System.setOut(out);
        System.setErr(err);
        if (withNd4j) {
            DataType type = (DataType) values.get("ND4J's default data type");
            Nd4j.setDefaultDataTypes(type, type);
        }
    }
}
