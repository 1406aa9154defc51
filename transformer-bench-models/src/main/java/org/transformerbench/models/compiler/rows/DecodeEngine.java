package org.transformerbench.models.compiler.rows;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.Workers;
import org.transformerbench.models.kernel.Kernels;

/**
 * Runs a program of {@link DecodeLowering} for new positions of a decoder's sequences. A slice is a number of sequences that
 * does not depend on the number of threads; a single slice runs on the caller's thread, since a change of threads takes as
 * long as a token.
 */
public final class DecodeEngine {
    /** Rows that go through the program at once: enough for matrix products, few enough for the cache. */
    private static final int MOST_ROWS = 64;

    /** Few enough for a small batch to occupy all threads. */
    private static final int MOST_SEQUENCES = 8;

    private final RowProgram program;
    private final Map<Packed, PackedValues> parameterValues = new IdentityHashMap<>();
    private final ExecutorService threads;
    private final int threadCount;
    private final List<Workspace> workspaces = new ArrayList<>();
    private long seenVersion = -1;

    /**
     * Allocates the buffers.
     *
     * @param program of {@link DecodeLowering}
     * @param seeds of the session
     * @param kernels compute
     * @param threads a {@linkplain Workers#pool pool}
     * @param threadCount how many of its threads may work
     */
    public DecodeEngine(
            RowProgram program, SeedStreams seeds, Kernels kernels, ExecutorService threads, int threadCount) {
        this.program = program;
        this.threads = threads;
        this.threadCount = threadCount;
        program.parameters().forEach(parameter -> parameterValues.put(parameter, parameter.allocate()));
        for (int thread = 0; thread < threadCount; thread++) {
            workspaces.add(new Workspace(kernels, program, parameterValues, seeds, MOST_ROWS, false));
        }
    }

    /**
     * Makes an empty cache.
     *
     * @param batchSize B, the number of sequences
     * @return for {@link #append}
     */
    public KeyValueCache cache(int batchSize) {
        return new KeyValueCache(program, batchSize);
    }

    /**
     * Reads the parameters anew if they have changed.
     *
     * @param parameters of the session
     */
    public void refresh(FlatParameters parameters) {
        if (seenVersion != parameters.version()) {
            parameterValues.forEach((layout, values) -> layout.refresh(values, parameters.values()));
            seenVersion = parameters.version();
        }
    }

    /**
     * Computes new positions and adds them to a cache.
     *
     * @param cache holds the positions before the first new one
     * @param text token ids, shape (B, T)
     * @param from the first new position
     * @param to after the last one
     * @return the logits of the last one, shape (B, V)
     */
    public float[] append(KeyValueCache cache, int[] text, int from, int to) {
        int batchSize = text.length / program.positions();
        int slice = Math.max(1, Math.min(MOST_SEQUENCES, MOST_ROWS / (to - from)));
        float[] logits = new float[batchSize * program.logits().width()];
        if (threadCount == 1 || batchSize <= slice) {
            for (int first = 0; first < batchSize; first += slice) {
                int count = Math.min(slice, batchSize - first);
                run(workspaces.get(0), cache, text, first, count, from, to, logits);
            }
        } else {
            Workers.run(threads, threadCount, (batchSize + slice - 1) / slice, (number, worker) -> {
                int first = number * slice;
                int count = Math.min(slice, batchSize - first);
                run(workspaces.get(worker), cache, text, first, count, from, to, logits);
            });
        }
        return logits;
    }

    private void run(
            Workspace work, KeyValueCache cache, int[] text, int first, int count, int from, int to, float[] logits) {
        int last = 0;
        for (int start = from; start < to; start += MOST_ROWS) {
            last = Math.min(MOST_ROWS, to - start);
            work.begin(new Continuation(cache, text, program.positions(), first, count, start, last));
            program.forward(work);
            work.end();
        }
        Value result = program.logits();
        for (int i = 0; i < count; i++) {
            int row = (i + 1) * last - 1;
            System.arraycopy(
                    work.activation(result),
                    row * result.stride(),
                    logits,
                    (first + i) * result.width(),
                    result.width());
        }
    }
}
