package org.transformerbench.models.engine;

import java.util.concurrent.ExecutorService;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.models.compiler.Compiler;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.kernel.Kernels;

/** By steps that know the idioms of Transformers, and ND4J for what they do not know. */
record MatchedCompilation(ProgramCache programs, FlatParameters parameters, SeedStreams seeds, Kernels kernels)
        implements Compilation {

    /** Whether every operation has a step. */
    boolean knowsAll(ModelGraph graph, Targets targets) {
        try {
            return program(graph, targets).natives().isEmpty();
        } catch (NotLowerable e) {
            return false;
        }
    }

    /** What a program computes; the kernels decide the layout of its weights and what it keeps. */
    private record Use(Targets targets, Class<?> kernels) {}

    Program program(ModelGraph graph, Targets targets) {
        return programs.program(
                graph,
                parameters,
                new Use(targets, kernels.getClass()),
                () -> Lowering.lower(graph, parameters, programs.shapes(graph, parameters), targets, kernels));
    }

    @Override
    public Engine engine(
            ModelGraph graph, Targets targets, boolean backward, ExecutorService threads, int threadCount) {
        Program program = program(graph, targets);
        NativeParts natives = new NativeParts(program, graph, parameters, seeds);
        try {
            return new Engine(program, natives, seeds, kernels, threads, threadCount, backward);
        } catch (RuntimeException | Error e) {
            natives.close();
            throw e;
        }
    }

    @Override
    public GraphDescription describe(String model, ModelGraph graph, Targets targets, PassListener listener) {
        if (listener != PassListener.NONE) {
            Compiler.read(graph, targets, listener);
        }
        Program program = program(graph, targets);
        try (NativeParts natives = new NativeParts(program, graph, parameters, seeds)) {
            natives.differentiate();
            return GraphDescription.of(model, kernels, program);
        }
    }
}
