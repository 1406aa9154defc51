package org.transformerbench.models.samediff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The number of native threads is fixed when a process starts, so each count needs one of its own. */
class ThreadIndependenceTest {

    @Test
    void the_same_seed_gives_the_same_numbers_for_any_number_of_threads() throws Exception {
        List<String> one = fingerprint(1);
        assertThat(one).hasSizeGreaterThanOrEqualTo(4).allMatch(line -> line.contains("="));
        assertThat(fingerprint(3)).isEqualTo(one);
    }

    private static List<String> fingerprint(int threads) throws Exception {
        return OtherProcess.run(
                Fingerprint.class, Map.of("OMP_NUM_THREADS", Integer.toString(threads)), "-XX:TieredStopAtLevel=1");
    }
}
