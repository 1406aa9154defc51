package org.transformerbench.data.arithmetic;

/** What is done to the two operands. */
public enum Operator {
    /** Left plus right. */
    PLUS('+'),
    /** Left minus right. */
    MINUS('-');

    private final char symbol;

    Operator(char symbol) {
        this.symbol = symbol;
    }

    /**
     * The sign in the text.
     *
     * @return {@code +} or {@code -}
     */
    public char symbol() {
        return symbol;
    }

    /**
     * Calculates.
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
