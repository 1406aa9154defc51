package org.transformerbench.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class InitializerTest {
    private static final int MANY = 200_000;

    private static RandomGenerator random() {
        return new SeedStreams(42).stream("init/wte.weight");
    }

    /** Should a Java version draw normal values in another way, every trained model changes: it shows here. */
    @Test
    void draws_the_same_values_in_every_java_version() {
        assertThat(Initializer.normal(0.02).values(random(), 4))
                .containsExactly(0.013537943f, -0.018877504f, 0.019751217f, -0.027109971f);
        assertThat(Initializer.uniform(0.25).values(random(), 4))
                .containsExactly(-0.157867f, 0.03326395f, -0.10795133f, 0.03209633f);
    }

    @Test
    void draws_a_normal_distribution_of_the_given_width() {
        float[] values = Initializer.normal(3).values(random(), MANY);
        assertThat(moment(values, 1)).isCloseTo(0, within(0.03));
        assertThat(moment(values, 2)).isCloseTo(9, within(0.15));
        assertThat(moment(values, 3)).isCloseTo(0, within(1.5));
        assertThat(moment(values, 4)).isCloseTo(3 * 81, within(10.0));
    }

    @Test
    void draws_a_uniform_distribution_inside_its_bounds() {
        float[] values = Initializer.uniform(0.5).values(random(), MANY);
        assertThat(moment(values, 1)).isCloseTo(0, within(0.003));
        assertThat(moment(values, 2)).isCloseTo(0.25 / 3, within(0.001));
        float least = 1;
        float most = -1;
        for (float value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        assertThat(least).isBetween(-0.5f, -0.4999f);
        assertThat(most).isBetween(0.4999f, 0.5f);
    }

    @Test
    void repeats_a_constant_and_draws_nothing() {
        RandomGenerator random = random();
        assertThat(Initializer.constant(0.75).values(random, 3)).containsExactly(0.75f, 0.75f, 0.75f);
        assertThat(random.nextLong()).isEqualTo(random().nextLong());
    }

    private static double moment(float[] values, int power) {
        double sum = 0;
        for (float value : values) {
            sum += Math.pow(value, power);
        }
        return sum / values.length;
    }
}
