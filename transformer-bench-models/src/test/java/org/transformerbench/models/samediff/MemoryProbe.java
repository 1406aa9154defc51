package org.transformerbench.models.samediff;

import org.bytedeco.javacpp.Pointer;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.NanoGpt;

/** A program that trains with dropout, evaluates, and prints the process's memory in MiB after 50 steps and after 250 more. */
final class MemoryProbe {
    private static final long MEBIBYTE = 1 << 20;

    private MemoryProbe() {}

    public static void main(String[] arguments) {
        Model<?> model = new NanoGpt();
        SequenceShape shape = Fixtures.addition(model);
        Batch batch = Fixtures.batch(model, shape, 32, 1);
        try (TrainingSession session = Fixtures.openShallow(model, shape, 1)) {
            for (int step = 1; step <= 300; step++) {
                session.step(batch, Fixtures.LEARNING_RATE);
                session.logits(batch.tokens(), batch.positions(), Targets.EVERY);
                if (step == 50 || step == 300) {
                    System.out.println(Pointer.physicalBytes() / MEBIBYTE);
                }
            }
        }
    }
}
