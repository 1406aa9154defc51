package org.transformerbench.api.training;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainedModel;

/** Numbers by which a run that goes on knows its data and its model again. */
final class Checksums {
    private static final int EXAMPLES = 8;

    private Checksums() {}

    /** Returns the checksum of tokens and targets. */
    static long of(Batch batch) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (batch.tokens().length + batch.targets().length));
        bytes.asIntBuffer().put(batch.tokens()).put(batch.targets());
        return of(bytes);
    }

    /** Returns the checksum of every bit of a model's logits for a few examples, without dropout. */
    static long ofLogits(TrainedModel model, Batch batch, Targets targets) {
        int examples = Math.min(EXAMPLES, batch.size());
        int[] tokens = Arrays.copyOf(batch.tokens(), examples * batch.positions());
        float[] logits = model.logits(tokens, batch.positions(), targets);
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * logits.length);
        bytes.asFloatBuffer().put(logits);
        return of(bytes);
    }

    private static long of(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return checksum.getValue();
    }
}
