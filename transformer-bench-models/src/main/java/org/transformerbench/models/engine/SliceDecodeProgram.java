package org.transformerbench.models.engine;

import java.util.List;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.decode.Continuation;
import org.transformerbench.models.compiler.decode.DecodeProgram;
import org.transformerbench.models.compiler.decode.KeyValueCache;
import org.transformerbench.models.compiler.runtime.Nd4jRegions;
import org.transformerbench.models.compiler.runtime.SliceEngine;
import org.transformerbench.models.compiler.runtime.SliceProgram;
import org.transformerbench.models.kernel.Kernels;

/** A program for interleaved rows of a decoder, with what it is computed in. */
final class SliceDecodeProgram implements DecodeProgram {
    private final SliceProgram program;
    private final int contextLength;
    private final Nd4jRegions regions;
    private final SliceEngine engine;
    private final List<KeyValueCache.Sizes> attentions;
    private long seenVersion = -1;

    /** With the session's own regions of the program, which it closes. */
    SliceDecodeProgram(
            SliceProgram program,
            int contextLength,
            Nd4jRegions regions,
            Kernels kernels,
            SeedStreams seeds,
            int workers) {
        this.program = program;
        this.contextLength = contextLength;
        this.regions = regions;
        SliceEngine.Threads alone = (count, task) -> {
            for (int i = 0; i < count; i++) {
                task.accept(i, 0);
            }
        };
        this.engine = new SliceEngine(program, kernels.interleaved(), seeds, regions, alone, workers);
        this.attentions = engine.attentions();
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
    public int mostRows() {
        return program.lanes();
    }

    /** A lane costs the same with and without a row. */
    @Override
    public int mostSequences() {
        return program.lanes();
    }

    @Override
    public List<KeyValueCache.Sizes> attentions() {
        return attentions;
    }

    @Override
    public void refresh(FlatParameters parameters) {
        if (seenVersion != parameters.version()) {
            engine.refresh(parameters::copy);
            seenVersion = parameters.version();
        }
    }

    @Override
    public void compute(Continuation rows, int worker) {
        engine.decode(rows, worker);
    }

    @Override
    public void copyLogits(int row, int worker, float[] to, int at) {
        engine.copyLogits(worker, row, to, at);
    }

    @Override
    public void close() {
        regions.close();
    }
}
