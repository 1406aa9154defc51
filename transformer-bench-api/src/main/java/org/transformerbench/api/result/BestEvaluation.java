package org.transformerbench.api.result;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The evaluation of a run with the lowest loss on validation data, or on test data where the protocol keeps no validation data apart,
 * beside the last one. Where it is clearly better, the run went on for too long: it over-fitted, or its learning rate
 * was too high to stay.
 *
 * @param data {@code "validation"} or {@code "test"}
 * @param step after which it was made; the first of several that are equally good
 * @param loss in nats
 * @param lastLoss of the last evaluation, in nats; not finite if the run diverged there
 */
public record BestEvaluation(String data, long step, double loss, double lastLoss) {
    /** The share by which the best must be lower than the last: less is noise. */
    public static final double MARGIN = 0.01;

    /** Finds the best evaluation of a curve; empty if none has a finite loss on either data. */
    static Optional<BestEvaluation> of(List<CurvePoint> curve) {
        return of("validation", curve, CurvePoint::validation).or(() -> of("test", curve, CurvePoint::test));
    }

    private static Optional<BestEvaluation> of(
            String data, List<CurvePoint> curve, Function<CurvePoint, Optional<Metrics>> metrics) {
        List<CurvePoint> evaluated =
                curve.stream().filter(point -> metrics.apply(point).isPresent()).toList();
        ToDoubleFunction<CurvePoint> loss =
                point -> metrics.apply(point).orElseThrow().loss();
        return evaluated.stream()
                .filter(point -> Double.isFinite(loss.applyAsDouble(point)))
                .min(Comparator.comparingDouble(loss))
                .map(best -> new BestEvaluation(
                        data,
                        best.step(),
                        loss.applyAsDouble(best),
                        loss.applyAsDouble(evaluated.get(evaluated.size() - 1))));
    }

    /**
     * Returns whether it is better than the last evaluation by more than {@value #MARGIN} of it.
     *
     * @return true also where the last loss is not finite
     */
    public boolean betterThanLast() {
        return !(loss >= lastLoss * (1 - MARGIN));
    }
}
