package org.transformerbench.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.registry.Registry;

/** A little of what {@link LoadSoakTest} does, so that a new leak is noticed early. */
class ShortLoadTest {
    private static final int STEPS = 320;
    private static final int SAMPLES = 8;

    @ParameterizedTest
    @CsvSource({"mlp, compiled, 32", "mlp, samediff, 4"})
    void three_hundred_steps_leave_nothing_behind(String model, String trainer, int batchSize) {
        Samples samples = new Samples(STEPS, SAMPLES);
        Load.train(model, trainer, batchSize, STEPS, samples::after);

        assertThat(samples.count()).isEqualTo(SAMPLES);
        assertThat(samples.growing()).as(samples.table()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"compiled", "samediff"})
    void twenty_models_leave_nothing_behind(String trainer) {
        Registry registry = Registry.discover();
        Samples samples = new Samples(20, 5);
        for (int model = 1; model <= 20; model++) {
            Load.open(registry.trainer(trainer), registry.model("mlp")).close();
            samples.after(model);
        }
        assertThat(samples.growing()).as(samples.table()).isEmpty();
    }

    @Test
    void a_thousand_floats_per_step_would_be_seen() {
        Samples samples = new Samples(STEPS, SAMPLES);
        List<float[]> kept = new ArrayList<>();
        Load.train("mlp", "compiled", 32, STEPS, step -> {
            kept.add(new float[1000]);
            samples.after(step);
        });
        assertThat(samples.growing()).as(samples.table()).anyMatch(line -> line.startsWith("heap MiB grew by "));
        assertThat(kept).hasSize(STEPS);
    }
}
