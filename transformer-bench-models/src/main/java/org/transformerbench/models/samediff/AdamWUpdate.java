package org.transformerbench.models.samediff;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.transformerbench.api.AdamW;

/**
 * The update of {@link AdamW}, in place, on any backend. ND4J's own Adam adds epsilon before the bias correction, which
 * PyTorch does not.
 */
final class AdamWUpdate implements AutoCloseable {
    private final AdamW config;
    private final Map<String, INDArray> firstMoments = new HashMap<>();
    private final Map<String, INDArray> secondMoments = new HashMap<>();
    private long steps;

    AdamWUpdate(AdamW config) {
        this.config = config;
    }

    /** Counts one step; {@link #update} follows for each parameter. */
    void nextStep() {
        steps++;
    }

    /** Changes one parameter; the gradient's array is used up. */
    void update(String name, INDArray parameter, INDArray gradient) {
        INDArray m = firstMoments.computeIfAbsent(name, first -> Nd4j.zeros(parameter.shape()));
        INDArray v = secondMoments.computeIfAbsent(name, first -> Nd4j.zeros(parameter.shape()));
        parameter.muli(1 - config.learningRate() * config.weightDecay());
        m.muli(config.beta1());
        v.muli(config.beta2());
        try (INDArray square = gradient.mul(gradient)) {
            v.addi(square.muli(1 - config.beta2()));
        }
        m.addi(gradient.muli(1 - config.beta1()));
        try (INDArray denominator = Transforms.sqrt(v, true)) {
            denominator.divi(Math.sqrt(1 - Math.pow(config.beta2(), steps))).addi(config.epsilon());
            try (INDArray update = m.div(denominator)) {
                parameter.subi(update.muli(config.learningRate() / (1 - Math.pow(config.beta1(), steps))));
            }
        }
    }

    @Override
    public void close() {
        firstMoments.values().forEach(INDArray::close);
        secondMoments.values().forEach(INDArray::close);
    }
}
