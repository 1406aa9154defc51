package org.transformerbench.models.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.LogOnce;
import org.transformerbench.api.config.Require;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.samediff.SameDiffTrainer;

/**
 * A trainer that computes SameDiff graphs with its own kernels, micro-batch by micro-batch. Operations that have no kernel, in a
 * graph that the {@linkplain org.transformerbench.models.compiler compiler} does not know as a whole either, are computed by ND4J
 * for the whole batch, with SameDiff's own gradient; a model that cannot be cut up so is left to {@link SameDiffTrainer} as a
 * whole. Either way one log line names the operations, once per JVM; it is a warning where so much is left to ND4J that {@link
 * SameDiffTrainer} may be faster.
 */
public final class CompiledTrainer implements Trainer {
    private static final Logger LOG = LoggerFactory.getLogger(CompiledTrainer.class);

    private final int threads;
    private final Supplier<Kernels> kernels;
    private final Supplier<Optional<Kernels>> first;
    private final ProgramCache programs;

    /** Creates the trainer for service discovery, with as many threads as the JVM has processors. */
    public CompiledTrainer() {
        this(Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS));
    }

    /**
     * Creates a trainer with a number of threads; results do not depend on it.
     *
     * @param threads 1 to {@value Trainer#MAX_THREADS}
     */
    public CompiledTrainer(int threads) {
        this(threads, KernelChoice::kernels, KernelChoice::first, ProgramCache.SHARED);
    }

    /**
     * Creates a trainer with a number of threads and a given set of kernels.
     *
     * @param threads 1 to {@value Trainer#MAX_THREADS}
     * @param kernels the set, see {@link KernelChoice#named}
     */
    public CompiledTrainer(int threads, Kernels kernels) {
        this(threads, () -> kernels, ProgramCache.SHARED);
    }

    CompiledTrainer(int threads, Supplier<Kernels> kernels, ProgramCache programs) {
        this(threads, kernels, Optional::empty, programs);
    }

    /**
     * @param kernels the set that sessions compute with in the end
     * @param first the set that they begin with; empty for the same
     */
    CompiledTrainer(int threads, Supplier<Kernels> kernels, Supplier<Optional<Kernels>> first, ProgramCache programs) {
        this.first = first;
        Require.between("threads", threads, 1, MAX_THREADS);
        this.programs = programs;
        this.threads = threads;
        this.kernels = kernels;
    }

    @Override
    public String id() {
        return "compiled";
    }

    /**
     * For measurements of the state in which a long run is: sessions use the kernels from their first step on that others go over to.
     *
     * @return a changed copy
     */
    public CompiledTrainer steady() {
        return new CompiledTrainer(threads, kernels, programs);
    }

    @Override
    public CompiledTrainer withThreads(int number) {
        return new CompiledTrainer(number, kernels, first, programs);
    }

    @Override
    public <C extends Record> TrainingSession open(TrainingSpec<C> spec) {
        try {
            CompiledSession<C> session = new CompiledSession<>(spec, threads, kernels.get(), first.get(), programs);
            session.description()
                    .partialFallback()
                    .filter(part -> isNew(spec, part))
                    .ifPresent(part -> LOG.atLevel(session.description().mayBeSlower() ? Level.WARN : Level.INFO)
                            .log("The model '{}' {}", spec.model().id(), part));
            return TrainingSession.synchronizedSession(session);
        } catch (UnsupportedGraphException e) {
            if (isNew(spec, e.getMessage())) {
                LOG.info(
                        "The model '{}' is trained by SameDiff itself: {}",
                        spec.model().id(),
                        e.getMessage());
            }
            return new SameDiffTrainer().open(spec);
        }
    }

    private static boolean isNew(TrainingSpec<?> spec, String cause) {
        return LogOnce.isFirst(CompiledTrainer.class, spec.model().id(), cause);
    }

    /**
     * Describes how a model would be trained.
     *
     * @param spec model, configuration, shape and targets
     * @param <C> the type of the model's configuration
     * @return the steps, or why there are none
     */
    public <C extends Record> GraphDescription describe(TrainingSpec<C> spec) {
        return describe(spec, PassListener.NONE);
    }

    /**
     * Describes how a model would be trained, and reports each pass to a listener.
     *
     * @param spec model, configuration, shape and targets
     * @param listener sees what each pass of the compiler leaves
     * @param <C> the type of the model's configuration
     * @return the steps, or why there are none
     */
    public <C extends Record> GraphDescription describe(TrainingSpec<C> spec, PassListener listener) {
        Kernels set = kernels.get();
        try (Parameters parameters = new Parameters(spec.seeds())) {
            ModelGraph graph = ModelGraph.build(
                    spec.model(), spec.config(), spec.shape(), spec.shape().contextLength(), true, parameters);
            FlatParameters flat = new FlatParameters(parameters.toTensors());
            return Backend.choose(spec, graph, flat, programs, set, Optional.empty())
                    .describe(spec.model().id(), graph, spec.targets(), listener);
        } catch (UnsupportedGraphException e) {
            return new GraphDescription(spec.model().id(), set.name(), Optional.of(e.getMessage()), List.of(), 0, 0);
        }
    }

    /**
     * Explains how a decoder would continue texts.
     *
     * @param spec model, configuration and shape of a model that is compiled
     * @param <C> the type of the model's configuration
     * @return why it computes the whole text anew for each token; empty if it keeps keys and values
     */
    public <C extends Record> Optional<String> recomputation(TrainingSpec<C> spec) {
        try (Parameters parameters = new Parameters(spec.seeds())) {
            Kernels set = first.get().orElseGet(kernels);
            int context = spec.shape().contextLength();
            IntFunction<ModelGraph> evaluation = positions ->
                    ModelGraph.build(spec.model(), spec.config(), spec.shape(), positions, false, parameters);
            // Declares the parameters as well.
            ModelGraph whole = evaluation.apply(context);
            FlatParameters flat = new FlatParameters(parameters.toTensors());
            Backend.decoding(
                            spec,
                            positions -> positions == context ? whole : evaluation.apply(positions),
                            flat,
                            programs,
                            set,
                            set,
                            1)
                    .close();
            return Optional.empty();
        } catch (UnsupportedGraphException | ModelException e) {
            return Optional.of(e.getMessage());
        }
    }
}
