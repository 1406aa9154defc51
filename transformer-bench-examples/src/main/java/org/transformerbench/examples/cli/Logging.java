package org.transformerbench.examples.cli;

import java.util.List;
import org.nd4j.common.config.ND4JSystemProperties;

/** The verbosity of log output. {@code simplelogger.properties} has the usual values; system properties win over it. */
final class Logging {
    private static final String PREFIX = "org.slf4j.simpleLogger.";
    /** Names of the loggers that the properties file makes quieter than the rest. */
    private static final List<String> QUIET = List.of(
            "org.nd4j",
            "org.transformerbench.api.training.TrainingLoop",
            "org.transformerbench.api.experiment.SingleRun");

    private Logging() {}

    /** Enables information messages, and what ND4J reports as it starts. Has an effect only before the first logger is made. */
    static void verbose() {
        System.setProperty(PREFIX + "defaultLogLevel", "info");
        System.setProperty(ND4JSystemProperties.LOG_INITIALIZATION, "true");
        QUIET.forEach(logger -> System.setProperty(PREFIX + "log." + logger, "info"));
    }
}
