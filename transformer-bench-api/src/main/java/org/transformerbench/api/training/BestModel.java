package org.transformerbench.api.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.JudgedCheckpoint;
import org.transformerbench.api.result.Metrics;

/**
 * The model of a run that is the best on validation data so far, as {@link
 * org.transformerbench.api.run.TrainingConfig#patience()} defines it. Its parameters are a copy.
 */
final class BestModel {
    private final OptionalInt patience;
    private Optional<CurvePoint> best = Optional.empty();
    private Map<String, Tensor> parameters = Map.of();
    private int evaluationsSince;

    /**
     * @param patience as configured; empty where no model is to be kept, or there is no validation data
     */
    BestModel(OptionalInt patience) {
        this.patience = patience;
    }

    /** Looks at an evaluation, and copies the parameters if it is the best. */
    void look(CurvePoint point, Supplier<Map<String, Tensor>> current) {
        if (isBestSoFar(point)) {
            parameters = current.get();
        }
    }

    /** Notes an evaluation and returns whether it is the best so far, or as good. */
    private boolean isBestSoFar(CurvePoint point) {
        if (patience.isEmpty() || point.validation().isEmpty()) {
            return false;
        }
        Metrics now = point.validation().get();
        Optional<Metrics> before = best.flatMap(CurvePoint::validation);
        boolean improved = before.isEmpty() || isBetter(now, before.get()) && !isPerfect(before.get());
        evaluationsSince = improved ? 0 : evaluationsSince + 1;
        boolean kept = before.isEmpty() || !isBetter(before.get(), now);
        if (kept) {
            best = Optional.of(point);
        }
        return kept;
    }

    private static boolean isBetter(Metrics now, Metrics before) {
        int order =
                Double.compare(now.exactMatch().orElse(0), before.exactMatch().orElse(0));
        return order > 0 || order == 0 && now.loss() < before.loss();
    }

    /** Returns whether all answers are correct, so that nothing that is judged can improve. */
    private static boolean isPerfect(Metrics metrics) {
        return metrics.exactMatch().orElse(0) >= 1;
    }

    /**
     * Restores the best model of an interrupted run.
     *
     * @param curve of that run
     * @param kept the parameters of its best model; empty if they are the current ones, or unknown
     * @param steps that it took
     * @param current the parameters after these steps
     */
    void resume(List<CurvePoint> curve, Map<String, Tensor> kept, long steps, Supplier<Map<String, Tensor>> current) {
        curve.forEach(this::isBestSoFar);
        if (best.isPresent() && best.get().step() == steps) {
            parameters = current.get();
        } else if (kept.isEmpty()) {
            best = Optional.empty();
            evaluationsSince = 0;
        } else {
            parameters = kept;
        }
    }

    /** Returns the parameters to be kept with a checkpoint after so many steps; none where they are the current ones. */
    Map<String, Tensor> parametersBeside(long steps) {
        return best.isEmpty() || best.get().step() == steps ? Map.of() : parameters;
    }

    /**
     * Judges the best model, which is in the session from then on. If that throws, because of an interrupt for example, the session is as
     * before.
     *
     * @param steps that the session has taken
     */
    <T> T judge(TrainingSession session, long steps, Supplier<T> work) {
        if (parametersBeside(steps).isEmpty()) {
            return work.get();
        }
        Map<String, Tensor> last = session.parameters();
        session.load(parameters);
        try {
            return work.get();
        } catch (RuntimeException | Error e) {
            session.load(last);
            throw e;
        }
    }

    /** Returns why the run ends now; empty while there is patience left. */
    Optional<String> outOfPatience() {
        return best.filter(point -> evaluationsSince >= patience.orElseThrow())
                .map(point -> "no better " + criterion(point) + " in " + evaluationsSince + " evaluations");
    }

    private static String criterion(CurvePoint point) {
        return point.validation().orElseThrow().exactMatch().isPresent() ? "validation exact match" : "validation loss";
    }

    Optional<Metrics> validation() {
        return best.flatMap(CurvePoint::validation);
    }

    Optional<JudgedCheckpoint> judged() {
        return best.map(point -> new JudgedCheckpoint(point.step(), criterion(point)));
    }
}
