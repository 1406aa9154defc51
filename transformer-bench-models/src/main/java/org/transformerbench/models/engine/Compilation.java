package org.transformerbench.models.engine;

import java.util.concurrent.ExecutorService;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.kernel.Kernels;

/** A way to make an engine of a model's graph. */
interface Compilation {

    /**
     * Makes an engine.
     *
     * @param backward whether it computes gradients
     * @throws NotLowerable if this way does not work for the graph
     */
    BatchEngine engine(ModelGraph graph, Targets targets, boolean backward, ExecutorService threads, int threadCount);

    /**
     * How the training graph is computed.
     *
     * @param listener sees what each pass of the compiler leaves
     */
    GraphDescription describe(String model, ModelGraph graph, Targets targets, PassListener listener);

    /**
     * Chooses a way: steps that know every operation, else the compiler, else such steps, and ND4J for the rest.
     *
     * @param training the training graph
     * @param slices whether the compiler may be chosen
     * @throws NotLowerable if none works, or the model breaks its contract, which is the reference trainer's to report
     */
    static Compilation choose(
            TrainingSpec<?> spec,
            ModelGraph training,
            FlatParameters parameters,
            ProgramCache programs,
            Kernels kernels,
            boolean slices) {
        MatchedCompilation matched = new MatchedCompilation(programs, parameters, spec.seeds(), kernels);
        SlicedCompilation sliced = new SlicedCompilation(programs, parameters, spec.seeds(), kernels);
        int vocabularySize = spec.shape().vocabularySize();
        if (slices
                && !matched.knowsAll(training, spec.targets())
                && sliced.knows(training, spec.targets(), vocabularySize)) {
            return sliced;
        }
        Program program = matched.program(training, spec.targets());
        if (program.logits().width() != vocabularySize || !program.readsAll(parameters)) {
            throw new NotLowerable("its logits have a wrong width, or do not depend on every parameter");
        }
        return matched;
    }
}
