package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.SeedStreams;

class BatchSamplerTest {

    @Test
    void draws_the_same_batches_for_the_same_seed() {
        BatchSampler one = sampler(77);
        BatchSampler two = sampler(77);
        for (int i = 0; i < 20; i++) {
            assertThat(two.next().tokens()).isEqualTo(one.next().tokens());
        }
        assertThat(sampler(78).next().tokens()).isNotEqualTo(sampler(77).next().tokens());
    }

    @Test
    void begins_with_these_examples_in_every_java_version() {
        assertThat(new BatchSampler(Rows.numbered(1000), 3, new SeedStreams(42))
                        .next()
                        .tokens())
                .containsExactly(342, 312, 840);
    }

    @Test
    void draws_every_example_with_replacement() {
        BatchSampler sampler = sampler(5);
        Set<Integer> seen = new HashSet<>();
        boolean repeated = false;
        for (int i = 0; i < 100; i++) {
            Batch batch = sampler.next();
            assertThat(batch.size()).isEqualTo(6);
            Set<Integer> ofBatch = new HashSet<>();
            for (int row = 0; row < batch.size(); row++) {
                repeated |= !ofBatch.add(batch.tokens()[row]);
                assertThat(batch.targets()[row]).isEqualTo(batch.tokens()[row] % 3);
            }
            seen.addAll(ofBatch);
        }
        assertThat(seen).hasSize(10);
        assertThat(repeated).isTrue();
    }

    private static BatchSampler sampler(long seed) {
        return new BatchSampler(Rows.numbered(10), 6, new SeedStreams(seed));
    }
}
