package org.transformerbench.examples.cli;

import java.util.Set;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.experiment.Experiment;

/** The defaults of the commands. As text, because the help shows them. */
final class Defaults {
    /** The shipped study of {@code compare} if nothing says what to compare: all models on addition, with a search and seeds. */
    static final String STUDY = "first-comparison";

    static final String TASK = "addition";
    static final String LEARNING_RATES = "1e-2";
    static final String SEEDS = "1";
    static final String PROTOCOL = Protocol.STRICT;
    static final String TRAINER = Experiment.DEFAULT_TRAINER;
    /** Training time per run; used only if no budget is given and the protocol has none. */
    static final String TIME = "50s";

    static final String BATCH_SIZE = "2048";
    static final String INTERVAL = "50";
    static final String STOP_ACCURACY = "0.995";
    static final String OUTPUT = ".";
    /** Interval between checkpoints: at most this much is lost when a process is killed; writing takes milliseconds. */
    static final String CHECKPOINT_INTERVAL = "60s";

    /** The default model of {@code sample}. */
    static final String SAMPLE_MODEL = "nano-gpt";

    static final String SAMPLE_TASK = "shakespeare";
    /** The default model of {@code predict} and {@code solve}. */
    static final String SOLVE_MODEL = "mlp";

    /** Batch size on running text; many small steps learn more than few large ones where a step takes seconds. */
    static final String TEXT_BATCH_SIZE = "64";

    /** Batch size on a user's own table, whose rows are shorter than windows of text. */
    static final String TABLE_BATCH_SIZE = "128";

    static final String TEXT_LEARNING_RATE = "3e-3";

    /** The default trainer of {@code speed}. */
    static final String SPEED_TRAINER = "compiled";

    private static final int LARGE_BATCH = 2048;
    private static final int TEXT_BATCH = 1024;
    /** Models that the notebook trained on running text with the large batch; the others got half of it. */
    private static final Set<String> LARGE_ON_TEXT = Set.of("mlp", "nano-gpt");

    private Defaults() {}

    /** Returns the default batch size of {@code speed} for a model on a task. */
    static int speedBatchSize(Workload<?> workload) {
        boolean small = SettingOptions.readsText(workload.task())
                && !LARGE_ON_TEXT.contains(workload.spec().model().id());
        return small ? TEXT_BATCH : LARGE_BATCH;
    }
}
