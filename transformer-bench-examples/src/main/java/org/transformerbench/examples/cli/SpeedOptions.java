package org.transformerbench.examples.cli;

import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code speed}: what to measure, and how. */
final class SpeedOptions {
    @Mixin
    WorkloadOptions workload;

    @Option(
            names = "--trainer",
            paramLabel = "ID",
            defaultValue = Defaults.SPEED_TRAINER,
            description = "What executes the steps. Default: ${DEFAULT-VALUE}.")
    String trainer;

    @Mixin
    ThreadOption threads;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps to time. Default: as many as fit into 15 s, at least 5.")
    Integer steps;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = {
                "Examples per step. Default: 2048; on running text 1024, but 2048 for mlp and nano-gpt.",
            })
    Integer batchSize;

    @Option(names = "--infer", description = "Time the forward pass alone, without dropout, instead of training.")
    boolean infer;

    /** Length of the warm-up, set by tests only: a measurement is of use only after the JVM has compiled what it measures. */
    @Option(names = "--warm-up", paramLabel = "DURATION", defaultValue = "8s", hidden = true)
    Duration warmUp;
}
