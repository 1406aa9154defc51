package org.transformerbench.models.engine;

import java.util.concurrent.ExecutorService;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.kernel.Kernels;

/** By steps on rows, for graphs that fuse to operations with such kernels. */
record RowCompilation(ProgramCache programs, FlatParameters parameters, SeedStreams seeds, Kernels kernels)
        implements Compilation {

    /** Whether every operation has a kernel, and every parameter is read. */
    boolean knows(ModelGraph graph, Targets targets, int vocabularySize) {
        try {
            Program program = program(graph, targets);
            return program.logits().rows() == (targets == Targets.LAST ? 1 : graph.outputs())
                    && program.logits().width() == vocabularySize
                    && program.readsAll(parameters);
        } catch (NotLowerable e) {
            return false;
        }
    }

    private Program program(ModelGraph graph, Targets targets) {
        return programs.rows(graph, parameters, targets, kernels);
    }

    @Override
    public Engine engine(
            ModelGraph graph, Targets targets, boolean backward, ExecutorService threads, int threadCount) {
        Program program = program(graph, targets);
        NativeParts none = new NativeParts(program, graph, parameters, seeds);
        return new Engine(program, none, seeds, kernels, threads, threadCount, backward);
    }

    @Override
    public GraphDescription describe(String model, ModelGraph graph, Targets targets) {
        return GraphDescription.of(model, kernels, program(graph, targets));
    }
}
