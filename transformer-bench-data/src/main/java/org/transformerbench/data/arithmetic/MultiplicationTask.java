package org.transformerbench.data.arithmetic;

import org.transformerbench.api.Dataset;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;

/** Multiplication of two n-digit numbers, with results of up to 2 n digits. {@code 3*4} and {@code 4*3} are two problems. */
public final class MultiplicationTask implements Task<ArithmeticConfig> {

    /** Creates the task. */
    public MultiplicationTask() {}

    @Override
    public String id() {
        return "multiplication";
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
        return ArithmeticDataset.generate(Operator.TIMES, config, seeds);
    }
}
