package org.transformerbench.models.engine;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.IntFunction;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.compiler.batch.BatchEngine;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.decode.DecodeProgram;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.pass.SourceGraph;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.kernel.Kernels;

/** A back end that makes engines of a model's graphs. */
interface Backend {

    /**
     * Creates an engine.
     *
     * @param backward whether it computes gradients
     * @throws UnsupportedGraphException if this way does not work for the graph
     */
    BatchEngine engine(ModelGraph graph, Targets targets, boolean backward, ExecutorService threads, int threadCount);

    /**
     * Compiles a program that computes one position at a time.
     *
     * @param whole the evaluation graph for the whole context
     * @param half that for the first half of it, which must compute the same
     * @param workers how many may compute at the same time
     * @throws UnsupportedGraphException if positions meet otherwise than in causal attention, or this way does not work for the graph
     */
    DecodeProgram decoding(ModelGraph whole, ModelGraph half, int workers);

    /**
     * Describes how the training graph is computed.
     *
     * @param listener sees what each pass of the compiler leaves
     */
    GraphDescription describe(String model, ModelGraph graph, Targets targets, PassListener listener);

    /**
     * Chooses a back end: operations on rows if they support every operation, else interleaved micro-batches, with ND4J for what
     * those do not support.
     *
     * @param training the training graph
     * @param kernels the set that describes the result, and computes it in the end
     * @param first the set that engines on rows begin with; empty for the same
     * @throws UnsupportedGraphException if neither works, or the model breaks its contract, which is the reference trainer's to report
     */
    static Backend choose(
            TrainingSpec<?> spec,
            ModelGraph training,
            FlatParameters parameters,
            ProgramCache programs,
            Kernels kernels,
            Optional<Kernels> first) {
        int vocabularySize = spec.shape().vocabularySize();
        SourceGraph source = new CapturedOnce(training);
        RowBackend rows = new RowBackend(programs, parameters, spec.seeds(), kernels, first);
        if (rows.knows(training, source, spec.targets(), vocabularySize)) {
            return rows;
        }
        LaneBackend sliced = new LaneBackend(programs, parameters, spec.seeds(), kernels);
        sliced.require(training, source, spec.targets(), vocabularySize);
        return sliced;
    }

    /**
     * Compiles a program that computes one position at a time: with operations on rows, which are fast for a single row, else
     * with interleaved rows.
     *
     * @param onRows the set of a program on rows
     * @param kernels the set of any other
     * @param workers how many may compute at the same time
     * @throws UnsupportedGraphException if positions meet otherwise than in causal attention
     */
    static DecodeProgram decoding(
            TrainingSpec<?> spec,
            IntFunction<ModelGraph> evaluation,
            FlatParameters parameters,
            ProgramCache programs,
            Kernels onRows,
            Kernels kernels,
            int workers) {
        if (spec.model().predicts() != Targets.EVERY) {
            throw new UnsupportedGraphException("it reads whole windows");
        }
        int contextLength = spec.shape().contextLength();
        ModelGraph whole = evaluation.apply(contextLength);
        ModelGraph half = evaluation.apply((contextLength + 1) / 2);
        try {
            return new RowBackend(programs, parameters, spec.seeds(), onRows).decoding(whole, half, workers);
        } catch (UnsupportedGraphException e) {
            return new LaneBackend(programs, parameters, spec.seeds(), kernels).decoding(whole, half, workers);
        }
    }
}
