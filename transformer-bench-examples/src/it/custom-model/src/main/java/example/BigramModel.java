package example;

import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Initializer;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.config.Require;

/** The next token depends on the current one only: a table with one row of logits per token. */
public final class BigramModel implements Model<BigramModel.Config> {

    public record Config(double spread) {
        public Config {
            Require.positive("spread", spread);
        }
    }

    @Override
    public String id() {
        return "bigram";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public Config defaultConfig(SequenceShape shape) {
        return new Config(0.02);
    }

    @Override
    public SDVariable logits(GraphScope graph, SDVariable tokens, Config config) {
        int vocabulary = graph.shape().vocabularySize();
        SDVariable table = graph.parameter("table", Initializer.normal(config.spread()), vocabulary, vocabulary);
        SDVariable rows = graph.graph().oneHot(tokens, vocabulary).reshape(-1, vocabulary).mmul(table);
        return rows.reshape(-1, graph.positions(), vocabulary);
    }
}
