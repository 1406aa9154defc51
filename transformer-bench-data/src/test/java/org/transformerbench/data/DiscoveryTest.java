package org.transformerbench.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.transformerbench.api.Task;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.registry.Registry;

class DiscoveryTest {

    @Test
    void the_service_loader_finds_the_four_tasks() {
        Registry registry = Registry.discover();

        assertThat(registry.failures()).isEmpty();
        assertThat(registry.tasks())
                .extracting(installed -> installed.id())
                .containsExactly("addition", "shakespeare", "subtraction", "text");
    }

    @Test
    void every_default_configuration_survives_json() {
        Configs configs = new Configs();

        assertThat(Registry.discover().tasks()).isNotEmpty().allSatisfy(installed -> {
            Task<?> task = installed.provider();
            Record defaults = task.defaultConfig();
            assertThat(configs.read(configs.write(defaults), task.configType())).isEqualTo(defaults);
        });
    }
}
