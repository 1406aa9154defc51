package org.transformerbench.models.samediff;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.Tensor;
import org.transformerbench.models.graph.NativeArrays;
import org.transformerbench.models.graph.Parameters;

/**
 * The in-place update of {@link AdamW} on any backend. ND4J's own Adam adds epsilon before the bias correction, which PyTorch
 * does not.
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

    /** Computes the sum of squares in Java: ND4J splits a sum over a whole array by threads. */
    private static double squares(Collection<INDArray> gradients) {
        double sum = 0;
        for (INDArray gradient : gradients) {
            for (float each : Parameters.toTensor(gradient).values()) {
                sum += (double) each * each;
            }
        }
        return sum;
    }

    /** Updates one parameter and overwrites the gradient's array. */
    void update(String name, INDArray parameter, INDArray gradient) {
        INDArray m = firstMoments.computeIfAbsent(name, first -> Nd4j.zeros(parameter.shape()));
        INDArray v = secondMoments.computeIfAbsent(name, first -> Nd4j.zeros(parameter.shape()));
        if (gradientFactor != 1) {
            gradient.muli(gradientFactor);
        }
        parameter.muli(1 - learningRate * config.weightDecay(parameter.shape()));
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

    /** Returns a copy of the state; moments that no step has touched yet are 0. */
    OptimizerState state(Map<String, INDArray> parameters) {
        Map<String, Tensor> first = new LinkedHashMap<>();
        Map<String, Tensor> second = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> {
            first.put(name, tensor(firstMoments.get(name), parameter));
            second.put(name, tensor(secondMoments.get(name), parameter));
        });
        return new OptimizerState(steps, first, second);
    }

    private static Tensor tensor(INDArray moment, INDArray parameter) {
        return moment == null
                ? Tensor.of(new float[Math.toIntExact(parameter.length())], parameter.shape())
                : Parameters.toTensor(moment);
    }

    /** Restores a state that fits the parameters. */
    void restore(OptimizerState state) {
        close();
        replace(firstMoments, state.firstMoments());
        replace(secondMoments, state.secondMoments());
        steps = state.steps();
    }

    private static void replace(Map<String, INDArray> moments, Map<String, Tensor> values) {
        moments.clear();
        values.forEach((name, tensor) -> moments.put(name, NativeArrays.of(tensor.values(), tensor.shape())));
    }

    @Override
    public void close() {
        firstMoments.values().forEach(INDArray::close);
        secondMoments.values().forEach(INDArray::close);
    }
}
