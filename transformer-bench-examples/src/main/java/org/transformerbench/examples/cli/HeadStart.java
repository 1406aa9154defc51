package org.transformerbench.examples.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.training.TrainingConfig;

/**
 * Begins on other threads, while the command line is read, what takes long and is needed whatever it says: Jackson's classes and
 * ND4J. What fails here fails again where it is needed, and is reported there.
 */
public final class HeadStart {
    /** Those that compute; the others do without ND4J. */
    static final Set<String> COMMANDS = Set.of("compare", "describe", "sample", "solve", "speed");

    private HeadStart() {}

    /**
     * Begins, where the first argument is a command that computes.
     *
     * @param arguments as they were typed
     */
    public static void begin(String... arguments) {
        List<String> typed = List.of(arguments);
        // Loggers cannot be made more verbose once there is one.
        if (!typed.isEmpty() && COMMANDS.contains(typed.get(0)) && !typed.contains("--verbose")) {
            Thread thread = new Thread(HeadStart::readConfiguration, "head-start");
            thread.setDaemon(true);
            thread.start();
            BackendCheck.nd4j().begin();
        }
    }

    /** The way of every setting: a record becomes a tree, which becomes a record. */
    private static void readConfiguration() {
        try {
            new Configs().with(TrainingConfig.defaults(), Map.of());
        } catch (LinkageError | RuntimeException e) {
            Logger log = LoggerFactory.getLogger(HeadStart.class);
            log.debug("Jackson does not start, which is reported where it is needed", e);
        }
    }
}
