package org.transformerbench.examples.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that choose one model on one task. */
final class WorkloadOptions {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "ID",
            description = "The model's id, as in 'transformer-bench list'.")
    String model;

    @Option(
            names = "--task",
            paramLabel = "ID",
            defaultValue = Defaults.TASK,
            description = "The task's id, for example addition or shakespeare. Default: ${DEFAULT-VALUE}.")
    String task;

    @Mixin
    SettingOptions settings;
}
