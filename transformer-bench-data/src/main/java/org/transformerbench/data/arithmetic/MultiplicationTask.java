package org.transformerbench.data.arithmetic;

/** Multiplication of two n-digit numbers, with results of up to 2 n digits. {@code 3*4} and {@code 4*3} are two problems. */
public final class MultiplicationTask extends ArithmeticTask {

    /** Creates the task. */
    public MultiplicationTask() {
        super("multiplication", Operator.TIMES);
    }
}
