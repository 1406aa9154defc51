package org.transformerbench.models.compiler.runtime;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.decode.DecodeBatch;
import org.transformerbench.models.compiler.decode.DecodeProgram;
import org.transformerbench.models.compiler.decode.KeyValueCache;
import org.transformerbench.models.kernel.Kernels;

/** A program for interleaved rows of a decoder, with the buffers that it runs in. */
public final class LaneDecodeProgram implements DecodeProgram {

    /**
     * A program of the same graph for more rows at once.
     *
     * @param batchSize from how many sequences on
     * @param program makes it, when it is first asked for
     */
    private record WideProgram(int batchSize, Supplier<LaneDecodeProgram> program) {}

    private final LaneProgram program;
    private final int contextLength;
    private final Kernels kernels;
    private final Regions regions;
    private final LaneEngine engine;
    private final List<KeyValueCache.Sizes> attentions;
    private final Optional<WideProgram> wide;
    private Optional<LaneDecodeProgram> wideProgram = Optional.empty();
    private long seenVersion = -1;

    private LaneDecodeProgram(
            LaneProgram program,
            int contextLength,
            Regions regions,
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

    /**
     * Creates a program. A lane costs the same with and without a row: it has as few as a vector has, and more for decoders that
     * fill them twice.
     *
     * @param contextLength T
     * @param programs compiles the graph of one position for a number of lanes
     * @param regions makes a session's own regions of such a program; closed with it
     * @param kernels compute
     * @param seeds of the session
     * @param workers how many may compute at the same time
     * @return the program for few sequences
     */
    public static LaneDecodeProgram create(
            int contextLength,
            IntFunction<LaneProgram> programs,
            Function<LaneProgram, Regions> regions,
            Kernels kernels,
            SeedStreams seeds,
            int workers) {
        int most = kernels.interleaved().preferredLanes();
        WideProgram wide = new WideProgram(2 * most, () -> {
            LaneProgram program = programs.apply(most);
            return new LaneDecodeProgram(
                    program, contextLength, regions.apply(program), kernels, seeds, workers, Optional.empty());
        });
        LaneProgram program = programs.apply(Kernels.LANES);
        return new LaneDecodeProgram(
                program, contextLength, regions.apply(program), kernels, seeds, workers, Optional.of(wide));
    }

    @Override
    public synchronized DecodeProgram forBatch(int batchSize) {
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
    public synchronized void close() {
        regions.close();
        wideProgram.ifPresent(LaneDecodeProgram::close);
    }
}
