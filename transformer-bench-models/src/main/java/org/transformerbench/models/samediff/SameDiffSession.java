package org.transformerbench.models.samediff;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Checkpointable;
import org.transformerbench.api.DropoutEvaluation;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.Nd4jRuntime;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.Require;
import org.transformerbench.models.compiler.capture.Diagnosis;
import org.transformerbench.models.graph.InputCheck;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;
import org.transformerbench.models.graph.RefusedOperations;

/**
 * A model in training on unmodified SameDiff. Graphs are built when first needed, one per use and number of positions. Not
 * thread-safe: {@link SameDiffTrainer} synchronizes it. It may be called by any thread, however many come and go, since each
 * graph has one session of its own instead of ND4J's one per thread.
 */
final class SameDiffSession<C extends Record> implements TrainingSession, Checkpointable, DropoutEvaluation {
    private final TrainingSpec<C> spec;
    private final InputCheck check;
    private final Parameters parameters;
    private final AdamWUpdate optimizer;
    private final Map<Integer, LossGraph> trainingGraphs = new HashMap<>();
    private final Map<Integer, LossGraph> gradientGraphs = new HashMap<>();
    private final Map<Integer, InferenceGraph> inferenceGraphs = new HashMap<>();
    private final Map<Integer, InferenceGraph> droppingGraphs = new HashMap<>();
    private long steps;
    private boolean closed;

    SameDiffSession(TrainingSpec<C> spec) {
        this.spec = spec;
        this.check = new InputCheck(spec);
        this.parameters = new Parameters(spec.seeds());
        this.optimizer = new AdamWUpdate(spec.optimizer());
        // OpenBLAS splits long sums by threads, so that the last digits would depend on their number.
        Nd4j.factory().blas().setMaxThreads(1);
        int positions = spec.shape().contextLength();
        ModelGraph graph = null;
        // A first look at the logits and at the gradients, so that a model that breaks its contract, or that ND4J
        // cannot
        // compute, fails before the first step.
        try {
            graph = graph(positions, true);
            RefusedOperations.requireNone(graph, true);
            logits(new int[positions], positions, Targets.EVERY);
            LossGraph training = new LossGraph(spec, graph, parameters);
            trainingGraphs.put(positions, training);
            training.run(example(positions), steps).close();
        } catch (ModelException | Error e) {
            close(); // Nobody else can.
            throw e;
        } catch (RuntimeException e) {
            close();
            throw graph == null
                    ? new ModelException("The model '" + spec.model().id() + "' cannot run its graph: " + e, e)
                    : Diagnosis.explain(graph, e);
        }
    }

    private Batch example(int positions) {
        int targets = spec.targetsPerExample(positions);
        return new Batch(1, positions, targets, new int[positions], new int[targets]);
    }

    @Override
    public StepResult step(Batch batch, double learningRate) {
        requireOpen();
        check.batch(batch);
        Require.notNegative("learningRate", learningRate);
        LossGraph graph = trainingGraphs.computeIfAbsent(batch.positions(), positions -> lossGraph(positions, true));
        try (LossGraph.Result result = graph.run(batch, steps)) {
            steps++;
            optimizer.nextStep(learningRate, result.gradients().values());
            result.gradients()
                    .forEach((name, gradient) ->
                            optimizer.update(name, parameters.arrays().get(name), gradient));
            return new StepResult(result.loss(), result.accuracy());
        }
    }

    @Override
    public Gradients gradients(Batch batch) {
        requireOpen();
        check.batch(batch);
        LossGraph graph = gradientGraphs.computeIfAbsent(batch.positions(), positions -> lossGraph(positions, false));
        try (LossGraph.Result result = graph.run(batch, steps)) {
            Map<String, Tensor> byParameter = new LinkedHashMap<>();
            result.gradients().forEach((name, gradient) -> byParameter.put(name, Parameters.toTensor(gradient)));
            return new Gradients(result.loss(), byParameter);
        }
    }

    /** Checks that the session is open: closed arrays fail in some native call, or seem to work. */
    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The model '" + spec.model().id() + "' is closed");
        }
    }

    private LossGraph lossGraph(int positions, boolean training) {
        return new LossGraph(spec, graph(positions, training), parameters);
    }

    private ModelGraph graph(int positions, boolean training) {
        return ModelGraph.build(spec.model(), spec.config(), spec.shape(), positions, training, parameters);
    }

    @Override
    public float[] logits(int[] tokens, int positions, Targets targets) {
        requireOpen();
        check.tokens(tokens, positions);
        return inferenceGraphs
                .computeIfAbsent(positions, length -> new InferenceGraph(spec, graph(length, false)))
                .logits(tokens, targets, steps);
    }

    @Override
    public float[] logitsWithDropout(int[] tokens, int positions, Targets targets) {
        requireOpen();
        check.tokens(tokens, positions);
        return droppingGraphs
                .computeIfAbsent(positions, length -> new InferenceGraph(spec, graph(length, true)))
                .logits(tokens, targets, steps);
    }

    @Override
    public SequenceShape shape() {
        return spec.shape();
    }

    @Override
    public Map<String, Tensor> parameters() {
        requireOpen();
        return parameters.toTensors();
    }

    @Override
    public void load(Map<String, Tensor> values) {
        requireOpen();
        parameters.load(
                values,
                CheckedPlugin.given(spec.model(), "tiedParameters", spec.model().tiedParameters(spec.config())));
    }

    @Override
    public OptimizerState optimizerState() {
        requireOpen();
        return optimizer.state(parameters.arrays());
    }

    @Override
    public void restore(Map<String, Tensor> values, OptimizerState state) {
        requireOpen();
        state.requireFits(parameters());
        load(values);
        optimizer.restore(state);
        // Dropout masks are functions of the seed and the step.
        steps = state.steps();
    }

    @Override
    public String backend() {
        return Nd4j.getBackend().getClass().getSimpleName() + " "
                + Nd4jRuntime.version().orElse("of unknown version") + " ("
                + Nd4j.factory().blas().getBlasVendor() + ")";
    }

    @Override
    public int threads() {
        return Nd4j.getEnvironment().maxMasterThreads();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        trainingGraphs.values().forEach(LossGraph::close);
        gradientGraphs.values().forEach(LossGraph::close);
        inferenceGraphs.values().forEach(InferenceGraph::close);
        droppingGraphs.values().forEach(InferenceGraph::close);
        optimizer.close();
        parameters.close();
    }
}
