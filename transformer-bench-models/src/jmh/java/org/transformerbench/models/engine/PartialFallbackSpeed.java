package org.transformerbench.models.engine;

import static org.transformerbench.models.engine.CustomModel.attention;
import static org.transformerbench.models.engine.CustomModel.block;
import static org.transformerbench.models.engine.CustomModel.embedding;
import static org.transformerbench.models.engine.CustomModel.gelu;
import static org.transformerbench.models.engine.CustomModel.head;
import static org.transformerbench.models.engine.CustomModel.norm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
 * A program that times training steps of models of which ND4J computes a part: microseconds per example, the best of some steps, with the
 * reference trainer and with the compiled one; for a Transformer as large as tl-transformer the memory of the process too, after the
 * first tenth of the steps and at the end. Arguments: threads, batch, steps.
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
        time("samediff, with an unknown operation", new SameDiffTrainer(), model(true), batch, Math.max(5, steps / 20));
        time("compiled, with an unknown operation", new CompiledTrainer(threads), model(true), batch, steps);
        time("compiled, without", new CompiledTrainer(threads), model(false), batch, steps);
        List<CustomModel> models = new ArrayList<>(Nd4jPartModels.all());
        models.add(Nd4jPartModels.unrolledGru());
        Batch small = Fixtures.batch(FallbackModels.SHAPE, batchSize, FallbackModels.SHAPE.contextLength(), 1);
        for (CustomModel model : models) {
            GraphDescription description =
                    new CompiledTrainer(threads).describe(model.spec(FallbackModels.SHAPE, Targets.EVERY));
            double stock = best(new SameDiffTrainer(), model, small, Math.max(5, steps / 10));
            double ours = best(new CompiledTrainer(threads), model, small, steps);
            System.out.printf(
                    Locale.ROOT,
                    "%s: samediff %.1f, compiled %.1f us per example; %d of %d steps by ND4J, %s%n",
                    model.id(),
                    stock,
                    ours,
                    description.operations().stream()
                            .filter(GraphDescription.OperationDescription::fellBack)
                            .count(),
                    description.operations().size(),
                    description.partialFallback().orElse("none"));
        }
    }

    private static double best(Trainer trainer, CustomModel model, Batch batch, int steps) {
        long best = Long.MAX_VALUE;
        try (TrainingSession session = trainer.open(model.spec(FallbackModels.SHAPE, Targets.EVERY))) {
            for (int step = 0; step < steps; step++) {
                long start = System.nanoTime();
                session.step(batch, Fixtures.LEARNING_RATE);
                best = Math.min(best, System.nanoTime() - start);
            }
        }
        return best / 1e3 / batch.size();
    }

    /** The sizes of tl-transformer on addition, with or without an unknown operation between its blocks. */
    private static CustomModel model(boolean unknown) {
        return new CustomModel("unknown-between-blocks", (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, WIDTH);
            for (int layer = 0; layer < 4; layer++) {
                x = block(scope.child("blocks." + layer), x, WIDTH, 4, 0, attention(WIDTH, 4, 0), gelu());
                if (unknown && layer == 1) {
                    x = Nd4jPartModels.unknown(x);
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
                session.step(batch, Fixtures.LEARNING_RATE);
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
