package org.transformerbench.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.transformerbench.api.registry.Registry;

class DiscoveryTest {

    @Test
    void the_service_loader_finds_all_tasks() {
        Registry registry = Registry.discover();

        assertThat(registry.failures()).isEmpty();
        assertThat(registry.tasks())
                .extracting(installed -> installed.id())
                .containsExactly(
                        "addition", "labels", "lines", "multiplication", "pairs", "shakespeare", "subtraction", "text");
    }
}
