package org.transformerbench.models.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.transformerbench.models.engine.DecoderFixtures.assertClose;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.KernelSets;

class DryRunTest {

    static List<String> kernels() {
        return KernelSets.names();
    }

    /** It goes all the way: what fails on the way would not be seen, as it is only there for its side effects. */
    @ParameterizedTest
    @MethodSource("kernels")
    void computes_the_same_logits_with_and_without_keys_and_values(String set) {
        List<float[]> logits = DryRun.compute(KernelChoice.named(set));

        assertThat(logits).hasSize(2);
        assertClose(logits.get(1), logits.get(0), "kept keys and values");
        assertThat(logits.get(0)[0]).isNotZero().isFinite();
    }
}
