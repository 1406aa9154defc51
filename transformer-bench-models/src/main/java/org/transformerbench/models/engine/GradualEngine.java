package org.transformerbench.models.engine;

import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import org.transformerbench.api.Batch;
import org.transformerbench.models.compiler.batch.BatchEngine;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.LossSums;
import org.transformerbench.models.kernel.Kernels;

/** An engine that begins with kernels that are fast at once and goes over to those that are faster in the end; see {@link WarmUp}. */
final class GradualEngine implements BatchEngine {
    /** Examples of a trial: enough for a comparison of times. */
    private static final int MAX_EXAMPLES = 32;

    /** A way to make an engine for a number of threads of a pool. */
    interface Maker {
        BatchEngine make(ExecutorService threads, int threadCount);
    }

    private final WarmUp warmUp;
    private final Maker first;
    private final Maker lasting;
    private final ExecutorService threads;
    private final int threadCount;
    private FlatParameters parameters;
    private BatchEngine current;
    private boolean goneOver;

    GradualEngine(WarmUp warmUp, Maker first, Maker lasting, ExecutorService threads, int threadCount) {
        this.warmUp = warmUp;
        this.first = first;
        this.lasting = lasting;
        this.threads = threads;
        this.threadCount = threadCount;
        this.goneOver = warmUp.isOver();
        this.current = (goneOver ? lasting : first).make(threads, threadCount);
    }

    /** Returns whether it computes with the lasting kernels. */
    boolean hasGoneOver() {
        return goneOver;
    }

    @Override
    public void refresh(FlatParameters parameters) {
        if (!goneOver && warmUp.isOver()) {
            current.close();
            current = lasting.make(threads, threadCount);
            goneOver = true;
        }
        this.parameters = parameters;
        current.refresh(parameters);
    }

    @Override
    public LossSums gradient(Batch batch, long step, float[] flatGradient) {
        if (goneOver) {
            return current.gradient(batch, step, flatGradient);
        }
        long start = System.nanoTime();
        LossSums sums = current.gradient(batch, step, flatGradient);
        warmUp.worked(System.nanoTime() - start, (pool, count) -> {
            Batch some = some(batch);
            float[] unused = new float[flatGradient.length];
            return trial(pool, count, engine -> engine.gradient(some, step, unused));
        });
        return sums;
    }

    @Override
    public float[] logits(int[] tokens, int batchSize, long step) {
        if (goneOver) {
            return current.logits(tokens, batchSize, step);
        }
        long start = System.nanoTime();
        float[] logits = current.logits(tokens, batchSize, step);
        warmUp.worked(System.nanoTime() - start, (pool, count) -> {
            int examples = Math.min(MAX_EXAMPLES, batchSize);
            int[] some = Arrays.copyOf(tokens, tokens.length / batchSize * examples);
            return trial(pool, count, engine -> engine.logits(some, examples, step));
        });
        return logits;
    }

    private static Batch some(Batch batch) {
        int examples = Math.min(MAX_EXAMPLES, batch.size());
        return new Batch(
                examples,
                batch.positions(),
                batch.targetsPerExample(),
                Arrays.copyOf(batch.tokens(), examples * batch.positions()),
                Arrays.copyOf(batch.targets(), examples * batch.targetsPerExample()));
    }

    private interface Work {
        void on(BatchEngine engine);
    }

    /** Copies the parameters, which the session goes on to change. */
    private WarmUp.Trial trial(ExecutorService pool, int count, Work work) {
        FlatParameters copy = new FlatParameters(parameters.split(parameters.values()));
        BatchEngine usual = first.make(pool, count);
        BatchEngine faster = lasting.make(pool, count);
        usual.refresh(copy);
        faster.refresh(copy);
        return new WarmUp.Trial() {
            @Override
            public void first() {
                work.on(usual);
            }

            @Override
            public void lasting() {
                work.on(faster);
            }
        };
    }

    @Override
    public Kernels kernels() {
        return current.kernels();
    }

    @Override
    public void close() {
        current.close();
    }
}
