package org.transformerbench.models.engine;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.models.compiler.Compiler;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.decode.DecodeProgram;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.pass.PrefixCheck;
import org.transformerbench.models.compiler.runtime.LaneProgram;
import org.transformerbench.models.compiler.runtime.Nd4jRegions;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.kernel.Kernels;

/**
 * The back end for interleaved micro-batches, with ND4J for operations that the compiler does not support or that mix examples.
 */
record LaneBackend(ProgramCache programs, FlatParameters parameters, SeedStreams seeds, Kernels kernels)
        implements Backend {
    /** Maximum size of one worker's buffers in bytes; beyond it, micro-batches have fewer examples. */
    private static final long MAX_BYTES = 16 << 20;

    /**
     * Checks that the training graph keeps the model's contract.
     *
     * @throws UnsupportedGraphException if the compiler and ND4J together cannot compute it, or it breaks the contract
     */
    void require(ModelGraph graph, Targets targets, int vocabularySize) {
        LaneProgram program = program(graph, targets, true);
        int[] logits = program.logits().view().dims();
        int outputs = targets == Targets.LAST ? 1 : graph.outputs();
        if (logits[1] != outputs
                || logits[2] != vocabularySize
                || !program.gradients().keySet().containsAll(parameters.names())) {
            throw new UnsupportedGraphException("its logits have a wrong width, or do not depend on every parameter");
        }
    }

    /** The use of a program. */
    private record Use(Targets targets, boolean backward, int preferredLanes) {}

    private LaneProgram program(ModelGraph graph, Targets targets, boolean backward) {
        int lanes = kernels.interleaved().preferredLanes();
        return programs.program(
                graph, parameters, new Use(targets, backward, lanes), () -> compile(graph, targets, backward, lanes));
    }

    private static LaneProgram compile(ModelGraph graph, Targets targets, boolean backward, int lanes) {
        LaneProgram program = Compiler.compile(graph, targets, backward, lanes);
        return program.bufferBytes() <= MAX_BYTES || lanes == Kernels.LANES
                ? program
                : Compiler.compile(graph, targets, backward, Kernels.LANES);
    }

    @Override
    public LaneBatchEngine engine(
            ModelGraph graph, Targets targets, boolean backward, ExecutorService threads, int threadCount) {
        LaneProgram program = program(graph, targets, backward);
        return new LaneBatchEngine(
                program, new Nd4jRegions(program, graph, seeds), kernels, seeds, threads, threadCount);
    }

    /** The graph of one position of each example. */
    private record OnePosition() {}

    /** A program for rows of a decoder. */
    private record Decoding(int lanes) {}

    /**
     * Compiles a program for decoding. A lane costs the same with and without a row: as few as a vector has, and more for
     * decoders that fill them twice.
     */
    @Override
    public DecodeProgram decoding(ModelGraph whole, ModelGraph half, int workers) {
        Node logits = onePosition(whole);
        if (!PrefixCheck.holds(onePosition(half), logits)) {
            throw new UnsupportedGraphException("it computes " + half.positions()
                    + " positions otherwise than the first ones of " + whole.positions());
        }
        int most = kernels.interleaved().preferredLanes();
        LaneDecodeProgram.WideProgram wide = new LaneDecodeProgram.WideProgram(
                2 * most, () -> decoding(whole, logits, most, workers, Optional.empty()));
        return decoding(whole, logits, Kernels.LANES, workers, Optional.of(wide));
    }

    private LaneDecodeProgram decoding(
            ModelGraph whole, Node logits, int lanes, int workers, Optional<LaneDecodeProgram.WideProgram> wide) {
        LaneProgram program =
                programs.program(whole, parameters, new Decoding(lanes), () -> Compiler.decoding(whole, logits, lanes));
        Nd4jRegions regions = new Nd4jRegions(program, whole, seeds);
        return new LaneDecodeProgram(program, whole.positions(), regions, kernels, seeds, workers, wide);
    }

    private Node onePosition(ModelGraph graph) {
        return programs.program(graph, parameters, new OnePosition(), () -> Compiler.onePosition(graph));
    }

    @Override
    public GraphDescription describe(String model, ModelGraph graph, Targets targets, PassListener listener) {
        LaneProgram program = program(graph, targets, true);
        new Nd4jRegions(program, graph, seeds).close(); // What ND4J cannot compute is found now.
        if (listener != PassListener.NONE) {
            program = Compiler.compile(graph, targets, true, program.lanes(), listener);
        }
        return GraphDescription.of(model, kernels, program, graph);
    }
}
