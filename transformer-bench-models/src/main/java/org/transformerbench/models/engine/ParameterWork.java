package org.transformerbench.models.engine;

import java.util.concurrent.ExecutorService;
import org.transformerbench.models.compiler.runtime.Parts;
import org.transformerbench.models.kernel.AdamWFactors;
import org.transformerbench.models.kernel.Kernels;

/**
 * Work on all parameters, spread over threads: as a whole where they are too few to be worth other threads, else in parts that fit
 * into the cache where the whole does not.
 */
record ParameterWork(Kernels kernels, ExecutorService threads, int threadCount) {
    private static final int PARTS = 8;

    /** With fewer, waking a thread takes longer than the work. */
    private static final int LEAST_SHARED_PARAMETERS = 1 << 15;

    /** A part of the work. */
    interface Task {
        void run(int part, int parts);
    }

    void each(int size, Task task) {
        if (size < LEAST_SHARED_PARAMETERS) {
            task.run(0, 1);
        } else if (threadCount > 1) {
            Workers.run(threads, threadCount, PARTS, (part, worker) -> task.run(part, PARTS));
        } else {
            for (int part = 0; part < PARTS; part++) {
                task.run(part, PARTS);
            }
        }
    }

    /** The optimizer's step, element by element. */
    void adamW(FlatParameters parameters, float[] gradient, float[] first, float[] second, AdamWFactors factors) {
        int size = gradient.length;
        int vectors = size / Kernels.LANES;
        each(size, (part, parts) -> {
            int from = Parts.start(part, parts, vectors) * Kernels.LANES;
            int to = part + 1 < parts ? Parts.start(part + 1, parts, vectors) * Kernels.LANES : size;
            kernels.adamW(parameters.values(), gradient, first, second, from, to, factors);
        });
        parameters.changed();
    }
}
