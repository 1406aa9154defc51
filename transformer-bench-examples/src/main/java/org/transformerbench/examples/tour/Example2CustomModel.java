package org.transformerbench.examples.tour;

import java.io.PrintStream;
import java.util.Locale;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;

/** 2. A model of one's own beside a built-in one: it counts tokens and does not see their order. Is that enough to add? */
public final class Example2CustomModel {
    private Example2CustomModel() {}

    /** A model that counts how often each token occurs, followed by a hidden layer and logits of the next token. */
    public static final class BagModel implements Model<BagModel.Config> {

        /**
         * The configuration of the model. It is shown by {@code list}, recorded with each result, and set by name.
         *
         * @param hiddenWidth units of the hidden layer; at least 1
         */
        public record Config(int hiddenWidth) {
            public Config {
                Require.atLeast("hiddenWidth", hiddenWidth, 1);
            }
        }

        /** Creates the model. */
        public BagModel() {}

        @Override
        public String id() {
            return "bag";
        }

        @Override
        public Class<Config> configType() {
            return Config.class;
        }

        @Override
        public Config defaultConfig(SequenceShape shape) {
            return new Config(64);
        }

        /** Returns the positions that are predicted. Not every position: the window is read as a whole. */
        @Override
        public Targets predicts() {
            return Targets.LAST;
        }

        @Override
        public SDVariable logits(GraphScope graph, SDVariable tokens, Config config) {
            int vocabulary = graph.shape().vocabularySize();
            int hidden = config.hiddenWidth();
            // (B, T) to (B, T, V) to (B, V).
            SDVariable counts = graph.graph().oneHot(tokens, vocabulary).sum(1);
            SDVariable in = graph.parameter("in.weight", Initializer.normal(0.3), vocabulary, hidden);
            SDVariable bias = graph.parameter("in.bias", Initializer.normal(0.3), hidden);
            SDVariable out = graph.parameter("out.weight", Initializer.normal(0.02), hidden, vocabulary);
            SDVariable active = graph.graph().nn().relu(counts.mmul(in).add(bias), 0);
            return active.mmul(out).reshape(-1, 1, vocabulary);
        }
    }

    /**
     * Prints one line per model.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        Registry registry = Registry.discover().with(new BagModel());
        Experiment experiment = Experiment.on("addition")
                .set("digits", "2")
                .models("bag", "mlp")
                .set("bag.hiddenWidth", "128")
                .learningRates(1e-2)
                .training(TrainingConfig.defaults().withBatchSize(256).forSteps(150))
                .build();
        for (RunResult run : new ExperimentRunner(registry).run(experiment)) {
            out.printf(
                    Locale.ROOT,
                    "%s: %d parameters, %s%n",
                    run.spec().model(),
                    run.measurements().parameters(),
                    Example1FirstComparison.accuracy(run));
        }
    }
}
