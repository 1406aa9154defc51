package org.transformerbench.data.arithmetic;

/** Addition of two n-digit numbers. {@code 3+4} and {@code 4+3} are two problems. */
public final class AdditionTask extends ArithmeticTask {

    /** Creates the task. */
    public AdditionTask() {
        super("addition", Operator.PLUS);
    }
}
