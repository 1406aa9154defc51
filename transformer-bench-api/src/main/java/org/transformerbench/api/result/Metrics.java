package org.transformerbench.api.result;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The quality of a model on some examples.
 *
 * @param loss mean cross-entropy over all targets that count, in nats
 * @param accuracy share of the scored targets whose most likely token is the correct one, in [0, 1]
 * @param exactMatch share of whole answers without a wrong token, in [0, 1]; empty where there are no whole answers
 * @param scored how many targets the accuracy is of; 0 if that is not known
 * @param answers how many whole answers there are; 0 for none
 * @param slices parts that were scored apart; empty for none
 */
public record Metrics(
        double loss, double accuracy, OptionalDouble exactMatch, long scored, long answers, List<SliceMetrics> slices) {

    public Metrics {
        slices = List.copyOf(slices);
    }

    /**
     * Adds a slice.
     *
     * @param slice a part that was scored apart
     * @return a changed copy
     */
    public Metrics with(SliceMetrics slice) {
        List<SliceMetrics> more = new ArrayList<>(slices);
        more.add(slice);
        return new Metrics(loss, accuracy, exactMatch, scored, answers, more);
    }

    /**
     * Returns metrics of loss and accuracy alone.
     *
     * @param loss in nats
     * @param accuracy in [0, 1]
     * @return metrics without answers and slices
     */
    public static Metrics of(double loss, double accuracy) {
        return new Metrics(loss, accuracy, OptionalDouble.empty(), 0, 0, List.of());
    }

    /**
     * Removes the slices.
     *
     * @return a copy without slices
     */
    public Metrics withoutSlices() {
        return new Metrics(loss, accuracy, exactMatch, scored, answers, List.of());
    }
}
