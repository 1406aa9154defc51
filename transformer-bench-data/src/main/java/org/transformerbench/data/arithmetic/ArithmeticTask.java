package org.transformerbench.data.arithmetic;

import org.transformerbench.api.Dataset;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;

/** The task to compute with two numbers. */
abstract class ArithmeticTask implements Task<ArithmeticConfig> {
    private final String id;
    private final Operator operator;

    ArithmeticTask(String id, Operator operator) {
        this.id = id;
        this.operator = operator;
    }

    @Override
    public String id() {
        return id;
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
        return ArithmeticDataset.generate(operator, config, seeds);
    }
}
