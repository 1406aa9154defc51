package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpTest {
    private final WarmUp warmUp = new WarmUp();

    @Test
    void others_stand_in_for_slow_kernels_until_all_threads_have_worked_for_a_while() {
        for (String set : KernelSets.names()) {
            Kernels kernels = KernelChoice.named(set);
            WarmUp fresh = new WarmUp();
            fresh.add(WarmUp.NANOS / 2);
            assertThat(fresh.choose(kernels)).isSameAs(kernels.cold());
            fresh.add(WarmUp.NANOS - WarmUp.NANOS / 2);
            assertThat(fresh.choose(kernels)).isSameAs(kernels);
        }
    }

    @Test
    void kernels_that_are_bearable_before_they_are_compiled_need_no_others() {
        Kernels plain = KernelChoice.named("plain");
        assertThat(warmUp.choose(plain)).isSameAs(plain);
    }
}
