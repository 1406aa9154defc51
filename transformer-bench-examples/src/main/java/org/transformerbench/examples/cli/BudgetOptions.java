package org.transformerbench.examples.cli;

import java.time.Duration;
import org.transformerbench.api.Protocol;
import picocli.CommandLine.Option;

/**
 * The options that limit a run's budget. A budget that is given replaces the default one; of several the first to be used up
 * counts.
 */
final class BudgetOptions {
    @Option(
            names = "--time",
            paramLabel = "DURATION",
            description = {
                "Training time per run: 40s, 2m, 1h30m, seconds or ISO-8601; without evaluation, but with it under the"
                        + " protocol " + Protocol.NOTEBOOK_2023 + ".",
                "Default: " + Defaults.TIME + " if no budget is given; under " + Protocol.NOTEBOOK_2023
                        + " 60s and 20000 steps."
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
            names = "--targets",
            paramLabel = "N",
            description =
                    "Targets that count, which padding does not, that the model learns from per run. Default: no limit.")
    Long targets;

    @Option(
            names = "--flops",
            paramLabel = "N",
            description = {
                "Multiplications and additions per run, forward and backward, for example 1e13. Default: no limit."
            })
    Double flops;

    @Option(
            names = "--stop-accuracy",
            paramLabel = "SHARE",
            description = {
                "End a run early above this token accuracy, or 'none'; on validation data, or where the protocol keeps"
                        + " none apart, on test data. It may end a run before its whole answers are as good as they get.",
                "Default: none in a comparison, whose runs end by their budget or by --set patience=N; "
                        + Defaults.STOP_ACCURACY + " under " + Protocol.NOTEBOOK_2023
                        + ", and where one model is trained to be used."
            })
    String stopAccuracy;

    boolean none() {
        return time == null && steps == null && tokens == null && targets == null && flops == null;
    }
}
