package org.transformerbench.testkit.contract;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;

/**
 * A check that compares gradients with changes of the loss under small changes of a parameter: along its gradient, where a wrong
 * factor shows, and along random directions, where a missing part shows. The parameters are shaken first, because around the
 * first values of a model many gradients are next to nothing.
 */
final class FiniteDifferences {
    private static final double SHAKE = 0.2;
    private static final double STEP = 2e-3;
    /** Bound below which derivatives are lost in the rounding of float32. */
    private static final double ROUNDING = 3e-4;

    /** Number of examples; so many that no single kink of a piecewise linear function matters. */
    private static final int EXAMPLES = 64;

    private static final int RANDOM_DIRECTIONS = 2;

    private final Subject<?> subject;
    private final TrainingSession session;
    private final Batch batch;
    private final double tolerance;
    private final SplittableRandom random = new SplittableRandom(17);
    private final Map<String, Tensor> parameters;

    private FiniteDifferences(Subject<?> subject, TrainingSession session, double tolerance) {
        this.subject = subject;
        this.session = session;
        this.tolerance = tolerance;
        this.batch = subject.batch(EXAMPLES, 11);
        this.parameters = shaken(session.parameters());
    }

    /** Fails at the first derivative that differs by more than a relative tolerance. */
    static void check(Subject<?> subject, double tolerance) {
        try (TrainingSession session = subject.open(5)) {
            new FiniteDifferences(subject, session, tolerance).check();
        }
    }

    private void check() {
        session.load(parameters);
        Gradients gradients = session.gradients(batch);
        double loss = subject.loss(session, batch);
        Expect.that(
                Math.abs(gradients.loss() - loss) < 1e-4 * (1 + loss),
                "gradients() gives the loss %.6f, but the mean cross-entropy of the same batch's logits is %.6f",
                gradients.loss(),
                loss);
        Expect.that(
                gradients.byParameter().keySet().equals(parameters.keySet()),
                "gradients() has %s, but the parameters are %s",
                gradients.byParameter().keySet(),
                parameters.keySet());
        gradients.byParameter().forEach(this::check);
    }

    private void check(String name, Tensor gradient) {
        Expect.that(
                Arrays.equals(gradient.shape(), parameters.get(name).shape()),
                "The gradient of the parameter %s has shape %s, the parameter has %s",
                name,
                Arrays.toString(gradient.shape()),
                Arrays.toString(parameters.get(name).shape()));
        double[] along = new double[gradient.size()];
        Arrays.setAll(along, i -> gradient.values()[i]);
        check(name, gradient, along, "along the gradient");
        for (int i = 1; i <= RANDOM_DIRECTIONS; i++) {
            check(name, gradient, random.doubles(along.length, -1, 1).toArray(), "along random direction " + i);
        }
    }

    private void check(String name, Tensor gradient, double[] direction, String where) {
        double length = Math.sqrt(Arrays.stream(direction).map(x -> x * x).sum());
        if (length == 0) {
            return;
        }
        double promised = 0;
        for (int i = 0; i < direction.length; i++) {
            promised += gradient.values()[i] * direction[i] / length;
        }
        double found = (lossAt(name, direction, STEP / length) - lossAt(name, direction, -STEP / length)) / (2 * STEP);
        double allowed = ROUNDING + tolerance * Math.max(Math.abs(promised), Math.abs(found));
        Expect.that(
                Math.abs(promised - found) <= allowed,
                "The gradient of the parameter %s is wrong: %s it promises that the loss changes by %.6f per unit, but it"
                        + " changes by %.6f (finite differences). Look for an operation whose gradient ND4J gets wrong"
                        + " (cumsum over the last dimension, variance without bias correction, ND4J's own losses), or for"
                        + " values that were taken out of the graph",
                name,
                where,
                promised,
                found);
    }

    private double lossAt(String name, double[] direction, double step) {
        Tensor tensor = parameters.get(name);
        float[] values = tensor.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (step * direction[i]);
        }
        Map<String, Tensor> moved = new LinkedHashMap<>(parameters);
        moved.put(name, Tensor.of(values, tensor.shape()));
        session.load(moved);
        return subject.loss(session, batch);
    }

    private Map<String, Tensor> shaken(Map<String, Tensor> first) {
        Map<String, Tensor> shaken = new LinkedHashMap<>();
        first.forEach((name, tensor) -> {
            float[] values = tensor.values().clone();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (SHAKE * random.nextGaussian());
            }
            shaken.put(name, Tensor.of(values, tensor.shape()));
        });
        return shaken;
    }
}
