package org.transformerbench.models.engine;

import java.util.concurrent.ExecutorService;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.models.compiler.Compiler;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.runtime.SliceProgram;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.kernel.Kernels;

/** By the compiler: any graph of operations that it knows and that do not mix examples. */
record SlicedCompilation(ProgramCache programs, FlatParameters parameters, SeedStreams seeds, Kernels kernels)
        implements Compilation {
    /** Of the buffers of one worker; beyond, slices have fewer examples. */
    private static final long MAX_BYTES = 16 << 20;

    /** Whether the compiler knows every operation, and every parameter is read. */
    boolean knows(ModelGraph graph, Targets targets, int vocabularySize) {
        try {
            SliceProgram program = program(graph, targets, true);
            int[] logits = program.logits().view().dims();
            int outputs = targets == Targets.LAST ? 1 : graph.outputs();
            return logits[1] == outputs
                    && logits[2] == vocabularySize
                    && program.gradients().keySet().containsAll(parameters.names());
        } catch (NotLowerable e) {
            return false;
        }
    }

    /** What a program computes. */
    private record Use(Targets targets, boolean backward, int preferredLanes) {}

    private SliceProgram program(ModelGraph graph, Targets targets, boolean backward) {
        int lanes = kernels.interleaved().preferredLanes();
        return programs.program(
                graph, parameters, new Use(targets, backward, lanes), () -> compile(graph, targets, backward, lanes));
    }

    private static SliceProgram compile(ModelGraph graph, Targets targets, boolean backward, int lanes) {
        try {
            SliceProgram program = Compiler.compile(graph, targets, backward, lanes);
            return program.bufferBytes() <= MAX_BYTES || lanes == Kernels.LANES
                    ? program
                    : Compiler.compile(graph, targets, backward, Kernels.LANES);
        } catch (UnsupportedGraphException e) {
            throw new NotLowerable(e.getMessage());
        }
    }

    @Override
    public SliceBatchEngine engine(
            ModelGraph graph, Targets targets, boolean backward, ExecutorService threads, int threadCount) {
        return new SliceBatchEngine(program(graph, targets, backward), kernels, seeds, threads, threadCount);
    }

    @Override
    public GraphDescription describe(String model, ModelGraph graph, Targets targets, PassListener listener) {
        SliceProgram program = program(graph, targets, true);
        if (listener != PassListener.NONE) {
            program = Compiler.compile(graph, targets, true, program.lanes(), listener);
        }
        return GraphDescription.of(model, kernels, program, graph);
    }
}
