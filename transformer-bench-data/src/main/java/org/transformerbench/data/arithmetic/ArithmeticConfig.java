package org.transformerbench.data.arithmetic;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.transformerbench.api.CurriculumPace;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.config.Shorthand;

/**
 * The configuration of {@link AdditionTask}, {@link SubtractionTask} and {@link MultiplicationTask}. The parts are cut from the
 * shuffled distinct problems before these become examples: first test, then validation; the rest is for training.
 *
 * <p>One digit has 100 problems only, so that {@code digits=1} needs smaller values of {@code testProblems} and
 * {@code validationProblems} than the defaults; they are never shrunk silently.
 *
 * <p>Up to {@value #MAX_HELD_DRAWS} draws are held in memory. With more, the training problems are computed when they are read, from
 * a pseudo-random order of all problems of the range; then, and where both operands have more than 18 digits together, exactly
 * {@code draws} distinct problems are drawn, as without replacement, each as likely as any other; and of commuted pairs that are
 * kept together only one problem stands in the data, which can then have half of all problems.
 *
 * <p>A value that says what is so without it is left out, so that the configuration is the same one.
 *
 * @param digits of each operand; 1 to 18
 * @param reversed whether numbers are written least significant digit first, see {@link ArithmeticEncoding}; as a setting in text,
 *     {@code answer} is short for false with a {@code reversedAnswer} of true
 * @param targets how a problem becomes examples
 * @param draws pairs of operands to draw; 1 to 10<sup>15</sup>
 * @param replacement whether pairs are drawn with replacement and duplicates removed, which leaves fewer problems than
 *     {@code draws}; otherwise exactly {@code draws} distinct ones are drawn, at most as many as there are
 * @param testProblems set aside to judge the result; at least 1
 * @param validationProblems set aside to choose when to stop; at least 0, and with {@code testProblems} at most 10,000,000
 * @param keepCommutedPairsTogether whether b+a goes to the same part as a+b; subtraction has no such commuted pairs
 * @param rightDigits digits of the right operand; 1 to 18, empty for {@code digits}
 * @param reversedAnswer whether the result is written least significant digit first; empty for as {@code reversed} says
 * @param padded whether numbers are padded with zeros to their widths; empty for yes. Rows of different lengths are padded with
 *     {@code .}
 * @param lossOnQuestion whether the loss counts the question too; empty for what {@code targets} has: yes where a whole
 *     sequence is the target, and no where an answer token is, which cannot be otherwise
 * @param curriculum when the operands of training problems get one more digit, from one on: {@code steps:1000} for after each 1000
 *     steps, {@code accuracy:0.98} for when more of the tokens in answers to new problems of so many digits are right. {@code
 *     steps:1000@3,6} names the digits of the stages before the one with all digits; {@code steps:1000@1-3,1-6} has in each stage as
 *     many problems of one digit as of each more. Empty for all digits at once
 */
