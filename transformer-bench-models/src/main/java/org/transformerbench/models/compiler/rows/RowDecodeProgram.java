package org.transformerbench.models.compiler.rows;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.decode.DecodeBatch;
import org.transformerbench.models.compiler.decode.DecodeProgram;
import org.transformerbench.models.compiler.decode.KeyValueCache;
import org.transformerbench.models.kernel.Kernels;

/** A program of {@link DecodeLowering} with the buffers that it runs in. */
public final class RowDecodeProgram implements DecodeProgram {
    /** Maximum number of rows: enough for matrix products, few enough for the cache. */
    private static final int MAX_ROWS = 64;

    /** Maximum number of sequences: few enough for a small batch to occupy all threads. */
    private static final int MAX_SEQUENCES = 8;

    private final RowProgram program;
    private final Kernels kernels;
    private final Map<PackedLayout, PackedTensor> parameterValues = new IdentityHashMap<>();
    private final SeedStreams seeds;
    /** The buffers of each worker, allocated when it first works. */
    private final Workspace[] workspaces;

    private long seenVersion = -1;

    /**
     * Allocates the buffers.
     *
     * @param program of {@link DecodeLowering}
     * @param seeds of the session
     * @param kernels compute
     * @param workers how many may compute at the same time
     */
    public RowDecodeProgram(RowProgram program, SeedStreams seeds, Kernels kernels, int workers) {
        this.program = program;
        this.kernels = kernels;
        program.parameters().forEach(parameter -> parameterValues.put(parameter, parameter.allocate()));
        this.seeds = seeds;
        this.workspaces = new Workspace[workers];
    }

    @Override
    public int contextLength() {
        return program.positions();
    }

    @Override
    public int width() {
        return program.logits().width();
    }

    @Override
    public int maxRows() {
        return MAX_ROWS;
    }

    @Override
    public int maxSequences(int batchSize, int positions) {
        return Math.max(1, Math.min(MAX_SEQUENCES, MAX_ROWS / positions));
    }

    @Override
    public KeyValueCache cache(int batchSize) {
        List<KeyValueCache.Sizes> attentions = program.operations().stream()
                .filter(CachedAttentionOperation.class::isInstance)
                .map(operation -> ((CachedAttentionOperation) operation).sizes())
                .toList();
        return KeyValueCache.separate(attentions, program.positions(), batchSize, kernels);
    }

    @Override
    public void refresh(FlatParameters parameters) {
        if (seenVersion != parameters.version()) {
            parameterValues.forEach((layout, values) -> layout.refresh(values, parameters.values()));
            seenVersion = parameters.version();
        }
    }

    @Override
    public void compute(DecodeBatch rows, int worker) {
        if (workspaces[worker] == null) {
            workspaces[worker] = new Workspace(kernels, program, parameterValues, seeds, MAX_ROWS, false);
        }
        Workspace work = workspaces[worker];
        work.begin(rows);
        program.forward(work);
    }

    @Override
    public void copyLogits(int row, int worker, float[] to, int at) {
        Value logits = program.logits();
        System.arraycopy(workspaces[worker].activation(logits), row * logits.stride(), to, at, logits.width());
    }
}
