package org.transformerbench.api;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.transformerbench.api.config.Require;

/**
 * The state that {@link AdamW} keeps beside the parameters, so that an interrupted training continues as if it had never stopped.
 *
 * @param steps how many were taken; at least 0
 * @param firstMoments running mean of the gradient, one tensor per parameter, of the parameter's shape
 * @param secondMoments running mean of the squared gradient, one tensor per parameter, of the parameter's shape
 */
public record OptimizerState(long steps, Map<String, Tensor> firstMoments, Map<String, Tensor> secondMoments) {

    public OptimizerState {
        Require.atLeast("steps", steps, 0);
        firstMoments = Collections.unmodifiableMap(new LinkedHashMap<>(firstMoments));
        secondMoments = Collections.unmodifiableMap(new LinkedHashMap<>(secondMoments));
    }

    /**
     * Checks that the state has one first and one second moment per parameter.
     *
     * @param parameters name to values
     * @throws IllegalArgumentException if a name is missing or unknown, or a shape differs
     */
    public void requireFits(Map<String, Tensor> parameters) {
        requireFits("first", firstMoments, parameters);
        requireFits("second", secondMoments, parameters);
    }

    private static void requireFits(String kind, Map<String, Tensor> moments, Map<String, Tensor> parameters) {
        if (!moments.keySet().equals(parameters.keySet())) {
            throw new IllegalArgumentException("The " + kind + " moments " + moments.keySet()
                    + " are not those of the parameters " + parameters.keySet());
        }
        moments.forEach((name, moment) -> {
            long[] shape = parameters.get(name).shape();
            if (!Arrays.equals(moment.shape(), shape)) {
                throw new IllegalArgumentException("The " + kind + " moment of " + name + " has shape "
                        + Arrays.toString(moment.shape()) + ", the parameter " + Arrays.toString(shape));
            }
        });
    }
}
