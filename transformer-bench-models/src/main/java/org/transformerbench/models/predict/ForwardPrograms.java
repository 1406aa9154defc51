package org.transformerbench.models.predict;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.models.compiler.Compiler;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.ForwardEngine;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.decode.DecodeProgram;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.rows.DecodeLowering;
import org.transformerbench.models.compiler.rows.RowDecodeProgram;
import org.transformerbench.models.compiler.rows.RowEngine;
import org.transformerbench.models.compiler.rows.RowLowering;
import org.transformerbench.models.compiler.runtime.LaneBatchEngine;
import org.transformerbench.models.compiler.runtime.LaneDecodeProgram;
import org.transformerbench.models.compiler.runtime.LaneProgram;
import org.transformerbench.models.compiler.runtime.Regions;
import org.transformerbench.models.kernel.Kernels;

/**
 * The programs of a forward graph for one set of kernels, each compiled when it is first asked for: on rows where these have all
 * kernels, else on interleaved micro-batches. On rows each set of kernels gives the same bits. All workers share the parameters.
 * Thread-safe.
 */
final class ForwardPrograms {
    /** Seeds that nobody draws from: there is no dropout. */
    private static final SeedStreams SEEDS = new SeedStreams(0);

    private final BundledGraph graph;
    private final FlatParameters parameters;
    private final Kernels kernels;
    private final ExecutorService threads;
    private final int workers;
    private final boolean onlyOnRows;
    private final Map<Targets, ForwardEngine> engines = new EnumMap<>(Targets.class);
    private Optional<DecodeProgram> decoding;

    /**
     * @param threads copy large parameters
     * @param workers how many may compute at the same time
     * @param onlyOnRows whether what has no kernels on rows is refused
     */
    ForwardPrograms(
            BundledGraph graph,
            FlatParameters parameters,
            Kernels kernels,
            ExecutorService threads,
            int workers,
            boolean onlyOnRows) {
        this.graph = graph;
        this.parameters = parameters;
        this.kernels = kernels;
        this.threads = threads;
        this.workers = workers;
        this.onlyOnRows = onlyOnRows;
    }

    /**
     * Returns the engine for the logits of the whole context, or of its last position.
     *
     * @throws UnsupportedGraphException if there are no kernels on rows, and nothing else is allowed
     */
    synchronized ForwardEngine engine(Targets targets) {
        ForwardEngine engine = engines.get(targets);
        if (engine == null) {
            engine = compile(targets);
            engine.refresh(parameters);
            engines.put(targets, engine);
        }
        return engine;
    }

    private ForwardEngine compile(Targets targets) {
        try {
            Node fused = Compiler.rows(graph, targets, PassListener.NONE);
            return new RowEngine(
                    RowLowering.lower(graph, fused, parameters, kernels), SEEDS, kernels, threads, workers, 0);
        } catch (UnsupportedGraphException e) {
            refuseIfOnlyOnRows(e);
            int lanes = kernels.interleaved().preferredLanes();
            LaneProgram program = Compiler.withinMemory(graph, targets, false, lanes);
            return new LaneBatchEngine(program, Regions.NONE, kernels, SEEDS, threads, workers);
        }
    }

    /**
     * Returns the program that computes one position at a time.
     *
     * @param batchSize of the decoder
     * @return empty if positions meet otherwise than in causal attention
     * @throws UnsupportedGraphException if there are no kernels on rows, and nothing else is allowed
     */
    synchronized Optional<DecodeProgram> decoding(int batchSize) {
        if (decoding == null) {
            decoding = compileDecoding();
        }
        Optional<DecodeProgram> program = decoding.map(any -> any.forBatch(batchSize));
        program.ifPresent(found -> found.refresh(parameters));
        return program;
    }

    private Optional<DecodeProgram> compileDecoding() {
        try {
            Node fused = Compiler.rows(graph, Targets.EVERY, PassListener.NONE);
            return Optional.of(new RowDecodeProgram(
                    DecodeLowering.lower(graph, fused, parameters, kernels), SEEDS, kernels, workers));
        } catch (UnsupportedGraphException e) {
            refuseIfOnlyOnRows(e);
            return compileInterleavedDecoding();
        }
    }

    private void refuseIfOnlyOnRows(UnsupportedGraphException why) {
        if (onlyOnRows) {
            throw why;
        }
    }

    private Optional<DecodeProgram> compileInterleavedDecoding() {
        try {
            Node logits = Compiler.onePosition(graph);
            return Optional.of(LaneDecodeProgram.create(
                    graph.positions(),
                    lanes -> Compiler.decoding(graph, logits, lanes),
                    program -> Regions.NONE,
                    kernels,
                    SEEDS,
                    workers));
        } catch (UnsupportedGraphException e) {
            return Optional.empty();
        }
    }

    FlatParameters parameters() {
        return parameters;
    }
}
