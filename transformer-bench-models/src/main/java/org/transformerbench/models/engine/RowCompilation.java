package org.transformerbench.models.engine;

import java.util.concurrent.ExecutorService;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.models.compiler.Compiler;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.pass.PassListener;
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

    /** What a program computes; the kernels decide the layout of its weights and what it keeps. */
    private record Use(Targets targets, Class<?> kernels) {}

    /** One position at a time. */
    private record Decoding(Class<?> kernels) {}

    private Program program(ModelGraph graph, Targets targets) {
        return programs.program(
                graph,
                parameters,
                new Use(targets, kernels.getClass()),
                () -> RowLowering.lower(graph, fused(graph, targets, PassListener.NONE), parameters, kernels));
    }

    /**
     * The program for one position at a time.
     *
     * @throws NotLowerable if the model mixes positions by anything but causal attention
     */
    Program decoding(ModelGraph graph) {
        return programs.program(
                graph,
                parameters,
                new Decoding(kernels.getClass()),
                () -> DecodeLowering.lower(graph, fused(graph, Targets.EVERY, PassListener.NONE), parameters, kernels));
    }

    private static Node fused(ModelGraph graph, Targets targets, PassListener listener) {
        try {
            return Compiler.rows(graph, targets, listener);
        } catch (UnsupportedGraphException e) {
            throw new NotLowerable(e.getMessage());
        }
    }

    @Override
    public Engine engine(
            ModelGraph graph, Targets targets, boolean backward, ExecutorService threads, int threadCount) {
        return new Engine(program(graph, targets), seeds, kernels, threads, threadCount, backward);
    }

    @Override
    public GraphDescription describe(String model, ModelGraph graph, Targets targets, PassListener listener) {
        if (listener != PassListener.NONE) {
            fused(graph, targets, listener);
        }
        return GraphDescription.of(model, kernels, program(graph, targets));
    }
}
