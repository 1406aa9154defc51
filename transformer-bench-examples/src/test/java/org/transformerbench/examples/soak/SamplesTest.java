package org.transformerbench.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule itself, on series whose growth is known. */
class SamplesTest {
    private static final double KEPT_MIB = 1000 * Float.BYTES / (double) (1 << 20);

    private static Samples heap(long steps, LongToDoubleFunction mebibytes) {
        Samples samples = new Samples(steps, 20);
        for (long step = steps / 20; step <= steps; step += steps / 20) {
            samples.add(new Footprint(step, mebibytes.applyAsDouble(step), 300, 12, 9000, 40, 0));
        }
        return samples;
    }

    @ParameterizedTest
    @ValueSource(longs = {400, 500, 2_000, 20_000})
    void a_thousand_floats_kept_per_step_are_a_leak(long steps) {
        SplittableRandom noise = new SplittableRandom(1);
        Samples samples = heap(steps, step -> 40 + noise.nextDouble(0.1) + step * KEPT_MIB);

        assertThat(samples.growing()).singleElement().asString().startsWith("heap MiB grew by ");
    }

    @Test
    void what_is_filled_in_the_first_quarter_is_no_leak() {
        assertThat(heap(2000, step -> 40 + Math.min(step, 500) * KEPT_MIB).growing())
                .isEmpty();
    }

    @Test
    void single_samples_that_stand_out_are_no_leak() {
        assertThat(heap(2000, step -> step % 700 == 0 ? 90 : 40).growing()).isEmpty();
    }

    @Test
    void what_shrinks_is_no_leak() {
        assertThat(heap(2000, step -> 90 - step * KEPT_MIB).growing()).isEmpty();
    }

    @Test
    void a_single_thread_or_a_class_per_model_or_a_file_per_model_is_a_leak() {
        Samples samples = new Samples(500, 20);
        for (int model = 25; model <= 500; model += 25) {
            samples.add(new Footprint(model, 40, 300, model <= 250 ? 12 : 13, 9000 + model, 40 + model, model / 25));
        }

        assertThat(samples.growing())
                .hasSize(4)
                .anyMatch(line -> line.equals("threads grew by 1.00, which may be 0.00"))
                .anyMatch(line -> line.startsWith("classes grew by "))
                .anyMatch(line -> line.startsWith("open files grew by "))
                .anyMatch(line -> line.startsWith("workspaces grew by "));
    }

    @Test
    void the_table_has_a_line_per_sample() {
        Samples samples = heap(2000, step -> 40);

        assertThat(samples.table().lines()).hasSize(1 + 1 + 20 + 1);
        assertThat(samples.table()).contains("    2000     40.00         300.0       12     9000     40");
    }
}
