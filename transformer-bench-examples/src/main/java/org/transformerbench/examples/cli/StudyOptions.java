package org.transformerbench.examples.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that limit how many runs are made and which existing ones are reused. */
final class StudyOptions {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = {
                "A file in YAML or JSON that describes the whole study, or the name of one that is shipped:"
                        + " adderboard, first-comparison, makemore, mingpt-adder, notebook-addition, notebook-shakespeare,"
                        + " notebook-shakespeare-steps, pronunciations, shakespeare-laptop, strict-addition, words-by-language. Budgets, --corpus, --data,"
                        + " --output, --save, --no-inference, --again, --parallel, --threads, --shard, --cluster, --checkpoints,"
                        + " --checkpoint-every and --watch may be given beside it; a budget replaces those of all its experiments."
            })
    String file;

    @Option(
            names = "--continue-from",
            paramLabel = "CHECKPOINT",
            description = {
                "A file in the folder checkpoints, of a run that was interrupted: train on from it, with another budget, learning"
                        + " rate or schedule (--steps, --time, --tokens, --targets, --flops, --stop-accuracy, --interval,"
                        + " --learning-rates, and --set for values of the training). All else is that of the checkpoint. Budgets"
                        + " count from its run's beginning. The result says what it was continued from."
            })
    Path continueFrom;

    @Option(
            names = "--again",
            description = {
                "Make all runs. Without it, runs whose results are in the output folder are skipped; those that were"
                        + " interrupted go on from their checkpoint, those that failed are made again."
            })
    boolean again;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "1",
            description = {
                "Runs at once. They share the processors: each is slower than alone, and the results say so. Within a"
                        + " budget of steps, all but times is the same. Default: ${DEFAULT-VALUE}."
            })
    int parallel;

    @Mixin
    ThreadOption threads;

    @Mixin
    ShardOption shard;
}
