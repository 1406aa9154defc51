package org.transformerbench.api.training;

import java.util.random.RandomGenerator;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;

/**
 * A sampler that draws training batches with replacement from the stream {@link SeedStreams#ORDER}. The n-th batch depends on
 * the seed, the data and the batch size only, so that all models see the same examples.
 */
public final class BatchSampler {
    private final ExampleSet examples;
    private final RandomGenerator order;
    private final int batchSize;

    /**
     * Creates a sampler at its first batch.
     *
     * @param examples what to draw from; not empty
     * @param batchSize B; at least 1
     * @param seeds the run's seed streams
     */
    public BatchSampler(ExampleSet examples, int batchSize, SeedStreams seeds) {
        this(examples, batchSize, seeds.stream(SeedStreams.ORDER));
    }

    BatchSampler(ExampleSet examples, int batchSize, RandomGenerator order) {
        this.examples = examples;
        this.batchSize = batchSize;
        this.order = order;
    }

    /**
     * Returns the next batch.
     *
     * @return a new batch
     */
    public Batch next() {
        long[] indices = new long[batchSize];
        for (int row = 0; row < batchSize; row++) {
            indices[row] = order.nextLong(examples.size());
        }
        return examples.batch(indices);
    }

    /**
     * Passes batches over without reading their examples: the next one is the one that it would have been after them.
     *
     * @param batches how many; at least 0
     */
    public void skip(long batches) {
        for (long draw = 0; draw < batches * batchSize; draw++) {
            order.nextLong(examples.size());
        }
    }
}
