package org.transformerbench.models.compiler.batch;

/** The loss and the right predictions of some examples. */
public final class LossSums {
    private double loss;
    private long right;

    /** Nothing yet. */
    public LossSums() {}

    /**
     * Adds what another part of the batch has.
     *
     * @param other its sums
     */
    public void add(LossSums other) {
        add(other.loss, other.right);
    }

    /**
     * Adds some examples.
     *
     * @param moreLoss the sum of their losses, in nats
     * @param moreRight how many of their predictions are right
     */
    public void add(double moreLoss, long moreRight) {
        loss += moreLoss;
        right += moreRight;
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
     * How many predictions are right.
     *
     * @return a number of targets
     */
    public long right() {
        return right;
    }
}
