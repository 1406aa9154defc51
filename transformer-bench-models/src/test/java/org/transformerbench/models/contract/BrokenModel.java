package org.transformerbench.models.contract;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.models.block.Embedding;

/** A table of logits per token, with one mistake. */
record BrokenModel(Mistake mistake) implements Model<BrokenModel.Config> {

    enum Mistake {
        NONE,
        BAD_ID,
        UNSTABLE_CONFIG,
        LENIENT_CONFIG,
        WRONG_SHAPE,
        NOT_A_NUMBER,
        MIXES_EXAMPLES,
        LOOKS_AHEAD,
        COUNTS_FROM_THE_END,
        LARGE_FIRST_VALUES,
        OWN_FIRST_VALUES,
        RANDOM_EVALUATION,
        WRONG_GRADIENT,
        TOO_FAINT,
        HIDDEN_CONSTANT,
        UNKNOWN_TIE,
        CHANGES_LOCALE,
        SETS_PROPERTY,
        DRAWS_FROM_ND4J,
        LEAVES_THREAD,
        STATIC_STATE
    }

    /** Accepts every factor if that is the mistake, and rounds it if that is. */
    record Config(double factor, Mistake mistake) {
        Config {
            if (mistake == Mistake.UNSTABLE_CONFIG) {
                factor = factor / 2;
            }
            if (mistake != Mistake.LENIENT_CONFIG && Double.isNaN(factor)) {
                throw new ConfigException("factor (NaN) must be a number");
            }
        }
    }

    /** What an author might think of as a cache. */
    private static final class Shared {
        static volatile double factor;
    }

    @Override
    public String id() {
        return mistake == Mistake.BAD_ID ? "My Model" : "broken";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public Config defaultConfig(SequenceShape shape) {
        return new Config(1, mistake);
    }

    @Override
    public Map<String, String> tiedParameters(Config config) {
        return mistake == Mistake.UNKNOWN_TIE ? Map.of("head", "tabel") : Map.of();
    }

    @Override
    public SDVariable logits(GraphScope graph, SDVariable tokens, Config config) {
        int vocabulary = graph.shape().vocabularySize();
        int width = mistake == Mistake.WRONG_SHAPE ? vocabulary + 1 : vocabulary;
        SDVariable table = graph.parameter("table", initializer(), vocabulary, width);
        SDVariable rows = Embedding.tokens(graph, tokens, table, width);
        return broken(graph, table, rows);
    }

    private Initializer initializer() {
        return switch (mistake) {
            case LARGE_FIRST_VALUES -> Initializer.normal(8);
            case OWN_FIRST_VALUES ->
                (random, size) -> {
                    float[] values = new float[size];
                    for (int i = 0; i < size; i++) {
                        values[i] = (float) Math.random();
                    }
                    return values;
                };
            default -> Initializer.normal(0.02);
        };
    }

    private SDVariable broken(GraphScope graph, SDVariable table, SDVariable rows) {
        int positions = graph.positions();
        int vocabulary = graph.shape().vocabularySize();
        return switch (mistake) {
            case NOT_A_NUMBER -> graph.graph().math().log(rows.mul(0).add(-1));
            case MIXES_EXAMPLES -> rows.add(rows.mean(0).reshape(1, positions, vocabulary));
            case LOOKS_AHEAD -> rows.add(rows.mean(1).reshape(-1, 1, vocabulary));
            case COUNTS_FROM_THE_END -> rows.add(countedFromTheEnd(graph, vocabulary));
            case RANDOM_EVALUATION -> rows.mul(graph.graph().random().bernoulli(0.5, DataType.FLOAT, vocabulary));
            // Steps so small that the values change, while the gradient is zero.
            case WRONG_GRADIENT ->
                rows.add(graph.graph().math().floor(rows.mul(1e5)).mul(1e-5));
            case TOO_FAINT -> rows.mul(1e-4);
            case HIDDEN_CONSTANT -> rows.mul(Math.random());
            case CHANGES_LOCALE -> {
                Locale.setDefault(Locale.forLanguageTag("tr-TR"));
                yield rows.mul(2);
            }
            case SETS_PROPERTY -> {
                System.setProperty("my.model", "was here");
                yield rows.mul(2);
            }
            case DRAWS_FROM_ND4J -> {
                Nd4j.getRandom().setSeed(1);
                yield rows.mul(2);
            }
            case LEAVES_THREAD -> {
                new Thread(() -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(8)), "forgotten").start();
                yield rows.mul(2);
            }
            case STATIC_STATE -> {
                Shared.factor = 1 + table.getArr().getDouble(0);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                yield rows.mul(Shared.factor);
            }
            default -> rows.mul(2);
        };
    }

    private static SDVariable countedFromTheEnd(GraphScope graph, int vocabulary) {
        int context = graph.shape().contextLength();
        SDVariable places = graph.parameter("places", Initializer.normal(0.1), context, vocabulary);
        return places.get(SDIndex.interval(context - graph.positions(), context), SDIndex.all())
                .reshape(1, graph.positions(), vocabulary);
    }
}
