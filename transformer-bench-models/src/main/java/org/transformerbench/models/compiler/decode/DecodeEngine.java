package org.transformerbench.models.compiler.decode;

import java.util.concurrent.ExecutorService;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.Workers;
import org.transformerbench.models.kernel.Kernels;

/**
 * Computes new positions of a decoder's sequences. A slice is a number of sequences that does not depend on the number of threads; a
 * single slice runs on the caller's thread, since a change of threads takes as long as a token.
 */
public final class DecodeEngine {
    private final DecodeProgram program;
    private final Kernels kernels;
    private final ExecutorService threads;
    private final int threadCount;

    /**
     * For a program.
     *
     * @param program has buffers for as many workers as there are threads
     * @param kernels compute attention
     * @param threads a {@linkplain Workers#pool pool}
     * @param threadCount how many of its threads may work
     */
    public DecodeEngine(DecodeProgram program, Kernels kernels, ExecutorService threads, int threadCount) {
        this.program = program;
        this.kernels = kernels;
        this.threads = threads;
        this.threadCount = threadCount;
    }

    /**
     * Makes an empty cache.
     *
     * @param batchSize B, the number of sequences
     * @return for {@link #append}
     */
    public KeyValueCache cache(int batchSize) {
        return new KeyValueCache(program.attentions(), program.contextLength(), batchSize, kernels);
    }

    /**
     * Reads the parameters anew if they have changed.
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
        int slice = Math.max(1, Math.min(program.mostSequences(), program.mostRows() / (to - from)));
        float[] logits = new float[batchSize * program.width()];
        if (threadCount == 1 || batchSize <= slice) {
            for (int first = 0; first < batchSize; first += slice) {
                int count = Math.min(slice, batchSize - first);
                run(0, cache, text, first, count, from, to, logits);
            }
        } else {
            Workers.run(threads, threadCount, (batchSize + slice - 1) / slice, (number, worker) -> {
                int first = number * slice;
                int count = Math.min(slice, batchSize - first);
                run(worker, cache, text, first, count, from, to, logits);
            });
        }
        return logits;
    }

    private void run(
            int worker, KeyValueCache cache, int[] text, int first, int count, int from, int to, float[] logits) {
        int last = 0;
        for (int start = from; start < to; start += program.mostRows()) {
            last = Math.min(program.mostRows(), to - start);
            program.compute(new Continuation(cache, text, program.contextLength(), first, count, start, last), worker);
        }
        for (int i = 0; i < count; i++) {
            program.copyLogits((i + 1) * last - 1, worker, logits, (first + i) * program.width());
        }
    }
}
