package org.transformerbench.models.samediff;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.Fixtures;

/** A program that trains every model for a few steps and prints a checksum of its parameters. */
final class Fingerprint {
    /** Enough for ND4J to share them out: with T = 12 above {@link OpenMpThreads#WORTH_SHARING}. */
    private static final int EXAMPLES = 352;

    private Fingerprint() {}

    public static void main(String[] arguments) {
        Fixtures.models().forEach(model -> System.out.println(model.id() + "=" + checksum(model)));
    }

    private static long checksum(Model<?> model) {
        SequenceShape shape = Fixtures.addition(model);
        CRC32 checksum = new CRC32();
        try (TrainingSession session = Fixtures.openShallow(model, shape, 1)) {
            for (int step = 0; step < 2; step++) {
                Batch batch = Fixtures.batch(model, shape, EXAMPLES, step);
                checksum.update(Double.toString(
                                session.step(batch, Fixtures.LEARNING_RATE).loss())
                        .getBytes(StandardCharsets.US_ASCII));
            }
            session.parameters().values().forEach(tensor -> {
                for (float value : tensor.values()) {
                    int bits = Float.floatToIntBits(value);
                    checksum.update(
                            new byte[] {(byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits});
                }
            });
        }
        return checksum.getValue();
    }
}
