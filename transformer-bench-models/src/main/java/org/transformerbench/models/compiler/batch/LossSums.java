package org.transformerbench.models.compiler.batch;

import org.transformerbench.api.Batch;

/** The loss and the correct predictions of some examples. */
public final class LossSums {
    private double loss;
    private long correct;

    /**
     * Returns the factor of a batch's sums that makes them means over the targets that count.
     *
     * @param batch with its targets
     * @return 1 / their number; 1 where none counts, so that nothing becomes infinite
     */
    public static float meanFactor(Batch batch) {
        return 1f / Math.max(1, batch.countedTargets());
    }

    /** Creates empty sums. */
    public LossSums() {}

    /**
     * Adds the sums of another part of the batch.
     *
     * @param other its sums
     */
    public void add(LossSums other) {
        add(other.loss, other.correct);
    }

    /**
     * Adds the results of some examples.
     *
     * @param moreLoss the sum of their losses, in nats
     * @param moreCorrect how many of their predictions are correct
     */
    public void add(double moreLoss, long moreCorrect) {
        loss += moreLoss;
        correct += moreCorrect;
    }

    /**
     * Adds the results of some examples, whose losses were added one by one to those before.
     *
     * @param newLoss the sum of all losses
     * @param moreCorrect how many of the new predictions are correct
     */
    public void continueTo(double newLoss, long moreCorrect) {
        loss = newLoss;
        correct += moreCorrect;
    }

    /**
     * Returns the sum of the losses.
     *
     * @return in nats
     */
    public double loss() {
        return loss;
    }

    /**
     * Returns the number of correct predictions.
     *
     * @return a number of targets
     */
    public long correct() {
        return correct;
    }
}
