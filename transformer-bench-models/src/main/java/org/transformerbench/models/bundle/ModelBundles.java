package org.transformerbench.models.bundle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.transformerbench.api.Model;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.CheckedPlugin;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.training.TrainedRun;
import org.transformerbench.models.compiler.Compiler;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Graph;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Nd4jOp;
import org.transformerbench.models.compiler.pass.CompilationUnit;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.compiler.pass.PassManager;
import org.transformerbench.models.compiler.pass.PrefixCheck;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

/** A maker of bundles of installed models. Unlike all else in this package it needs ND4J, which builds a model's graph. */
public final class ModelBundles {
    private ModelBundles() {}

    /**
     * Bundles the model that a run has trained. The bundle of a model whose graph cannot be captured has no graph, and says why.
     *
     * @param run after its training
     * @return its parameters as they are now; without a result
     */
    public static Bundle of(TrainedRun<?> run) {
        return ofRun(run);
    }

    private static <C extends Record> Bundle ofRun(TrainedRun<C> run) {
        Model<C> model = run.trainingSpec().model();
        C config = run.trainingSpec().config();
        BundleCard card = new BundleCard(
                run.spec().model(),
                run.spec().modelConfig().toString(),
                Optional.of(run.spec().task()),
                run.spec().targets(),
                run.trainingSpec().shape(),
                Optional.of(run.vocabulary()),
                tied(model, config));
        return bundle(
                card,
                run.textEncoding(),
                forward(model, config, card.shape()),
                run.model().parameters(),
                Optional.of(run.spec().toJson()));
    }

    /**
     * Bundles parameters from elsewhere.
     *
     * @param model the model
     * @param config its configuration
     * @param shape vocabulary size, context length and output positions
     * @param targets which positions it is asked for
     * @param parameters name to values; tied names may be missing
     * @param vocabulary the symbols, if they are known
     * @param encoding how a text becomes tokens, if that is known
     * @param <C> the type of the configuration
     * @return without a run
     * @throws IllegalArgumentException if these are not the model's parameters
     */
    public static <C extends Record> Bundle of(
            Model<C> model,
            C config,
            SequenceShape shape,
            Targets targets,
            Map<String, Tensor> parameters,
            Optional<Vocabulary> vocabulary,
            Optional<TextEncoding> encoding) {
        Map<String, String> tied = tied(model, config);
        BundleCard card = new BundleCard(
                model.id(), new Configs().write(config).toString(), Optional.empty(), targets, shape, vocabulary, tied);
        try (Parameters declared = new Parameters(new SeedStreams(0))) {
            IntFunction<ModelGraph> graphs = evaluation(model, config, shape, declared);
            graphs.apply(shape.contextLength());
            declared.load(parameters, tied);
            return bundle(card, encoding, forward(model, config, shape), declared.toTensors(), Optional.empty());
        }
    }

    private static <C extends Record> Map<String, String> tied(Model<C> model, C config) {
        return CheckedPlugin.given(model, "tiedParameters", model.tiedParameters(config));
    }

    private static Bundle bundle(
            BundleCard card,
            Optional<TextEncoding> encoding,
            ForwardGraph forward,
            Map<String, Tensor> parameters,
            Optional<String> spec) {
        Map<String, Tensor> all = new LinkedHashMap<>(parameters);
        card.tiedParameters().forEach((alias, name) -> all.put(alias, all.get(name)));
        try {
            return new Bundle(card, encoding, forward, all, spec, Optional.empty());
        } catch (ConfigException e) {
            if (forward.missing().isPresent()) {
                throw e;
            }
            // The parameters are worth more than the graph.
            ForwardGraph missing = ForwardGraph.missing(e.getMessage());
            return new Bundle(card, encoding, missing, all, spec, Optional.empty());
        }
    }

    /**
     * Captures the graph of a model's logits.
     *
     * @param model the model
     * @param config its configuration
     * @param shape vocabulary size, context length and output positions
     * @param <C> the type of the configuration
     * @return the graph, or why there is none
     */
    public static <C extends Record> ForwardGraph forward(Model<C> model, C config, SequenceShape shape) {
        try (Parameters parameters = new Parameters(new SeedStreams(0))) {
            IntFunction<ModelGraph> graphs = evaluation(model, config, shape, parameters);
            ModelGraph whole = graphs.apply(shape.contextLength());
            Graph graph = captured(whole).graph();
            for (Node node : graph.nodes()) {
                if (node.op() instanceof Nd4jOp part) {
                    return ForwardGraph.missing(
                            "a part of it is computed by ND4J, which the file cannot hold: " + part.region());
                }
            }
            GraphJson.write(graph); // Whether it can be.
            boolean everyPosition = model.predicts() == Targets.EVERY;
            return ForwardGraph.of(graph, everyPosition && isPrefixStable(whole, graphs));
        } catch (UnsupportedGraphException | ModelException | IllegalArgumentException e) {
            return ForwardGraph.missing("its graph cannot be captured: " + e.getMessage());
        }
    }

    private static <C extends Record> IntFunction<ModelGraph> evaluation(
            Model<C> model, C config, SequenceShape shape, Parameters parameters) {
        return positions -> ModelGraph.build(model, config, shape, positions, false, parameters);
    }

    /** Returns whether half of the context is computed as the first half of the whole one is. */
    private static boolean isPrefixStable(ModelGraph whole, IntFunction<ModelGraph> graphs) {
        try {
            ModelGraph half = graphs.apply((whole.positions() + 1) / 2);
            return isSameByPosition(half, whole)
                    || PrefixCheck.beginsAlike(
                            captured(half).logits(), captured(whole).logits());
        } catch (UnsupportedGraphException | ModelException e) {
            return false;
        }
    }

    private static boolean isSameByPosition(ModelGraph half, ModelGraph whole) {
        try {
            return PrefixCheck.holds(Compiler.onePosition(half), Compiler.onePosition(whole));
        } catch (UnsupportedGraphException e) {
            return false; // Positions meet otherwise than in causal attention.
        }
    }

    private static CompilationUnit captured(ModelGraph graph) {
        return PassManager.run(graph, List.of(), new Builder(), PassListener.NONE);
    }
}
