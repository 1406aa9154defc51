package org.transformerbench.testkit.contract;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.DecayedParameters;
import org.transformerbench.api.Logits;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;

/** The checks of {@link TrainerContract} for optimizer steps. */
record OptimizerChecks(Subject<KitModel.Config> subject, double tolerance) {
    private static final int EXAMPLES = 9;
    private static final double RATE = 0.02;
    private static final double BETA1 = 0.8;
    private static final double BETA2 = 0.95;
    /** AdamW's epsilon, so large that the size of the gradient matters, and not only its direction. */
    private static final double EPSILON = 0.1;

    private static final double DECAY = 0.3;
    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    void steps() {
        requireAdamW(NO_LIMIT, RATE, RATE, RATE);
    }

    void learningRatePerStep() {
        requireAdamW(NO_LIMIT, RATE / 2, 0, RATE * 3);
    }

    void limit() {
        requireAdamW(0.02, RATE, RATE, RATE);
        requireAdamW(1e6, RATE, RATE, RATE);
    }

    void decayOfMatrices() {
        requireAdamW(DecayedParameters.MATRICES, NO_LIMIT, RATE, RATE);
    }

    private void requireAdamW(double limit, double... rates) {
        requireAdamW(DecayedParameters.ALL, limit, rates);
    }

    private void requireAdamW(DecayedParameters decayed, double limit, double... rates) {
        AdamW optimizer = new AdamW(
                RATE,
                BETA1,
                BETA2,
                EPSILON,
                DECAY,
                decayed,
                limit == NO_LIMIT ? OptionalDouble.empty() : OptionalDouble.of(limit));
        try (TrainingSession session = subject.open(3, optimizer)) {
            Map<String, double[]> expected = doubles(session.parameters());
            Map<String, Tensor> shapes = session.parameters();
            Map<String, double[]> first = new LinkedHashMap<>();
            Map<String, double[]> second = new LinkedHashMap<>();
            for (int step = 1; step <= rates.length; step++) {
                Batch batch = subject.batch(EXAMPLES, step);
                Map<String, double[]> gradients =
                        doubles(session.gradients(batch).byParameter());
                double factor = Math.min(1, limit / (norm(gradients) + 1e-6));
                double rate = rates[step - 1];
                double correction1 = 1 - Math.pow(BETA1, step);
                double correction2 = 1 - Math.pow(BETA2, step);
                expected.forEach((name, p) -> {
                    double decay = decayed.contains(shapes.get(name).shape()) ? DECAY : 0;
                    double[] m = first.computeIfAbsent(name, none -> new double[p.length]);
                    double[] v = second.computeIfAbsent(name, none -> new double[p.length]);
                    for (int i = 0; i < p.length; i++) {
                        double g = gradients.get(name)[i] * factor;
                        m[i] = BETA1 * m[i] + (1 - BETA1) * g;
                        v[i] = BETA2 * v[i] + (1 - BETA2) * g * g;
                        p[i] -= rate * decay * p[i];
                        p[i] -= rate * (m[i] / correction1) / (Math.sqrt(v[i] / correction2) + EPSILON);
                    }
                });
                session.step(batch, rate);
                requireClose(doubles(session.parameters()), expected, step, optimizer, rate);
            }
        }
    }

    private void requireClose(
            Map<String, double[]> actual, Map<String, double[]> expected, int step, AdamW optimizer, double rate) {
        expected.forEach((name, values) -> {
            for (int i = 0; i < values.length; i++) {
                Expect.that(
                        Math.abs(actual.get(name)[i] - values[i]) <= tolerance * (1 + Math.abs(values[i])),
                        "After step %d with learning rate %s and %s the parameter %s at index %d is %.7f, but AdamW on the"
                                + " session's own gradients gives %.7f; see the Javadoc of AdamW for the order of decay,"
                                + " moments, bias correction, epsilon and the limit of the gradient",
                        step,
                        rate,
                        optimizer,
                        name,
                        i,
                        actual.get(name)[i],
                        values[i]);
            }
        });
    }

    private static double norm(Map<String, double[]> gradients) {
        return Math.sqrt(gradients.values().stream()
                .flatMapToDouble(Arrays::stream)
                .map(g -> g * g)
                .sum());
    }

    private static Map<String, double[]> doubles(Map<String, Tensor> tensors) {
        Map<String, double[]> doubles = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            double[] values = new double[tensor.size()];
            Arrays.setAll(values, i -> tensor.values()[i]);
            doubles.put(name, values);
        });
        return doubles;
    }

    void report() {
        Batch batch = subject.batch(EXAMPLES, 4);
        try (TrainingSession session = subject.open(3)) {
            float[] logits = session.logits(batch.tokens(), subject.positions(), Targets.EVERY);
            double loss = CrossEntropy.mean(logits, batch.targets(), subject.vocabulary());
            int right = 0;
            for (int row = 0; row < batch.targets().length; row++) {
                int best = Logits.argmax(logits, row * subject.vocabulary(), subject.vocabulary());
                right += best == batch.targets()[row] ? 1 : 0;
            }
            double accuracy = (double) right / batch.targets().length;
            StepResult result = session.step(batch, Subject.LEARNING_RATE);
            Expect.that(
                    Math.abs(result.loss() - loss) <= tolerance * (1 + loss)
                            && Math.abs(result.accuracy() - accuracy) < 1e-9,
                    "A step reports loss %.6f and accuracy %.4f, but before it they were %.6f and %.4f: mean cross-entropy"
                            + " in nats over all targets, and the share of correct ones, both before the update",
                    result.loss(),
                    result.accuracy(),
                    loss,
                    accuracy);
        }
    }

    void divergence() {
        try (TrainingSession session = subject.open(3)) {
            Map<String, Tensor> parameters = new LinkedHashMap<>(session.parameters());
            parameters.replaceAll((name, tensor) -> {
                float[] values = new float[tensor.size()];
                Arrays.fill(values, Float.NaN);
                return Tensor.of(values, tensor.shape());
            });
            session.load(parameters);
            double loss;
            try {
                loss = session.step(subject.batch(EXAMPLES, 5), Subject.LEARNING_RATE)
                        .loss();
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "A step on parameters that are not finite throws " + e
                                + "; return the loss as it is, the training loop ends the run as diverged",
                        e);
            }
            Expect.that(!Double.isFinite(loss), "The loss is %s though all parameters are NaN", loss);
        }
    }
}
