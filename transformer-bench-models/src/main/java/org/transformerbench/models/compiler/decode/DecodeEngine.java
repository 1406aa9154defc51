package org.transformerbench.models.compiler.decode;

import java.util.concurrent.ExecutorService;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.Workers;

/**
 * An engine that computes new positions of a decoder's sequences. A micro-batch is a number of sequences that does not depend on
 * the number of threads; a single micro-batch runs on the caller's thread, since a change of threads takes as long as a token.
 */
public final class DecodeEngine {
    private final DecodeProgram program;
    private final ExecutorService threads;
    private final int threadCount;
    /** The worker of what runs on the caller's thread. */
    private final int caller;

    /**
     * Creates an engine that computes on its callers' threads alone.
     *
     * @param program has buffers for the worker
     * @param worker whose buffers nobody else uses
     */
    public DecodeEngine(DecodeProgram program, int worker) {
        this(program, null, 1, worker);
    }

    /**
     * Creates an engine for a program.
     *
     * @param program has buffers for as many workers as there are threads
     * @param threads a {@linkplain Workers#pool pool}
     * @param threadCount how many of its threads may work
     */
    public DecodeEngine(DecodeProgram program, ExecutorService threads, int threadCount) {
        this(program, threads, threadCount, 0);
    }

    private DecodeEngine(DecodeProgram program, ExecutorService threads, int threadCount, int caller) {
        this.program = program;
        this.threads = threads;
        this.threadCount = threadCount;
        this.caller = caller;
    }

    /**
     * Creates an empty cache.
     *
     * @param batchSize B, the number of sequences
     * @return for {@link #append}
     */
    public KeyValueCache cache(int batchSize) {
        return program.cache(batchSize);
    }

    /**
     * Copies the parameters if they have changed.
     *
     * @param parameters of the session
     */
    public void refresh(FlatParameters parameters) {
        program.refresh(parameters);
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
        int batchSize = text.length / program.contextLength();
        int microBatch = program.maxSequences(batchSize, to - from);
        float[] logits = new float[batchSize * program.width()];
        if (threadCount == 1 || batchSize <= microBatch) {
            for (int first = 0; first < batchSize; first += microBatch) {
                run(caller, cache, text, first, microBatch, from, to, logits);
            }
        } else {
            Workers.run(threads, threadCount, (batchSize + microBatch - 1) / microBatch, (number, worker) -> {
                run(worker, cache, text, number * microBatch, microBatch, from, to, logits);
            });
        }
        return logits;
    }

    private void run(
            int worker, KeyValueCache cache, int[] text, int first, int microBatch, int from, int to, float[] logits) {
        int count = Math.min(microBatch, text.length / program.contextLength() - first);
        int most = program.maxRows() / microBatch;
        int last = 0;
        for (int start = from; start < to; start += most) {
            last = Math.min(most, to - start);
            program.compute(new DecodeBatch(cache, text, program.contextLength(), first, count, start, last), worker);
        }
        for (int i = 0; i < count; i++) {
            program.copyLogits((i + 1) * last - 1, worker, logits, (first + i) * program.width());
        }
    }
}
