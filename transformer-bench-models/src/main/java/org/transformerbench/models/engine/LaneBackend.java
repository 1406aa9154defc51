package org.transformerbench.models.engine;

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
import org.transformerbench.models.compiler.pass.SourceGraph;
import org.transformerbench.models.compiler.runtime.LaneBatchEngine;
import org.transformerbench.models.compiler.runtime.LaneDecodeProgram;
import org.transformerbench.models.compiler.runtime.LaneProgram;
import org.transformerbench.models.compiler.runtime.Nd4jRegions;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.kernel.Kernels;

/**
 * The back end for interleaved micro-batches, with ND4J for operations that the compiler does not support or that mix examples.
 */
record LaneBackend(ProgramCache programs, FlatParameters parameters, SeedStreams seeds, Kernels kernels)
        implements Backend {
    /**
     * Checks that the training graph keeps the model's contract.
     *
     * @param source the same graph, to be captured
     * @throws UnsupportedGraphException if the compiler and ND4J together cannot compute it, or it breaks the contract
     */
    void require(ModelGraph graph, SourceGraph source, Targets targets, int vocabularySize) {
        LaneProgram program = program(graph, source, targets, true);
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
        return program(graph, graph, targets, backward);
    }

    private LaneProgram program(ModelGraph graph, SourceGraph source, Targets targets, boolean backward) {
        int lanes = kernels.interleaved().preferredLanes();
        return programs.program(
                graph,
                parameters,
                new Use(targets, backward, lanes),
                () -> Compiler.withinMemory(source, targets, backward, lanes));
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

    @Override
    public DecodeProgram decoding(ModelGraph whole, ModelGraph half, int workers) {
        Node logits = onePosition(whole);
        if (!PrefixCheck.holds(onePosition(half), logits)) {
            throw new UnsupportedGraphException("it computes " + half.positions()
                    + " positions otherwise than the first ones of " + whole.positions());
        }
        return LaneDecodeProgram.create(
                whole.positions(),
                lanes -> programs.program(
                        whole, parameters, new Decoding(lanes), () -> Compiler.decoding(whole, logits, lanes)),
                program -> new Nd4jRegions(program, whole, seeds),
                kernels,
                seeds,
                workers);
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
