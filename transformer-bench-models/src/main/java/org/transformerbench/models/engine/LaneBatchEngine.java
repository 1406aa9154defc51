package org.transformerbench.models.engine;

import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import org.transformerbench.api.Batch;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.compiler.batch.BatchEngine;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.LossSums;
import org.transformerbench.models.compiler.batch.Workers;
import org.transformerbench.models.compiler.runtime.LaneEngine;
import org.transformerbench.models.compiler.runtime.LaneProgram;
import org.transformerbench.models.compiler.runtime.Nd4jRegions;
import org.transformerbench.models.kernel.Kernels;

/** An engine that runs a compiled program with a session's parameters and threads. */
final class LaneBatchEngine implements BatchEngine {
    private final LaneEngine engine;
    private final Nd4jRegions regions;
    private final Kernels kernels;
    private FlatParameters parameters;
    private long seenVersion = -1;

    /** Creates an engine with the session's own regions of the program, which it closes. */
    LaneBatchEngine(
            LaneProgram program,
            Nd4jRegions regions,
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
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public void close() {
        regions.close();
    }
}
