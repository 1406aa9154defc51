package org.transformerbench.models.compiler.runtime;

import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import org.transformerbench.api.Batch;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.compiler.batch.BatchEngine;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.ForwardEngine;
import org.transformerbench.models.compiler.batch.LossSums;
import org.transformerbench.models.compiler.batch.Workers;
import org.transformerbench.models.kernel.Kernels;

/** An engine that runs a compiled program with a session's parameters and threads. */
public final class LaneBatchEngine implements BatchEngine, ForwardEngine {
    private final LaneEngine engine;
    private final Regions regions;
    private final Kernels kernels;
    private FlatParameters parameters;
    private long seenVersion = -1;

    /**
     * Creates an engine.
     *
     * @param program to be run
     * @param regions the session's own ones of the program; closed with the engine
     * @param kernels compute
     * @param seeds of dropout
     * @param threads a {@linkplain Workers#pool pool}
     * @param threadCount how many of its threads may work, and the number of workers
     */
    public LaneBatchEngine(
            LaneProgram program,
            Regions regions,
            Kernels kernels,
            SeedStreams seeds,
            ExecutorService threads,
            int threadCount) {
        this.regions = regions;
        this.kernels = kernels;
        LaneEngine.Threads workers = (count, task) -> Workers.run(threads, threadCount, count, task::accept);
        this.engine = new LaneEngine(program, kernels.interleaved(), seeds, regions, workers, threadCount);
    }

    @Override
    public void refresh(FlatParameters flat) {
        parameters = flat;
        if (seenVersion != flat.version()) {
            engine.refresh(flat::copy);
            seenVersion = flat.version();
        }
    }

    @Override
    public LossSums gradient(Batch batch, long step, float[] flatGradient) {
        LossSums found = engine.run(batch, step);
        Arrays.fill(flatGradient, 0);
        engine.gradients((name, gradient) -> gradient.copyTo(flatGradient, parameters.offset(name)));
        return found;
    }

    @Override
    public float[] logits(int[] tokens, int batchSize, long step) {
        return engine.logits(tokens, batchSize, step);
    }

    @Override
    public int logitsPerExample() {
        return engine.logitsPerExample();
    }

    @Override
    public void logits(int[] tokens, int batchSize, int worker, float[] logits) {
        engine.logits(tokens, batchSize, worker, logits);
    }

    @Override
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public void close() {
        regions.close();
    }
}
