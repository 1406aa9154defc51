package org.transformerbench.models.engine;

import java.util.concurrent.ExecutorService;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.models.compiler.Compiler;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.decode.DecodeProgram;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.rows.DecodeLowering;
import org.transformerbench.models.compiler.rows.RowDecodeProgram;
import org.transformerbench.models.compiler.rows.RowEngine;
import org.transformerbench.models.compiler.rows.RowLowering;
import org.transformerbench.models.compiler.rows.RowProgram;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.kernel.Kernels;

/** The back end of operations on rows, for graphs that fuse to operations with such kernels. */
record RowBackend(ProgramCache programs, FlatParameters parameters, SeedStreams seeds, Kernels kernels)
        implements Backend {

    /** Returns whether every operation has a kernel, and every parameter is read. */
    boolean knows(ModelGraph graph, Targets targets, int vocabularySize) {
        try {
            RowProgram program = program(graph, targets);
            return program.logits().rows() == (targets == Targets.LAST ? 1 : graph.outputs())
                    && program.logits().width() == vocabularySize
                    && program.readsAll(parameters);
        } catch (UnsupportedGraphException e) {
            return false;
        }
    }

    /** The use of a program; the kernels decide the layout of its weights and what it saves. */
    private record Use(Targets targets, Class<?> kernels) {}

    /** A program that computes one position at a time. */
    private record Decoding(Class<?> kernels) {}

    private RowProgram program(ModelGraph graph, Targets targets) {
        return programs.program(
                graph,
                parameters,
                new Use(targets, kernels.getClass()),
                () -> RowLowering.lower(graph, Compiler.rows(graph, targets, PassListener.NONE), parameters, kernels));
    }

    @Override
    public DecodeProgram decoding(ModelGraph whole, ModelGraph half, int workers) {
        RowProgram program = decoding(whole);
        if (!DecodeLowering.isPrefix(decoding(half), program)) {
            throw new UnsupportedGraphException("it computes " + half.positions()
                    + " positions otherwise than the first ones of " + whole.positions());
        }
        return new RowDecodeProgram(program, seeds, kernels, workers);
    }

    RowProgram decoding(ModelGraph graph) {
        return programs.program(
                graph,
                parameters,
                new Decoding(kernels.getClass()),
                () -> DecodeLowering.lower(
                        graph, Compiler.rows(graph, Targets.EVERY, PassListener.NONE), parameters, kernels));
    }

    @Override
    public RowEngine engine(
            ModelGraph graph, Targets targets, boolean backward, ExecutorService threads, int threadCount) {
        return new RowEngine(program(graph, targets), seeds, kernels, threads, threadCount, backward);
    }

    @Override
    public GraphDescription describe(String model, ModelGraph graph, Targets targets, PassListener listener) {
        if (listener != PassListener.NONE) {
            Compiler.rows(graph, targets, listener);
        }
        return GraphDescription.of(model, kernels, program(graph, targets));
    }
}
