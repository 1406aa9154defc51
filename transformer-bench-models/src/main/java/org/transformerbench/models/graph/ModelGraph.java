package org.transformerbench.models.graph;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.buffer.DataType;
import org.transformerbench.api.BackendException;
import org.transformerbench.api.Model;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.Nd4jRuntime;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.Faults;
import org.transformerbench.models.compiler.capture.Capture;
import org.transformerbench.models.compiler.capture.Diagnosis;
import org.transformerbench.models.compiler.capture.SameDiffOrigins;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.pass.CompilationUnit;
import org.transformerbench.models.compiler.pass.Origins;
import org.transformerbench.models.compiler.pass.SourceGraph;

/**
 * A graph of a model, for training or evaluation, with a fixed number of positions and any batch size.
 *
 * @param model the id of the model
 * @param sameDiff the graph
 * @param positions T
 * @param outputs O: T for a model that predicts every position
 * @param logits shape (B, O, V)
 * @param dropouts the masks that have to be fed; empty in evaluation
 */
public record ModelGraph(
        String model, SameDiff sameDiff, int positions, int outputs, SDVariable logits, List<DropoutSite> dropouts)
        implements SourceGraph {
    /** The placeholder of the targets, shape (B * targets per example), int32; any token where a target does not count. */
    public static final String TARGETS = "targets";

    /** The placeholder of the targets' shares of the loss, shape (B * targets per example), float32. */
    public static final String WEIGHTS = "target-weights";

    /**
     * Builds the graph that the model defines, and replaces operations that SameDiff computes wrongly where that is possible.
     *
     * @param model the model
     * @param config its configuration
     * @param shape what the data looks like
     * @param positions T
     * @param training whether dropout is active
     * @param parameters are extended by those that are not there yet
     * @param <C> the type of the configuration
     * @return the graph
     * @throws BackendException if ND4J has no backend that can run here
     * @throws ModelException if the model throws, gives no logits of type float32, or has no parameter
     */
    public static <C extends Record> ModelGraph build(
            Model<C> model, C config, SequenceShape shape, int positions, boolean training, Parameters parameters) {
        Nd4jRuntime.start();
        SameDiff graph = SameDiff.create();
        // The default holders copy an array per device; these keep the one that all graphs share.
        graph.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
        List<DropoutSite> dropouts = new ArrayList<>();
        Scope scope = new Scope(graph, shape, positions, training, parameters, dropouts);
        SDVariable tokens = graph.placeHolder(TOKENS, DataType.INT32, -1, positions);
        try {
            SDVariable logits = CheckedPlugin.given(model, "logits", model.logits(scope, tokens, config));
            requireLogits(logits, graph);
            if (parameters.arrays().isEmpty()) {
                throw new ModelException("there is no parameter in it, so that there is nothing to train");
            }
            int outputs = model.predicts() == Targets.EVERY ? positions : shape.outputPositions();
            LiveOperations live = LiveOperations.of(logits);
            RefusedOperations.requireRunnable(live);
            ModelGraph built = new ModelGraph(model.id(), graph, positions, outputs, logits, List.copyOf(dropouts));
            return built.rewritten(live);
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            String why = e instanceof RuntimeException && e.getMessage() != null ? e.getMessage() : e.toString();
            throw new ModelException(
                    "The model '" + model.id() + "' cannot build its graph: "
                            + RefusedOperations.duringDeclaration(e).orElse(why),
                    e);
        }
    }

    private ModelGraph rewritten(LiveOperations live) {
        try {
            SDVariable right = GraphRewrite.apply(logits, live, positions, dropouts);
            return new ModelGraph(model, sameDiff, positions, outputs, right, dropouts);
        } catch (RuntimeException e) {
            throw new ModelException(Diagnosis.of(this, e).orElse(e.getMessage()), e);
        }
    }

    /** Checks the logits that the model returned. Shapes are known when the graph is executed. */
    private static void requireLogits(SDVariable logits, SameDiff graph) {
        if (logits.getSameDiff() != graph) {
            throw new ModelException("its logits belong to another graph than the one that it was given");
        }
        if (logits.dataType() != DataType.FLOAT) {
            throw new ModelException("its logits are of type " + logits.dataType() + ", must be FLOAT");
        }
    }

    @Override
    public CompilationUnit capture(Builder builder) {
        Capture capture = new Capture(this, builder);
        Node captured = capture.logits();
        return new CompilationUnit(captured, capture.parameters());
    }

    @Override
    public Origins origins() {
        return SameDiffOrigins.of(this);
    }

    /**
     * Adds the logits at the targets.
     *
     * @param targets which output positions
     * @return logits, shape (B, O, V), or (B, 1, V) for the last position only
     */
    public SDVariable logitsAt(Targets targets) {
        if (targets == Targets.EVERY || outputs == 1) {
            return logits;
        }
        return logits.get(SDIndex.all(), SDIndex.interval(outputs - 1, outputs), SDIndex.all());
    }

    /**
     * Adds the cross-entropy of each target, -log softmax(logits)[target], in nats.
     *
     * @param logitsAtTargets shape (B, n, V)
     * @param vocabularySize V
     * @return shape (B n)
     */
    public SDVariable crossEntropies(SDVariable logitsAtTargets, int vocabularySize) {
        SDVariable targets = sameDiff.placeHolder(TARGETS, DataType.INT32, -1);
        // Composed of operations with right gradients: ND4J's own losses ignore what comes from above.
        SDVariable logProbabilities = sameDiff.nn().logSoftmax(logitsAtTargets.reshape(-1, vocabularySize));
        SDVariable oneHot = sameDiff.oneHot(targets, vocabularySize, -1, 1, 0, DataType.FLOAT);
        return logProbabilities.mul(oneHot).sum(1).neg();
    }

    /**
     * Adds the loss as a weighted sum, whose weights leave out targets that do not count.
     *
     * @param crossEntropies shape (B n)
     * @return a scalar; the mean over the targets that count if each of these has 1 / their number in {@link #WEIGHTS}, and all
     *     others 0
     */
    public SDVariable loss(SDVariable crossEntropies) {
        return crossEntropies
                .mul(sameDiff.placeHolder(WEIGHTS, DataType.FLOAT, -1))
                .sum();
    }
}
