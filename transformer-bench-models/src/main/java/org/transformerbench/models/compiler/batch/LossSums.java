package org.transformerbench.models.compiler.batch;

/** The loss and the correct predictions of some examples. */
public final class LossSums {
    private double loss;
    private long correct;

    /** Nothing yet. */
    public LossSums() {}

    /**
     * Adds what another part of the batch has.
     *
     * @param other its sums
     */
    public void add(LossSums other) {
        add(other.loss, other.correct);
    }

    /**
     * Adds some examples.
     *
     * @param moreLoss the sum of their losses, in nats
     * @param moreCorrect how many of their predictions are correct
     */
    public void add(double moreLoss, long moreCorrect) {
        loss += moreLoss;
        correct += moreCorrect;
    }

    /**
     * The sum of the losses.
     *
     * @return in nats
     */
    public double loss() {
        return loss;
    }

    /**
     * How many predictions are correct.
     *
     * @return a number of targets
     */
    public long correct() {
        return correct;
    }
}
