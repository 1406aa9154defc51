package org.transformerbench.models.samediff;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.transformerbench.api.AdamW;
import org.transformerbench.models.graph.Parameters;

/**
 * The update of {@link AdamW}, in place, on any backend. ND4J's own Adam adds epsilon before the bias correction, which
 * PyTorch does not.
 */
final class AdamWUpdate implements AutoCloseable {
    private final AdamW config;
    private final Map<String, INDArray> firstMoments = new HashMap<>();
    private final Map<String, INDArray> secondMoments = new HashMap<>();
    private double learningRate;
    private double gradientFactor;
    private long steps;

    AdamWUpdate(AdamW config) {
        this.config = config;
    }

    /** Counts one step; {@link #update} follows for each parameter. */
    void nextStep(double rate, Collection<INDArray> gradients) {
        steps++;
        learningRate = rate;
        gradientFactor = config.maxGradientNorm().isEmpty() ? 1 : config.gradientFactor(squares(gradients));
    }

    /** Summed here: ND4J splits a sum over everything by threads. */
    private static double squares(Collection<INDArray> gradients) {
        double sum = 0;
        for (INDArray gradient : gradients) {
            for (float each : Parameters.toTensor(gradient).values()) {
                sum += (double) each * each;
            }
        }
        return sum;
    }

    /** Changes one parameter; the gradient's array is used up. */
    void update(String name, INDArray parameter, INDArray gradient) {
        INDArray m = firstMoments.computeIfAbsent(name, first -> Nd4j.zeros(parameter.shape()));
        INDArray v = secondMoments.computeIfAbsent(name, first -> Nd4j.zeros(parameter.shape()));
        if (gradientFactor != 1) {
            gradient.muli(gradientFactor);
        }
        parameter.muli(1 - learningRate * config.weightDecay());
        m.muli(config.beta1());
        v.muli(config.beta2());
        try (INDArray square = gradient.mul(gradient)) {
            v.addi(square.muli(1 - config.beta2()));
        }
        m.addi(gradient.muli(1 - config.beta1()));
        try (INDArray denominator = Transforms.sqrt(v, true)) {
            denominator.divi(Math.sqrt(1 - Math.pow(config.beta2(), steps))).addi(config.epsilon());
            try (INDArray update = m.div(denominator)) {
                parameter.subi(update.muli(learningRate / (1 - Math.pow(config.beta1(), steps))));
            }
        }
    }

    @Override
    public void close() {
        firstMoments.values().forEach(INDArray::close);
        secondMoments.values().forEach(INDArray::close);
    }
}
