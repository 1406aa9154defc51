package org.transformerbench.models.engine;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.models.compiler.Compiler;
import org.transformerbench.models.compiler.batch.BatchEngine;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.WarmUp;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.decode.DecodeProgram;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.pass.SourceGraph;
import org.transformerbench.models.compiler.rows.DecodeLowering;
import org.transformerbench.models.compiler.rows.RowDecodeProgram;
import org.transformerbench.models.compiler.rows.RowEngine;
import org.transformerbench.models.compiler.rows.RowLowering;
import org.transformerbench.models.compiler.rows.RowProgram;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.kernel.Kernels;

/**
 * The back end of operations on rows, for graphs that fuse to operations with such kernels.
 *
 * @param kernels the set that describes programs, and computes them in the end
 * @param first the set that engines begin with; empty for the same
 */
record RowBackend(
        ProgramCache programs, FlatParameters parameters, SeedStreams seeds, Kernels kernels, Optional<Kernels> first)
        implements Backend {

    RowBackend(ProgramCache programs, FlatParameters parameters, SeedStreams seeds, Kernels kernels) {
        this(programs, parameters, seeds, kernels, Optional.empty());
    }

    /**
     * Returns whether every operation has a kernel, and every parameter is read.
     *
     * @param source the same graph, to be captured
     */
    boolean knows(ModelGraph graph, SourceGraph source, Targets targets, int vocabularySize) {
        try {
            RowProgram program = program(graph, source, targets, kernels);
            return program.logits().rows() == (targets == Targets.LAST ? 1 : graph.outputs())
                    && program.logits().width() == vocabularySize
                    && program.readsAll(parameters);
        } catch (UnsupportedGraphException e) {
            return false;
        }
    }

    /** The use of a program; the kernels decide the layout of its weights and what it saves. */
    private record Use(Targets targets, String kernels) {}

    /** A program that computes one position at a time. */
    private record Decoding(String kernels) {}

    /** The graph after all passes of the compiler, which programs of two sets of kernels share. */
    private record Passed(Targets targets) {}

    /** The warm-up of all engines of a program. */
    private record Warming(Targets targets, boolean backward) {}

    private RowProgram program(ModelGraph graph, Targets targets, Kernels set) {
        return program(graph, graph, targets, set);
    }

    private RowProgram program(ModelGraph graph, SourceGraph source, Targets targets, Kernels set) {
        return programs.program(
                graph,
                parameters,
                new Use(targets, set.name()),
                () -> RowLowering.lower(graph, passed(graph, source, targets), parameters, set));
    }

    private Node passed(ModelGraph graph, SourceGraph source, Targets targets) {
        return first.isEmpty()
                ? Compiler.rows(source, targets, PassListener.NONE)
                : programs.program(
                        graph,
                        parameters,
                        new Passed(targets),
                        () -> Compiler.rows(source, targets, PassListener.NONE));
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
                new Decoding(kernels.name()),
                () -> DecodeLowering.lower(
                        graph, Compiler.rows(graph, Targets.EVERY, PassListener.NONE), parameters, kernels));
    }

    @Override
    public BatchEngine engine(
            ModelGraph graph, Targets targets, boolean backward, ExecutorService threads, int threadCount) {
        GradualEngine.Maker lasting = maker(graph, targets, backward, kernels);
        if (first.isEmpty()) {
            return lasting.make(threads, threadCount, RowEngine.GROUPS);
        }
        WarmUp warmUp = programs.program(
                graph, parameters, new Warming(targets, backward), () -> new WarmUp(programs.anyIsWarm()));
        if (warmUp.isOver()) {
            return lasting.make(threads, threadCount, RowEngine.GROUPS);
        }
        return new GradualEngine(warmUp, maker(graph, targets, backward, first.get()), lasting, threads, threadCount);
    }

    private GradualEngine.Maker maker(ModelGraph graph, Targets targets, boolean backward, Kernels set) {
        RowProgram program = program(graph, targets, set);
        return (threads, threadCount, groups) ->
                new RowEngine(program, seeds, set, threads, threadCount, backward ? groups : 0);
    }

    @Override
    public GraphDescription describe(String model, ModelGraph graph, Targets targets, PassListener listener) {
        if (listener != PassListener.NONE) {
            Compiler.rows(graph, targets, listener);
        }
        return GraphDescription.of(model, kernels, program(graph, targets, kernels));
    }
}
