package org.transformerbench.data.arithmetic;

import org.transformerbench.api.Dataset;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;

/** Subtraction of two n-digit numbers; about half of the results are negative. */
public final class SubtractionTask implements Task<ArithmeticConfig> {

    /** Creates the task. */
    public SubtractionTask() {}

    @Override
    public String id() {
        return "subtraction";
    }

    @Override
    public Class<ArithmeticConfig> configType() {
        return ArithmeticConfig.class;
    }

    @Override
    public ArithmeticConfig defaultConfig() {
        return ArithmeticConfig.defaults();
    }

    @Override
    public ArithmeticConfig defaultConfig(Protocol protocol) {
        return ArithmeticConfig.of(protocol);
    }

    @Override
    public Dataset load(ArithmeticConfig config, SeedStreams seeds) {
        return ArithmeticDataset.generate(Operator.MINUS, config, seeds);
    }
}
