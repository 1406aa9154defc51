package org.transformerbench.examples.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** When a run ends. A budget that is given replaces the default one; of several the first to be used up counts. */
final class BudgetOptions {
    @Option(
            names = "--time",
            paramLabel = "DURATION",
            description = {
                "Training time per run, evaluation not counted: 40s, 2m, 1h30m, seconds or ISO-8601. Default: "
                        + Defaults.TIME + ", if neither --steps nor --tokens is given."
            })
    Duration time;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Optimizer steps per run: the same work on every machine. Default: no limit.")
    Long steps;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            description = "Tokens that the model reads per run. Default: no limit.")
    Long tokens;

    @Option(
            names = "--stop-accuracy",
            paramLabel = "SHARE",
            defaultValue = Defaults.STOP_ACCURACY,
            description = {
                "End a run early above this accuracy, or 'none'; on validation data where there is some, else on test"
                        + " data. Default: ${DEFAULT-VALUE}."
            })
    String stopAccuracy;

    /** The time to use, or null for no limit. */
    Duration timeOrDefault() {
        boolean none = time == null && steps == null && tokens == null;
        return none ? new DurationConverter().convert(Defaults.TIME) : time;
    }
}
