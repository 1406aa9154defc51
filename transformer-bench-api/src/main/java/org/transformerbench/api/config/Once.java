package org.transformerbench.api.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/** Tells what was said before in this JVM, so that a log line comes once, however many sessions have cause to write it. */
@API(status = API.Status.INTERNAL)
public final class Once {
    /** The eldest are forgotten, so that a JVM that sees ever new models does not keep them all. */
    private static final int MAX_CAUSES = 1_000;

    /** As long-lived as the log that it is about. Texts only, so that no plug-in's class is kept. */
    private static final Map<List<String>, Boolean> SAID = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, Boolean> eldest) {
            return size() > MAX_CAUSES;
        }
    };

    private Once() {}

    /**
     * Notes that something is said.
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
