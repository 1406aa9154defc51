package org.transformerbench.models.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Checkpointable;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.DropoutEvaluation;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.StepRehearsal;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.config.ThreadPools;
import org.transformerbench.models.compiler.batch.BatchEngine;
import org.transformerbench.models.compiler.batch.DecayRanges;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.batch.LossSums;
import org.transformerbench.models.compiler.batch.ParameterWork;
import org.transformerbench.models.compiler.batch.Workers;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.decode.CachedDecoder;
import org.transformerbench.models.compiler.decode.DecodeEngine;
import org.transformerbench.models.compiler.decode.DecodeProgram;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.rows.RowDecodeProgram;
import org.transformerbench.models.graph.InputCheck;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;
import org.transformerbench.models.kernel.AdamWFactors;
import org.transformerbench.models.kernel.Kernels;

/**
 * A model in training on compiled programs, one per use and number of positions. Not thread-safe: {@link CompiledTrainer}
 * synchronizes it.
 */
final class CompiledSession<C extends Record>
        implements TrainingSession, Checkpointable, DropoutEvaluation, StepRehearsal {

    /** The use of a program. */
    private enum Use {
        STEPS,
        GRADIENTS,
        EVERY_LOGITS,
        LAST_LOGITS,
        EVERY_LOGITS_WITH_DROPOUT,
        LAST_LOGITS_WITH_DROPOUT
    }

    private record Key(Use use, int positions) {}

    /** Enough for the optimizer's loop to be compiled. */
    private static final int REHEARSED_PARAMETERS = 1 << 16;

    private final TrainingSpec<C> spec;
    private final InputCheck check;
    private final Kernels kernels;
    private final ProgramCache programs;
    private final Optional<Kernels> first;
    private final Backend backend;
    private final Parameters declared;
    private final FlatParameters parameters;
    private final float[] gradient;
    private final float[] firstMoments;
    private final float[] secondMoments;
    private final DecayRanges decay;
    private final AtomicBoolean rehearsed;
    private final int threadCount;
    private final ExecutorService threads;
    private final GraphDescription description;
    private final Map<Key, BatchEngine> engines = new HashMap<>();
    private long steps;
    private boolean warm;
    /** Program for decoding, compiled on first use; empty if keys and values cannot be reused. */
    private Optional<DecodeProgram> decoding;

    /** Whether that program computes with the kernels that a session begins with. */
    private boolean decodesWithFirst;

    /**
     * Compiles the training graph, unless an equal one was compiled before.
     *
     * @throws UnsupportedGraphException if a part has no kernel and cannot be left to ND4J, or the model breaks its contract
     */
    CompiledSession(
            TrainingSpec<C> spec, int threadCount, Kernels kernels, Optional<Kernels> first, ProgramCache programs) {
        this.spec = spec;
        this.programs = programs;
        this.check = new InputCheck(spec);
        this.kernels = kernels;
        this.threadCount = threadCount;
        this.declared = new Parameters(spec.seeds());
        this.threads = Workers.pool(threadCount);
        this.first = first;
        try {
            int positions = spec.shape().contextLength();
            ModelGraph training = graph(positions, true);
            this.parameters = new FlatParameters(declared.toTensors());
            this.gradient = new float[parameters.values().length];
            this.rehearsed = programs.rehearsed(training, parameters);
            this.decay = new DecayRanges(parameters, spec.optimizer().weightDecayOn());
            this.firstMoments = new float[gradient.length];
            this.secondMoments = new float[gradient.length];
            this.backend = Backend.choose(spec, training, parameters, programs, kernels, first);
            BatchEngine engine = backend.engine(training, spec.targets(), true, threads, threadCount);
            engines.put(new Key(Use.STEPS, positions), engine);
            this.description = backend.describe(spec.model().id(), training, spec.targets(), PassListener.NONE);
            if (description.partialFallback().isPresent()) {
                tryOut(engine, positions);
            }
        } catch (RuntimeException | Error e) {
            close(); // Nobody else can.
            throw e;
        }
    }

    /** Runs a small batch, since ND4J detects unsupported operations only while it computes. */
    private void tryOut(BatchEngine engine, int positions) {
        int targets = spec.targetsPerExample(positions);
        try {
            engine.refresh(parameters);
            engine.gradient(new Batch(1, positions, targets, new int[positions], new int[targets]), steps, gradient);
        } catch (RuntimeException e) {
            throw new UnsupportedGraphException("ND4J cannot compute its part of the gradient: " + e);
        }
    }

    /** Describes how the training graph was lowered. */
    GraphDescription description() {
        return description;
    }

    private ModelGraph graph(int positions, boolean training) {
        return ModelGraph.build(spec.model(), spec.config(), spec.shape(), positions, training, declared);
    }

    /** Checks that the session is open: without its threads it would fail at some later place, or not at all. */
    void requireOpen() {
        if (threads.isShutdown()) {
            throw new IllegalStateException("The model '" + spec.model().id() + "' is closed");
        }
    }

    private BatchEngine engine(Use use, int positions) {
        requireOpen();
        BatchEngine engine = engines.computeIfAbsent(new Key(use, positions), this::compile);
        engine.refresh(parameters);
        return engine;
    }

    private BatchEngine compile(Key key) {
        Targets targets =
                switch (key.use()) {
                    case STEPS, GRADIENTS -> spec.targets();
                    case EVERY_LOGITS, EVERY_LOGITS_WITH_DROPOUT -> Targets.EVERY;
                    case LAST_LOGITS, LAST_LOGITS_WITH_DROPOUT -> Targets.LAST;
                };
        boolean backward = key.use() == Use.STEPS || key.use() == Use.GRADIENTS;
        boolean evaluation =
                key.use() == Use.GRADIENTS || key.use() == Use.EVERY_LOGITS || key.use() == Use.LAST_LOGITS;
        try {
            ModelGraph graph = graph(key.positions(), !evaluation);
            BatchEngine engine = backend.engine(graph, targets, backward, threads, threadCount);
            if (warm) {
                engine.warmUp();
            }
            return engine;
        } catch (UnsupportedGraphException e) {
            throw new ModelException(
                    "The model '" + spec.model().id() + "' has no kernels for " + key.positions() + " positions: "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public StepResult step(Batch batch, double learningRate) {
        check.batch(batch);
        Require.notNegative("learningRate", learningRate);
        BatchEngine engine = engine(Use.STEPS, batch.positions());
        LossSums sums = engine.gradient(batch, steps, gradient);
        steps++;
        limitGradient();
        AdamWFactors factors = AdamWFactors.of(spec.optimizer(), learningRate, steps);
        new ParameterWork(engine.kernels(), threads, threadCount)
                .adamW(parameters, gradient, firstMoments, secondMoments, factors, decay);
        double targets = batch.countedTargets();
        return new StepResult(sums.loss() / targets, sums.correct() / targets);
    }

    @Override
    public boolean isCold() {
        requireOpen();
        return !rehearsed.get();
    }

    /** {@inheritDoc} The gradient's buffer is overwritten by each step; of all else there are copies, of some parameters. */
    @Override
    public void rehearse(Batch batch) {
        check.batch(batch);
        BatchEngine engine = engine(Use.STEPS, batch.positions());
        engine.gradient(batch, steps, gradient);
        int size = Math.min(gradient.length, REHEARSED_PARAMETERS);
        AdamWFactors factors =
                AdamWFactors.of(spec.optimizer(), spec.optimizer().learningRate(), steps + 1);
        engine.kernels()
                .elementwise()
                .adamW(
                        Arrays.copyOf(parameters.values(), size),
                        gradient,
                        Arrays.copyOf(firstMoments, size),
                        Arrays.copyOf(secondMoments, size),
                        0,
                        size,
                        factors);
    }

    @Override
    public void markRehearsed() {
        rehearsed.set(true);
    }

    private void limitGradient() {
        if (spec.optimizer().maxGradientNorm().isPresent()) {
            double squares = 0;
            for (float each : gradient) {
                squares += (double) each * each;
            }
            float factor = (float) spec.optimizer().gradientFactor(squares);
            for (int i = 0; factor != 1 && i < gradient.length; i++) {
                gradient[i] *= factor;
            }
        }
    }

    @Override
    public Gradients gradients(Batch batch) {
        check.batch(batch);
        float[] found = new float[gradient.length];
        LossSums sums = engine(Use.GRADIENTS, batch.positions()).gradient(batch, steps, found);
        return new Gradients(sums.loss() / batch.countedTargets(), parameters.split(found));
    }

    @Override
    public float[] logits(int[] tokens, int positions, Targets targets) {
        check.tokens(tokens, positions);
        Use use = targets == Targets.LAST ? Use.LAST_LOGITS : Use.EVERY_LOGITS;
        return engine(use, positions).logits(tokens, tokens.length / positions, steps);
    }

    @Override
    public float[] logitsWithDropout(int[] tokens, int positions, Targets targets) {
        check.tokens(tokens, positions);
        Use use = targets == Targets.LAST ? Use.LAST_LOGITS_WITH_DROPOUT : Use.EVERY_LOGITS_WITH_DROPOUT;
        return engine(use, positions).logits(tokens, tokens.length / positions, steps);
    }

    @Override
    public OptionalLong flopsPerExample() {
        // What ND4J does for operations without kernel is not counted.
        return description.operations().stream().anyMatch(GraphDescription.OperationDescription::fellBack)
                ? OptionalLong.empty()
                : OptionalLong.of(description.trainingFlops());
    }

    @Override
    public Decoder decoder(int batchSize) {
        requireOpen();
        Require.atLeast("batchSize", batchSize, 1);
        boolean begins = first.isPresent() && !warm && !programs.anyIsWarm().get();
        if (decoding == null || decodesWithFirst && !begins) {
            decoding = compileDecoding(begins ? first.get() : kernels);
            decodesWithFirst = begins && decoding.orElse(null) instanceof RowDecodeProgram;
        }
        return decoding.map(program -> new DecodeEngine(program.forBatch(batchSize), threads, threadCount))
                .<Decoder>map(engine -> new CachedDecoder(this, this::requireOpen, engine, parameters, batchSize))
                .orElseGet(() -> Decoder.recomputing(this, batchSize));
    }

    /** Compiles the program for decoding; empty for a model whose positions depend on earlier ones by more than attention. */
    private Optional<DecodeProgram> compileDecoding(Kernels onRows) {
        try {
            return Optional.of(Backend.decoding(
                    spec, positions -> graph(positions, false), parameters, programs, onRows, kernels, threadCount));
        } catch (UnsupportedGraphException | ModelException e) {
            return Optional.empty();
        }
    }

    @Override
    public void warmUp() {
        requireOpen();
        warm = true;
        engines.values().forEach(BatchEngine::warmUp);
    }

    @Override
    public SequenceShape shape() {
        return spec.shape();
    }

    @Override
    public Map<String, Tensor> parameters() {
        requireOpen();
        return parameters.split(parameters.values());
    }

    @Override
    public void load(Map<String, Tensor> values) {
        requireOpen();
        declared.load(
                values,
                CheckedPlugin.given(spec.model(), "tiedParameters", spec.model().tiedParameters(spec.config())));
        parameters.set(declared.toTensors());
    }

    @Override
    public OptimizerState optimizerState() {
        requireOpen();
        return new OptimizerState(steps, parameters.split(firstMoments), parameters.split(secondMoments));
    }

    @Override
    public void restore(Map<String, Tensor> values, OptimizerState state) {
        requireOpen();
        state.requireFits(parameters());
        load(values);
        parameters.concat(state.firstMoments(), firstMoments);
        parameters.concat(state.secondMoments(), secondMoments);
        // Dropout masks are functions of the seed and the step.
        steps = state.steps();
    }

    @Override
    public String backend() {
        return "compiled, " + kernels.name() + " kernels";
    }

    @Override
    public int threads() {
        return threadCount;
    }

    @Override
    public void close() {
        if (!threads.isShutdown()) {
            ThreadPools.close(threads);
            engines.values().forEach(BatchEngine::close);
            if (decoding != null) {
                decoding.ifPresent(DecodeProgram::close);
            }
            declared.close();
        }
    }
}
