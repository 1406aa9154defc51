package org.transformerbench.models.predict;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.Require;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.WarmUp;
import org.transformerbench.models.compiler.batch.Workers;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.kernel.Kernels;

/**
 * The programs of a predictor: first those of kernels that are fast at once, then those of kernels that are faster in the end, see
 * {@link WarmUp}. Both give the same numbers. Thread-safe.
 */
final class PredictorKernels implements AutoCloseable {
    private final Bundle bundle;
    private final BundledGraph graph;
    /** The number of the worker of trials, after all others. */
    private final int trialWorker;

    private final WarmUp warmUp;
    private final ForwardPrograms first;
    private final ForwardPrograms lasting;

    private PredictorKernels(
            Bundle bundle, ExecutorService threads, int size, Kernels kernels, Optional<Kernels> begins) {
        this.bundle = bundle;
        this.graph = new BundledGraph(
                bundle.forward().require(), bundle.card().shape().contextLength());
        this.trialWorker = size;
        FlatParameters parameters = parameters();
        this.lasting = new ForwardPrograms(graph, parameters, kernels, threads, size + 1, false);
        Optional<ForwardPrograms> quick = begins.map(
                        set -> new ForwardPrograms(graph, parameters, set, threads, size + 1, true))
                .filter(this::isPossible);
        this.first = quick.orElse(lasting);
        this.warmUp = new WarmUp(new AtomicBoolean(quick.isEmpty()));
        model(this::current, 0).prepare();
    }

    /** A constructor of predictors. */
    interface Maker {
        Predictor of(Bundle bundle, PredictorKernels kernels, WorkerPool<PredictorWorker> workers);
    }

    /**
     * Makes the predictor of a bundle.
     *
     * @param kernels compute in the end
     * @param begins compute at first; empty for the same
     */
    static Predictor open(Bundle bundle, int threads, Kernels kernels, Optional<Kernels> begins, Maker maker) {
        Require.given("bundle", bundle);
        Require.atLeast("threads", threads, 1);
        ExecutorService pool = Workers.pool(threads);
        try {
            PredictorKernels made = new PredictorKernels(bundle, pool, threads, kernels, begins);
            return maker.of(
                    bundle,
                    made,
                    new WorkerPool<>(
                            threads, worker -> PredictorWorker.of(bundle, made.model(made::current, worker)), pool));
        } catch (RuntimeException | Error e) {
            pool.shutdown();
            throw e;
        }
    }

    /** Returns the parameters that the graph reads. */
    private FlatParameters parameters() {
        Map<String, Tensor> read = new LinkedHashMap<>();
        graph.parameters()
                .keySet()
                .forEach(name -> read.put(name, bundle.parameters().get(name)));
        return new FlatParameters(read);
    }

    private boolean isPossible(ForwardPrograms programs) {
        try {
            model(() -> programs, 0).prepare();
            return true;
        } catch (UnsupportedGraphException e) {
            return false;
        }
    }

    private WorkerModel model(Supplier<ForwardPrograms> programs, int worker) {
        return new WorkerModel(bundle, programs, worker);
    }

    private ForwardPrograms current() {
        return warmUp.isOver() ? lasting : first;
    }

    /** Works, and lets the work count for the warm-up. */
    <T> T working(Supplier<T> work) {
        if (warmUp.isOver()) {
            return work.get();
        }
        long start = System.nanoTime();
        T result = work.get();
        warmUp.worked(System.nanoTime() - start, pool -> new Exercise());
        return result;
    }

    /** Waits until the lasting kernels are the faster ones. */
    void finish() {
        if (!warmUp.isOver()) {
            warmUp.finish(pool -> new Exercise());
        }
    }

    /** Ends a trial, if one is running. */
    @Override
    public void close() {
        warmUp.stop();
    }

    /** A trial with the buffers of a worker of its own. */
    private final class Exercise implements WarmUp.Trial {
        private final WorkerModel quick = model(() -> first, trialWorker);
        private final WorkerModel slow = model(() -> lasting, trialWorker);

        @Override
        public void first() {
            quick.exercise();
        }

        @Override
        public void lasting() {
            slow.exercise();
        }

        @Override
        public void close() {}
    }
}
