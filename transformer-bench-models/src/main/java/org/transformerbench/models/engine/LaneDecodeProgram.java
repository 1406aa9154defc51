package org.transformerbench.models.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.decode.DecodeBatch;
import org.transformerbench.models.compiler.decode.DecodeProgram;
import org.transformerbench.models.compiler.decode.KeyValueCache;
import org.transformerbench.models.compiler.runtime.LaneEngine;
import org.transformerbench.models.compiler.runtime.LaneProgram;
import org.transformerbench.models.compiler.runtime.Nd4jRegions;
import org.transformerbench.models.kernel.Kernels;

/** A program for interleaved rows of a decoder, with the buffers that it runs in. */
final class LaneDecodeProgram implements DecodeProgram {

    /**
     * A program of the same graph for more rows at once.
     *
     * @param batchSize from how many sequences on
     * @param program makes it, when it is first asked for
     */
    record WideProgram(int batchSize, Supplier<LaneDecodeProgram> program) {}

    private final LaneProgram program;
    private final int contextLength;
    private final Kernels kernels;
    private final Nd4jRegions regions;
    private final LaneEngine engine;
    private final List<KeyValueCache.Sizes> attentions;
    private final Optional<WideProgram> wide;
    private Optional<LaneDecodeProgram> wideProgram = Optional.empty();
    private long seenVersion = -1;

    /** Creates a program with the session's own regions, which it closes. */
    LaneDecodeProgram(
            LaneProgram program,
            int contextLength,
            Nd4jRegions regions,
            Kernels kernels,
            SeedStreams seeds,
            int workers,
            Optional<WideProgram> wide) {
        this.program = program;
        this.contextLength = contextLength;
        this.kernels = kernels;
        this.regions = regions;
        this.wide = wide;
        LaneEngine.Threads alone = (count, task) -> {
            for (int i = 0; i < count; i++) {
                task.accept(i, 0);
            }
        };
        this.engine = new LaneEngine(program, kernels.interleaved(), seeds, regions, alone, workers);
        this.attentions = engine.attentions();
    }

    @Override
    public DecodeProgram forBatch(int batchSize) {
        Optional<WideProgram> wanted = wide.filter(other -> batchSize >= other.batchSize());
        if (wanted.isEmpty()) {
            return this;
        }
        wideProgram = wideProgram.or(() -> wanted.map(other -> other.program().get()));
        return wideProgram.get();
    }

    @Override
    public int contextLength() {
        return contextLength;
    }

    @Override
    public int width() {
        return program.logits().view().dims()[2];
    }

    @Override
    public int maxRows() {
        return program.lanes();
    }

    @Override
    public int maxSequences(int batchSize, int positions) {
        int lanes = program.lanes();
        return isInterleaved(batchSize) ? lanes : Math.max(1, lanes / positions);
    }

    /**
     * Returns whether rows are filled with sequences at the same position; few sequences fill the lanes only with several
     * positions of each.
     */
    private boolean isInterleaved(int batchSize) {
        return batchSize >= program.lanes() / 2;
    }

    @Override
    public KeyValueCache cache(int batchSize) {
        return isInterleaved(batchSize)
                ? KeyValueCache.interleaved(attentions, contextLength, batchSize, program.lanes(), kernels)
                : KeyValueCache.separate(attentions, contextLength, batchSize, kernels);
    }

    @Override
    public void refresh(FlatParameters parameters) {
        if (seenVersion != parameters.version()) {
            engine.refresh(parameters::copy);
            seenVersion = parameters.version();
        }
    }

    @Override
    public void compute(DecodeBatch rows, int worker) {
        engine.decode(rows, worker);
    }

    @Override
    public void copyLogits(int row, int worker, float[] to, int at) {
        engine.copyLogits(worker, row, to, at);
    }

    @Override
    public void close() {
        regions.close();
        wideProgram.ifPresent(LaneDecodeProgram::close);
    }
}
