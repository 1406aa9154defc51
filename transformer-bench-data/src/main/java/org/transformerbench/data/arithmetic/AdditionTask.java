package org.transformerbench.data.arithmetic;

import org.transformerbench.api.Dataset;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;

/** Addition of two n-digit numbers. {@code 3+4} and {@code 4+3} are two problems. */
public final class AdditionTask implements Task<ArithmeticConfig> {

    /** Creates the task. */
    public AdditionTask() {}

    @Override
    public String id() {
        return "addition";
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
        return ArithmeticDataset.generate(Operator.PLUS, config, seeds);
    }
}
