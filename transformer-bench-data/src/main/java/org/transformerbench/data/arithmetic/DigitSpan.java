package org.transformerbench.data.arithmetic;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The digits of a stage's problems: as many whose longer operand has {@code least} digits or fewer as whose longer operand has one
 * more, and so on up to {@code most}. With {@code least} and {@code most} the same, that is all problems of so many digits at most.
 *
 * @param least at least 1
 * @param most at least {@code least}
 */
record DigitSpan(int least, int most) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");

    /** Parses {@code 3} or {@code 1-3}; empty if the text is neither. */
    static Optional<DigitSpan> parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(parts.group(1));
        return Optional.of(new DigitSpan(first, parts.group(2) == null ? first : Integer.parseInt(parts.group(2))));
    }

    /** Returns the numbers of digits, from the least to the most. */
    IntStream digits() {
        return IntStream.rangeClosed(least, most);
    }

    /** Returns the fewest digits of the longer operand of problems that stand for a number of digits. */
    int shortest(int digits) {
        return digits == least ? 1 : digits;
    }

    /** Returns the text that {@link #parse} reads. */
    @Override
    public String toString() {
        return least == most ? Integer.toString(most) : least + "-" + most;
    }
}
