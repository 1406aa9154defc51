package org.transformerbench.data.arithmetic;

/** Subtraction of two n-digit numbers; about half of the results are negative. */
public final class SubtractionTask extends ArithmeticTask {

    /** Creates the task. */
    public SubtractionTask() {
        super("subtraction", Operator.MINUS);
    }
}
