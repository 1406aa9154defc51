package org.transformerbench.examples.cli;

import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.config.Require;

/** Only its name matters to {@link FakeTrainer}. */
record FakeModel(String id) implements Model<FakeModel.Config> {
    record Config(int heads) {
        Config {
            Require.atLeast("heads", heads, 1);
        }
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public Config defaultConfig(SequenceShape shape) {
        return new Config(4);
    }

    @Override
    public SDVariable logits(GraphScope graph, SDVariable tokens, Config config) {
        throw new UnsupportedOperationException("The fake trainer builds no graph");
    }
}
