package org.transformerbench.data.arithmetic;

/** An arithmetic operator on two operands. */
public enum Operator {
    /** Addition: left plus right. */
    PLUS('+'),
    /** Subtraction: left minus right. */
    MINUS('-');

    private final char symbol;

    Operator(char symbol) {
        this.symbol = symbol;
    }

    /**
     * Returns the operator's sign in the text.
     *
     * @return {@code +} or {@code -}
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
        return this == PLUS ? Math.addExact(left, right) : Math.subtractExact(left, right);
    }
}
