package org.transformerbench.data.arithmetic;

/** An arithmetic operator on two operands. */
public enum Operator {
    /** Addition: left plus right. */
    PLUS('+'),
    /** Subtraction: left minus right. */
    MINUS('-'),
    /** Multiplication: left times right. */
    TIMES('*');

    private final char symbol;

    Operator(char symbol) {
        this.symbol = symbol;
    }

    /**
     * Returns the operator's sign in the text.
     *
     * @return {@code +}, {@code -} or {@code *}
     */
    public char symbol() {
        return symbol;
    }

    /**
     * Computes the result.
     *
     * @param left the first operand
     * @param right the second operand
     * @return the result
     * @throws ArithmeticException if it does not fit a {@code long}
     */
    public long apply(long left, long right) {
        return switch (this) {
            case PLUS -> Math.addExact(left, right);
            case MINUS -> Math.subtractExact(left, right);
            case TIMES -> Math.multiplyExact(left, right);
        };
    }

    /**
     * Returns whether both orders of the operands have the same result.
     *
     * @return false for subtraction only
     */
    public boolean commutes() {
        return this != MINUS;
    }

    /**
     * Returns the width that holds every result.
     *
     * @param leftDigits digits of the first operand
     * @param rightDigits digits of the second operand
     * @return digits of the largest product; otherwise one more than the longer operand has, for a carry or a minus sign
     */
    public int resultWidth(int leftDigits, int rightDigits) {
        return this == TIMES ? leftDigits + rightDigits : Math.max(leftDigits, rightDigits) + 1;
    }
}
