package org.transformerbench.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeedStreamsTest {
    private static final SeedStreams SEEDS = new SeedStreams(42);

    /** Published results rest on these numbers: should a Java version change them, this is where it shows. */
    @ParameterizedTest
    @CsvSource({
        "init, -2691473083918852970, 596263330444642064, -21616914616657225",
        "data, 8495696741235908607, 1999889492438418369, 3230153298900815411",
        "order, -5176059210365998931, 8464081741054796624, 4436168220776624272",
        "dropout, 7263482041555618255, 4186388166855132285, 5910038464103439582",
    })
    void yields_the_same_first_values_in_every_java_version(String name, long first, long second, long key) {
        RandomGenerator stream = SEEDS.stream(name);
        assertThat(new long[] {stream.nextLong(), stream.nextLong(), SEEDS.key(name)})
                .containsExactly(first, second, key);
    }

    @Test
    void draws_the_same_derived_values_in_every_java_version() {
        RandomGenerator order = SEEDS.stream(SeedStreams.ORDER);
        assertThat(new long[] {order.nextLong(1000), order.nextLong(1000), order.nextLong(1000)})
                .containsExactly(342, 312, 840);
        assertThat(order.nextLong(1L << 40)).isEqualTo(596990057377L);
        assertThat(order.nextInt(10)).isEqualTo(4);
        assertThat(order.nextDouble()).isEqualTo(0.21281699627785133);
    }

    @Test
    void begins_anew_with_each_call() {
        RandomGenerator used = SEEDS.stream(SeedStreams.DATA);
        long first = used.nextLong();
        used.nextLong();
        assertThat(SEEDS.stream(SeedStreams.DATA).nextLong()).isEqualTo(first);
        assertThat(new SeedStreams(42).stream(SeedStreams.DATA).nextLong()).isEqualTo(first);
    }

    @Test
    void separates_every_name_and_every_seed() {
        Set<Long> keys = new HashSet<>();
        for (long seed = -50; seed < 50; seed++) {
            for (int i = 0; i < 100; i++) {
                keys.add(new SeedStreams(seed).key("init/h." + i));
            }
        }
        assertThat(keys).hasSize(100 * 100);
        assertThat(SEEDS.key("ab")).isNotEqualTo(SEEDS.key("ba"));
    }

    /** For independent fair coins the number of equal bits is normal around half with deviation 320. */
    @Test
    void makes_streams_that_do_not_correlate() {
        String[][] pairs = {{"init", "data"}, {"init/a", "init/b"}, {"order", "dropout"}};
        for (String[] pair : pairs) {
            RandomGenerator one = SEEDS.stream(pair[0]);
            RandomGenerator two = SEEDS.stream(pair[1]);
            assertThat(equalBits(one, two)).isBetween(204_800 - 1600, 204_800 + 1600);
        }
        RandomGenerator next = new SeedStreams(43).stream("init");
        assertThat(equalBits(SEEDS.stream("init"), next)).isBetween(204_800 - 1600, 204_800 + 1600);
    }

    private static int equalBits(RandomGenerator one, RandomGenerator two) {
        int equal = 0;
        for (int i = 0; i < 6400; i++) {
            equal += 64 - Long.bitCount(one.nextLong() ^ two.nextLong());
        }
        return equal;
    }

    @Test
    void mixes_as_splitmix64_does() {
        assertThat(SeedStreams.mix(0)).isZero();
        assertThat(SeedStreams.mix(1)).isEqualTo(0x5692161d100b05e5L);
        assertThat(SeedStreams.mix(0x9e3779b97f4a7c15L)).isEqualTo(0xe220a8397b1dcdafL);
    }
}
