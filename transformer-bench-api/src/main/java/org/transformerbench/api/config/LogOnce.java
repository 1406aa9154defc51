package org.transformerbench.api.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/** A JVM-wide record of messages that were logged before, so that a log line appears once, however many sessions cause it. */
@API(status = API.Status.INTERNAL)
public final class LogOnce {
    /**
     * Maximum number of remembered causes; the oldest are forgotten, so that a JVM that keeps meeting new models does not
     * remember all of them.
     */
    private static final int MAX_CAUSES = 1_000;

    /** The messages logged so far; they live as long as the log itself. Texts only, so that no plug-in's class is kept. */
    private static final Map<List<String>, Boolean> SAID = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, Boolean> eldest) {
            return size() > MAX_CAUSES;
        }
    };

    private LogOnce() {}

    /**
     * Records a message and returns whether it is new.
     *
     * @param speaker who says it
     * @param cause what it is about, by the texts of these objects
     * @return whether it was not said before
     */
    public static boolean isFirst(Class<?> speaker, Object... cause) {
        List<String> key = new ArrayList<>();
        key.add(speaker.getName());
        for (Object each : cause) {
            key.add(String.valueOf(each));
        }
        synchronized (SAID) {
            return SAID.put(key, true) == null;
        }
    }
}
