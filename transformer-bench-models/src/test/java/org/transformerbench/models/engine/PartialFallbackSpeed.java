package org.transformerbench.models.engine;

import static org.transformerbench.models.engine.CustomModel.attention;
import static org.transformerbench.models.engine.CustomModel.block;
import static org.transformerbench.models.engine.CustomModel.embedding;
import static org.transformerbench.models.engine.CustomModel.gelu;
import static org.transformerbench.models.engine.CustomModel.head;
import static org.transformerbench.models.engine.CustomModel.norm;

import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.Batch;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.samediff.SameDiffTrainer;

/**
 * A program that times training steps of a Transformer of which one operation is none of the known idioms: microseconds per example and,
 * after the first tenth of the steps and at the end, the process's memory in MiB. Arguments: threads, batch, steps.
 */
final class PartialFallbackSpeed {
    private static final int WIDTH = 16;
    private static final SequenceShape ADDITION = new SequenceShape(16, 12, 12);

    private PartialFallbackSpeed() {}

    public static void main(String[] arguments) {
        int threads = Integer.parseInt(arguments[0]);
        int batchSize = Integer.parseInt(arguments[1]);
        int steps = Integer.parseInt(arguments[2]);
        Batch batch = Fixtures.batch(ADDITION, batchSize, 1, 1);
        time("samediff, with sine", new SameDiffTrainer(), model(true), batch, Math.max(5, steps / 20));
        time("steps and ND4J, with sine", new CompiledTrainer(threads).matching(), model(true), batch, steps);
        time("compiler, with sine", new CompiledTrainer(threads), model(true), batch, steps);
        time("steps, without", new CompiledTrainer(threads), model(false), batch, steps);
    }

    /** The sizes of tl-transformer on addition, with or without a sine between its blocks. */
    private static CustomModel model(boolean sine) {
        return new CustomModel("sine", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            for (int layer = 0; layer < 4; layer++) {
                x = block(scope.child("blocks." + layer), x, WIDTH, 4, 0, attention(WIDTH, 4, 0), gelu());
                if (sine && layer == 1) {
                    x = scope.graph().math().sin(x);
                }
            }
            return head(scope, norm(scope.child("last"), x, WIDTH), WIDTH);
        });
    }

    private static void time(String what, Trainer trainer, CustomModel model, Batch batch, int steps) {
        long[] nanos = new long[steps];
        long early = 0;
        try (TrainingSession session = trainer.open(model.spec(ADDITION, Targets.LAST))) {
            for (int step = 0; step < steps; step++) {
                long start = System.nanoTime();
                session.step(batch);
                nanos[step] = System.nanoTime() - start;
                early = step == steps / 10 ? Pointer.physicalBytes() : early;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f us per example, memory %d then %d MiB%n",
                what,
                nanos[steps / 2] / 1e3 / batch.size(),
                early >> 20,
                Pointer.physicalBytes() >> 20);
    }
}
