package org.transformerbench.models.compiler.batch;

import java.util.concurrent.ExecutorService;
import org.transformerbench.models.kernel.AdamWFactors;
import org.transformerbench.models.kernel.Kernels;

/**
 * A loop over all parameters, spread over threads: as a whole if they are too few to be worth several threads, else in parts that
 * fit into the cache.
 *
 * @param kernels compute
 * @param threads a {@linkplain Workers#pool pool}
 * @param threadCount how many of its threads may work
 */
public record ParameterWork(Kernels kernels, ExecutorService threads, int threadCount) {
    private static final int PARTS = 8;

    /** Minimum number of parameters for several threads; with fewer, waking a thread takes longer than the work. */
    private static final int MIN_SHARED_PARAMETERS = 1 << 15;

    /** The work on a range of parameters. */
    public interface Task {
        /**
         * Processes the range.
         *
         * @param part from 0
         * @param parts how many there are
         */
        void run(int part, int parts);
    }

    /**
     * Processes all parameters and waits for the end.
     *
     * @param size how many parameters there are
     * @param task does a part of them
     */
    public void each(int size, Task task) {
        if (size < MIN_SHARED_PARAMETERS) {
            task.run(0, 1);
        } else if (threadCount > 1) {
            Workers.run(threads, threadCount, PARTS, (part, worker) -> task.run(part, PARTS));
        } else {
            for (int part = 0; part < PARTS; part++) {
                task.run(part, PARTS);
            }
        }
    }

    /**
     * Performs an AdamW update.
     *
     * @param parameters are changed
     * @param gradient of the loss, in the same layout
     * @param first moments, changed
     * @param second moments, changed
     * @param factors of this step
     * @param decay which parameters shrink
     */
    public void adamW(
            FlatParameters parameters,
            float[] gradient,
            float[] first,
            float[] second,
            AdamWFactors factors,
            DecayRanges decay) {
        int size = gradient.length;
        int vectors = size / Kernels.LANES;
        AdamWFactors withoutDecay = factors.withoutDecay();
        each(size, (part, parts) -> {
            int from = EvenSplit.start(part, parts, vectors) * Kernels.LANES;
            int to = part + 1 < parts ? EvenSplit.start(part + 1, parts, vectors) * Kernels.LANES : size;
            decay.each(
                    from,
                    to,
                    (start, end, decays) -> kernels.elementwise()
                            .adamW(
                                    parameters.values(),
                                    gradient,
                                    first,
                                    second,
                                    start,
                                    end,
                                    decays ? factors : withoutDecay));
        });
        parameters.changed();
    }
}
