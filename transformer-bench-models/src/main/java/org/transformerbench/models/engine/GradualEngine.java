package org.transformerbench.models.engine;

import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.transformerbench.api.Batch;
import org.transformerbench.models.compiler.batch.BatchEngine;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.LossSums;
import org.transformerbench.models.compiler.batch.WarmUp;
import org.transformerbench.models.compiler.rows.RowEngine;
import org.transformerbench.models.kernel.Kernels;

/** An engine that begins with kernels that are fast at once and goes over to those that are faster in the end; see {@link WarmUp}. */
final class GradualEngine implements BatchEngine {
    /** Examples of a trial: enough for a comparison of times. */
    private static final int MAX_EXAMPLES = 32;

    /** Groups of a trial: gradients of all parameters are large, and its numbers are of no use. */
    private static final int TRIAL_GROUPS = 1;

    /** A way to make an engine for a number of threads of a pool, and one of groups, which have gradients of their own. */
    interface Maker {
        BatchEngine make(ExecutorService threads, int threadCount, int groups);
    }

    private final WarmUp warmUp;
    private final Maker first;
    private final Maker lasting;
    private final ExecutorService threads;
    private final int threadCount;
    private FlatParameters parameters;
    private BatchEngine current;
    private boolean goneOver;
    private boolean hurries;

    GradualEngine(WarmUp warmUp, Maker first, Maker lasting, ExecutorService threads, int threadCount) {
        this.warmUp = warmUp;
        this.first = first;
        this.lasting = lasting;
        this.threads = threads;
        this.threadCount = threadCount;
        this.current = first.make(threads, threadCount, RowEngine.GROUPS);
    }

    @Override
    public void warmUp() {
        hurries = true;
    }

    @Override
    public void refresh(FlatParameters parameters) {
        if (!goneOver && warmUp.isOver()) {
            current.close();
            current = lasting.make(threads, threadCount, RowEngine.GROUPS);
            goneOver = true;
        }
        this.parameters = parameters;
        current.refresh(parameters);
    }

    @Override
    public LossSums gradient(Batch batch, long step, float[] flatGradient) {
        return warming(
                () -> {
                    Batch some = some(batch);
                    float[] unused = new float[flatGradient.length];
                    return engine -> engine.gradient(some, step, unused);
                },
                () -> current.gradient(batch, step, flatGradient));
    }

    @Override
    public float[] logits(int[] tokens, int batchSize, long step) {
        return warming(
                () -> {
                    int examples = Math.min(MAX_EXAMPLES, batchSize);
                    int[] some = Arrays.copyOf(tokens, tokens.length / batchSize * examples);
                    return engine -> engine.logits(some, examples, step);
                },
                () -> current.logits(tokens, batchSize, step));
    }

    /**
     * Works, and lets the work count for the warm-up.
     *
     * @param some makes a smaller work of the same kind
     */
    private <T> T warming(Supplier<Work> some, Supplier<T> work) {
        if (!goneOver && hurries) {
            warmUp.finish(pool -> new EngineTrial(pool, some.get()));
            refresh(parameters);
        }
        if (goneOver) {
            return work.get();
        }
        long start = System.nanoTime();
        T result = work.get();
        warmUp.worked(System.nanoTime() - start, pool -> new EngineTrial(pool, some.get()));
        return result;
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

    /** A trial that holds one engine at a time, since each has weights and gradients of its own. */
    private final class EngineTrial implements WarmUp.Trial {
        private final ExecutorService pool;
        private final Work work;
        /** A copy, since the session goes on to change them. */
        private final FlatParameters values = parameters.copy();

        private Maker maker;
        private BatchEngine engine;

        EngineTrial(ExecutorService pool, Work work) {
            this.pool = pool;
            this.work = work;
        }

        @Override
        public void first() {
            compute(first);
        }

        @Override
        public void lasting() {
            compute(lasting);
        }

        private void compute(Maker wanted) {
            if (maker != wanted) {
                close();
                engine = wanted.make(pool, 1, TRIAL_GROUPS);
                engine.refresh(values);
                maker = wanted;
            }
            work.on(engine);
        }

        @Override
        public void close() {
            if (engine != null) {
                engine.close();
                engine = null;
            }
        }
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