public record ArithmeticConfig(
        int digits,

        @Shorthand(
                text = "answer",
                sets = {"reversed=false", "reversedAnswer=true"})
        boolean reversed,

        ArithmeticTargets targets,
        long draws,
        boolean replacement,
        int testProblems,
        int validationProblems,
        boolean keepCommutedPairsTogether,
        OptionalInt rightDigits,
        Optional<Boolean> reversedAnswer,
        Optional<Boolean> padded,
        Optional<Boolean> lossOnQuestion,
        Optional<String> curriculum) {

    /** Maximum number of digits of an operand. */
    public static final int MAX_DIGITS = 18;

    /** Maximum number of draws that are held in memory. */
    public static final int MAX_HELD_DRAWS = 10_000_000;

    private static final long MAX_DRAWS = 1_000_000_000_000_000L;

    public ArithmeticConfig {
        Require.between("digits", digits, 1, MAX_DIGITS);
        Require.that(targets != null, "targets", null, "must be given");
        Require.between("draws", draws, 1, MAX_DRAWS);
        Require.atLeast("testProblems", testProblems, 1);
        Require.atLeast("validationProblems", validationProblems, 0);
        Require.given("rightDigits", rightDigits);
        Require.given("reversedAnswer", reversedAnswer);
        Require.given("padded", padded);
        Require.given("lossOnQuestion", lossOnQuestion);
        Require.given("curriculum", curriculum);
        rightDigits.ifPresent(right -> Require.between("rightDigits", right, 1, MAX_DIGITS));
        int right = rightDigits.orElse(digits);
        rightDigits = right == digits ? OptionalInt.empty() : rightDigits;
        reversedAnswer = unless(reversed, reversedAnswer);
        padded = unless(true, padded);
        lossOnQuestion = unless(targets.defaultLossOnQuestion(), lossOnQuestion);
        curriculum = curriculum.map(
                text -> stages(text, digits, right, validationProblems).toString());
        Require.that(
                targets == ArithmeticTargets.WHOLE_SEQUENCE || lossOnQuestion.isEmpty(),
                "lossOnQuestion",
                true,
                "must be false for targets (%s), which has no target in the question",
                targets);
        Require.that(
                draws <= MAX_HELD_DRAWS || padded.isEmpty() || targets == ArithmeticTargets.WHOLE_SEQUENCE,
                "draws",
                draws,
                "must be at most %d with padded (false) and targets (%s)",
                MAX_HELD_DRAWS,
                targets);
        long pairs = ProblemRange.pairs(digits, right);
        if (!replacement || draws > MAX_HELD_DRAWS) {
            Require.that(
                    draws <= pairs,
                    "draws",
                    draws,
                    "must be at most %d without replacement%s: %s no more problems",
                    pairs,
                    draws > MAX_HELD_DRAWS ? ", as more than " + MAX_HELD_DRAWS + " always are" : "",
                    describeDigits(digits, right) + (right == digits ? " has" : " have"));
        }
        long most = Math.min(draws, pairs);
        if (!leavesSome(most, testProblems, validationProblems)) {
            throw new ConfigException(nothingLeft(
                    describeDigits(digits, right) + " and draws (" + draws + ") give at most " + most
                            + " distinct problems",
                    testProblems,
                    validationProblems,
                    most));
        }
        Require.that(
                (long) testProblems + validationProblems <= MAX_HELD_DRAWS,
                "testProblems",
                testProblems,
                "and validationProblems (%d) must together be at most %d",
                validationProblems,
                MAX_HELD_DRAWS);
    }

    private static DigitStages stages(String curriculum, int digits, int right, int validationProblems) {
        int longest = Math.max(digits, right);
        DigitStages stages = DigitStages.parse(curriculum, longest);
        Require.that(
                longest > 1,
                "curriculum",
                curriculum,
                "must be left out with digits (%d): there is nothing to begin with",
                digits);
        Require.that(
                validationProblems > 0 || stages.pace().accuracy().isEmpty(),
                "curriculum",
                curriculum,
                "must be given in steps with validationProblems (0)");
        return stages;
    }

    private static String describeDigits(int digits, int right) {
        return "digits (" + digits + ")" + (right == digits ? "" : " and rightDigits (" + right + ")");
    }

    /** Returns nothing for a value that is so without it. */
    private static Optional<Boolean> unless(boolean without, Optional<Boolean> value) {
        return value.filter(given -> given != without);
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
     * @param operator of the problems
     * @return operands of {@code digits} and {@code rightDigits}, and a width that holds all results
     */
    public ArithmeticEncoding encoding(Operator operator) {
        int right = rightWidth();
        return new ArithmeticEncoding(
                digits,
                right,
                operator.resultWidth(digits, right),
                reversed,
                reversedAnswer.orElse(reversed),
                padded.orElse(true));
    }

    /**
     * Encodes problems of the caller as examples of this task, for a model that was trained on it.
     *
     * @param problems at least one, all of one operator, with operands of at most {@code digits} and {@code rightDigits} digits
     * @return examples with the true results as targets, in the order of the problems
     * @throws org.transformerbench.api.DataException if an operand is too long
     */
    public ExampleSet examples(List<Problem> problems) {
        Require.atLeast("problems", problems.size(), 1);
        Operator operator = problems.get(0).operator();
        problems.forEach(problem -> Require.that(
                problem.operator() == operator, "problems", problem, "must have the operator %s", operator.symbol()));
        return examples(HeldProblems.encode(problems.size(), problems::get, encoding(operator)));
    }

    ExampleSet examples(Problems problems) {
        return switch (targets) {
            case PER_ANSWER_TOKEN -> new AnswerTokenExamples(problems);
            case WHOLE_SEQUENCE -> new WholeSequenceExamples(problems, countsQuestion());
        };
    }

    /** Returns the stages in which more digits are learned; empty for all digits at once. */
    Optional<DigitStages> stages() {
        return curriculum.map(text -> stages(text, digits, rightWidth(), validationProblems));
    }

    /** Returns the digits of the right operand. */
    int rightWidth() {
        return rightDigits.orElse(digits);
    }

    /** Returns whether the loss counts the question too. */
    boolean countsQuestion() {
        return lossOnQuestion.orElse(targets.defaultLossOnQuestion());
    }

    /** Returns whether the numbers of pairs are drawn; otherwise a permutation gives the problems their order. */
    boolean drawsNumbers() {
        return draws <= MAX_HELD_DRAWS && ProblemRange.isNumbered(digits, rightWidth());
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
        private long draws = 100_000;
        private boolean replacement = true;
        private int testProblems = 4096;
        private int validationProblems = 1024;
        private boolean keepCommutedPairsTogether = true;
        private OptionalInt rightDigits = OptionalInt.empty();
        private Optional<Boolean> reversedAnswer = Optional.empty();
        private Optional<Boolean> padded = Optional.empty();
        private Optional<Boolean> lossOnQuestion = Optional.empty();
        private Optional<String> curriculum = Optional.empty();

        private Builder() {}

        /**
         * Sets {@link ArithmeticConfig#digits()}.
         *
         * @param value 1 to 18
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
         * @param value 1 to 10<sup>15</sup>
         * @return this
         */
        public Builder draws(long value) {
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
         * Sets {@link ArithmeticConfig#rightDigits()}.
         *
         * @param value 1 to 18
         * @return this
         */
        public Builder rightDigits(int value) {
            rightDigits = OptionalInt.of(value);
            return this;
        }

        /**
         * Sets {@link ArithmeticConfig#reversedAnswer()}.
         *
         * @param value whether the result is written back to front
         * @return this
         */
        public Builder reversedAnswer(boolean value) {
            reversedAnswer = Optional.of(value);
            return this;
        }

        /**
         * Sets {@link ArithmeticConfig#padded()}.
         *
         * @param value whether numbers are padded with zeros
         * @return this
         */
        public Builder padded(boolean value) {
            padded = Optional.of(value);
            return this;
        }

        /**
         * Sets {@link ArithmeticConfig#lossOnQuestion()}.
         *
         * @param value whether the loss counts the question
         * @return this
         */
        public Builder lossOnQuestion(boolean value) {
            lossOnQuestion = Optional.of(value);
            return this;
        }

        /**
         * Sets {@link ArithmeticConfig#curriculum()}.
         *
         * @param value when operands get one more digit
         * @return this
         */
        public Builder curriculum(CurriculumPace value) {
            return curriculum(value.toString());
        }

        /**
         * Sets {@link ArithmeticConfig#curriculum()} in words, which can name the stages.
         *
         * @param value such as {@code steps:1000@3,6}
         * @return this
         */
        public Builder curriculum(String value) {
            curriculum = Optional.of(value);
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
                    keepCommutedPairsTogether,
                    rightDigits,
                    reversedAnswer,
                    padded,
                    lossOnQuestion,
                    curriculum);
        }
    }
}
