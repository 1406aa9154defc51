package org.transformerbench.data.arithmetic;

import java.util.List;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;

/**
 * The configuration of {@link AdditionTask} and {@link SubtractionTask}. The parts are cut from the shuffled distinct problems
 * before these become examples: first test, then validation; the rest is for training.
 *
 * <p>One digit has 100 problems only, so that {@code digits=1} needs smaller values of {@code testProblems} and
 * {@code validationProblems} than the defaults; they are never shrunk silently.
 *
 * @param digits of each operand; 1 to 9
 * @param reversed whether numbers are written least significant digit first, see {@link ArithmeticEncoding}
 * @param targets how a problem becomes examples
 * @param draws pairs of operands to draw; 1 to 10,000,000
 * @param replacement whether pairs are drawn with replacement and duplicates removed, which leaves fewer problems than
 *     {@code draws}; otherwise exactly {@code draws} distinct ones are drawn, at most 10<sup>2 digits</sup>
 * @param testProblems set aside to judge the result; at least 1
 * @param validationProblems set aside to choose when to stop; at least 0
 * @param keepCommutedPairsTogether whether b+a goes to the same part as a+b; subtraction has no such commuted pairs
 */
public record ArithmeticConfig(
        int digits,
        boolean reversed,
        ArithmeticTargets targets,
        int draws,
        boolean replacement,
        int testProblems,
        int validationProblems,
        boolean keepCommutedPairsTogether) {

    /** Maximum number of digits of an operand. */
    public static final int MAX_DIGITS = 9;

    private static final int MAX_DRAWS = 10_000_000;

    public ArithmeticConfig {
        Require.between("digits", digits, 1, MAX_DIGITS);
        Require.that(targets != null, "targets", null, "must be given");
        Require.between("draws", draws, 1, MAX_DRAWS);
        Require.atLeast("testProblems", testProblems, 1);
        Require.atLeast("validationProblems", validationProblems, 0);
        long pairs = operands(digits) * operands(digits);
        if (!replacement) {
            Require.that(
                    draws <= pairs,
                    "draws",
                    draws,
                    "must be at most %d without replacement: digits (%d) has no more problems",
                    pairs,
                    digits);
        }
        long most = Math.min(draws, pairs);
        if (!leavesSome(most, testProblems, validationProblems)) {
            throw new ConfigException(nothingLeft(
                    "digits (" + digits + ") and draws (" + draws + ") give at most " + most + " distinct problems",
                    testProblems,
                    validationProblems,
                    most));
        }
    }

    /**
     * Returns the notebook's problems: 3 digits, reversed, one example per answer token, 100,000 draws with replacement, 4,096
     * test problems; and, unlike the notebook, 1,024 validation problems and commuted pairs kept together.
     *
     * @return the defaults
     */
    public static ArithmeticConfig defaults() {
        return builder().build();
    }

    /**
     * Returns the defaults under a protocol.
     *
     * @param protocol may let go of validation problems and of keeping commuted pairs together
     * @return a valid configuration
     */
    static ArithmeticConfig of(Protocol protocol) {
        Builder builder = builder().keepCommutedPairsTogether(protocol.keepCommutedPairsTogether());
        return protocol.validationApart()
                ? builder.build()
                : builder.validationProblems(0).build();
    }

    /**
     * Returns a builder that starts with the {@link #defaults()}.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the encoding that follows from these values.
     *
     * @return operands of {@code digits} and results of one more
     */
    public ArithmeticEncoding encoding() {
        return ArithmeticEncoding.ofDigits(digits, reversed);
    }

    /**
     * Encodes problems of the caller as examples of this task, for a model that was trained on it.
     *
     * @param problems at least one, with operands of at most {@code digits} digits
     * @return examples with the true results as targets, in the order of the problems
     * @throws org.transformerbench.api.DataException if an operand is too long
     */
    public ExampleSet examples(List<Problem> problems) {
        Require.atLeast("problems", problems.size(), 1);
        return targets.examples(ProblemTexts.encode(problems.size(), problems::get, encoding()));
    }

    /** Returns the number of operands with at most this many digits. */
    static long operands(int digits) {
        long operands = 1;
        for (int digit = 0; digit < digits; digit++) {
            operands *= 10;
        }
        return operands;
    }

    static boolean leavesSome(long problems, int test, int validation) {
        return (long) test + validation < problems;
    }

    static String nothingLeft(String reason, int test, int validation, long problems) {
        String message = "Nothing is left to train on: " + reason + ", and testProblems (" + test
                + ") and validationProblems (" + validation + ") take them all; ";
        return problems < 2
                ? message + "more draws are needed"
                : message + "testProblems=" + Math.max(1, problems / 5) + " and validationProblems=" + problems / 10
                        + " would fit";
    }

    /** A builder; nothing is checked before {@link #build()}. */
    public static final class Builder {
        private int digits = 3;
        private boolean reversed = true;
        private ArithmeticTargets targets = ArithmeticTargets.PER_ANSWER_TOKEN;
        private int draws = 100_000;
        private boolean replacement = true;
        private int testProblems = 4096;
        private int validationProblems = 1024;
        private boolean keepCommutedPairsTogether = true;

        private Builder() {}

        /**
         * Sets {@link ArithmeticConfig#digits()}.
         *
         * @param value 1 to 9
         * @return this
         */
        public Builder digits(int value) {
            digits = value;
            return this;
        }

        /**
         * Sets {@link ArithmeticConfig#reversed()}.
         *
         * @param value whether numbers are written back to front
         * @return this
         */
        public Builder reversed(boolean value) {
            reversed = value;
            return this;
        }

        /**
         * Sets {@link ArithmeticConfig#targets()}.
         *
         * @param value how a problem becomes examples
         * @return this
         */
        public Builder targets(ArithmeticTargets value) {
            targets = value;
            return this;
        }

        /**
         * Sets {@link ArithmeticConfig#draws()}.
         *
         * @param value 1 to 10,000,000
         * @return this
         */
        public Builder draws(int value) {
            draws = value;
            return this;
        }

        /**
         * Sets {@link ArithmeticConfig#replacement()}.
         *
         * @param value whether duplicates are drawn and removed
         * @return this
         */
        public Builder replacement(boolean value) {
            replacement = value;
            return this;
        }

        /**
         * Sets {@link ArithmeticConfig#testProblems()}.
         *
         * @param value at least 1
         * @return this
         */
        public Builder testProblems(int value) {
            testProblems = value;
            return this;
        }

        /**
         * Sets {@link ArithmeticConfig#validationProblems()}.
         *
         * @param value at least 0
         * @return this
         */
        public Builder validationProblems(int value) {
            validationProblems = value;
            return this;
        }

        /**
         * Sets {@link ArithmeticConfig#keepCommutedPairsTogether()}.
         *
         * @param value whether commuted pairs stay together
         * @return this
         */
        public Builder keepCommutedPairsTogether(boolean value) {
            keepCommutedPairsTogether = value;
            return this;
        }

        /**
         * Builds the configuration.
         *
         * @return the configuration
         * @throws ConfigException if a value is out of range, or nothing would be left to train on
         */
        public ArithmeticConfig build() {
            return new ArithmeticConfig(
                    digits,
                    reversed,
                    targets,
                    draws,
                    replacement,
                    testProblems,
                    validationProblems,
                    keepCommutedPairsTogether);
        }
    }
}
