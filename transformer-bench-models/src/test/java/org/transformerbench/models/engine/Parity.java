package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;

/** What two trainers must agree on. */
final class Parity {
    private static final double SHARE = 1e-4;

    private Parity() {}

    /** Within a share of the largest number of each tensor. */
    static void assertClose(String what, Map<String, Tensor> actual, Map<String, Tensor> expected) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach((name, tensor) -> {
            double largest = 0;
            for (float value : tensor.values()) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int i = 0; i < tensor.size(); i++) {
                assertThat((double) actual.get(name).values()[i])
                        .as("%s of %s at %d", what, name, i)
                        .isEqualTo(tensor.values()[i], within(SHARE * largest + 1e-6));
            }
        });
    }

    /** For all positions and for the last one. */
    static Map<String, Tensor> logits(TrainingSession session, Batch batch) {
        float[] every = session.logits(batch.tokens(), batch.positions(), Targets.EVERY);
        float[] last = session.logits(batch.tokens(), batch.positions(), Targets.LAST);
        return Map.of("every", Tensor.of(every, every.length), "last", Tensor.of(last, last.length));
    }
}
