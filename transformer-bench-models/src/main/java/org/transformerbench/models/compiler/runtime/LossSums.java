package org.transformerbench.models.compiler.runtime;

/** The loss and the right predictions of some examples. */
public final class LossSums {
    private final double[] lossAndRight = new double[2];

    /** Nothing yet. */
    public LossSums() {}

    /**
     * Adds what another part of the batch has.
     *
     * @param other stays as it is
     */
    public void add(LossSums other) {
        add(other.loss(), other.right());
    }

    void add(double moreLoss, long moreRight) {
        lossAndRight[0] += moreLoss;
        lossAndRight[1] += moreRight;
    }

    /**
     * The sums themselves.
     *
     * @return loss and right predictions, to be added to as kernels do it
     */
    public double[] lossAndRight() {
        return lossAndRight;
    }

    /**
     * The sum of the losses.
     *
     * @return in nats
     */
    public double loss() {
        return lossAndRight[0];
    }

    /**
     * How many predictions are right.
     *
     * @return a number of targets
     */
    public long right() {
        return (long) lossAndRight[1];
    }
}
