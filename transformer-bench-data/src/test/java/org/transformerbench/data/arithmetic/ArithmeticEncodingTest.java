package org.transformerbench.data.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.ConfigException;

class ArithmeticEncodingTest {
    private static final int PROBLEMS_PER_CASE = 200;

    @ParameterizedTest
    @CsvSource({
        "123, 456, PLUS, 3, 4, false, 123+456=0579|",
        "123, 999, PLUS, 5, 4, false, 00123+00999=1122|",
        "123, 999, MINUS, 3, 4, false, 123-999=m876|",
        "999, 123, MINUS, 3, 4, false, 999-123=0876|",
        "123, 456, PLUS, 3, 4, true, 321+654=9750|",
        "23, 45, PLUS, 3, 4, true, 320+540=8600|",
        "123, 999, MINUS, 3, 4, true, 321-999=678m|",
        "123, 456, PLUS, 3, 3, false, 123+456=579|",
        "7, 9, MINUS, 2, 3, false, 07-09=m02|",
        "7, 9, MINUS, 2, 3, true, 70-90=20m|",
        "0, 0, MINUS, 1, 2, false, 0-0=00|",
        "999999999999999999, 999999999999999999, PLUS, 18, 19, false, "
                + "999999999999999999+999999999999999999=1999999999999999998|"
    })
    void writes_operands_and_result_padded_to_their_widths(
            long left,
            long right,
            Operator operator,
            int operandWidth,
            int resultWidth,
            boolean reversed,
            String text) {
        ArithmeticEncoding encoding = new ArithmeticEncoding(operandWidth, resultWidth, reversed);
        Problem problem = new Problem(left, operator, right);

        assertThat(encoding.text(problem)).isEqualTo(text);
        assertThat(encoding.parse(text)).isEqualTo(new Equation(problem, problem.result()));
    }

    @ParameterizedTest
    @CsvSource({
        "12, 345, PLUS, 2, 3, false, false, true, 12+345=0357|",
        "12, 345, PLUS, 2, 3, false, true, true, 12+345=7530|",
        "12, 345, PLUS, 2, 3, true, false, true, 21+543=0357|",
        "2, 45, PLUS, 2, 3, false, true, false, 2+45=74|",
        "0, 0, PLUS, 2, 3, false, false, false, 0+0=0|",
        "2, 345, MINUS, 2, 3, false, false, true, 02-345=m343|",
        "2, 345, MINUS, 2, 3, false, true, false, 2-345=343m|",
        "2, 345, MINUS, 2, 3, false, false, false, 2-345=m343|",
        "12, 34, TIMES, 2, 2, false, false, true, 12*34=0408|",
        "12, 34, TIMES, 2, 2, true, true, false, 21*43=804|",
        "999, 9, TIMES, 3, 1, false, true, true, 999*9=1998|",
        "100, 10, TIMES, 3, 2, true, true, false, 001*01=0001|",
        "999999999999999999, 999999999999999999, TIMES, 18, 18, false, false, true, "
                + "999999999999999999*999999999999999999=999999999999999998000000000000000001|",
        "1000000000, 1000000000, TIMES, 18, 18, false, true, false, " + "1000000000*1000000000=0000000000000000001|",
        "3000000000, 1000000000, TIMES, 10, 10, false, false, true, " + "3000000000*1000000000=03000000000000000000|",
        "9223372036854775, 1001, TIMES, 16, 4, false, false, false, " + "9223372036854775*1001=9232595408891629775|"
    })
    void writes_each_side_in_its_own_width_and_order(
            long left,
            long right,
            Operator operator,
            int leftWidth,
            int rightWidth,
            boolean reversedOperands,
            boolean reversedResult,
            boolean padded,
            String text) {
        ArithmeticEncoding encoding = new ArithmeticEncoding(
                leftWidth,
                rightWidth,
                operator.resultWidth(leftWidth, rightWidth),
                reversedOperands,
                reversedResult,
                padded);
        Problem problem = new Problem(left, operator, right);

        assertThat(encoding.text(problem)).isEqualTo(text);
        assertThat(encoding.parse(text)).isEqualTo(new Equation(problem, problem.result()));
        assertThat(encoding.prompt(problem) + encoding.answer(problem)).isEqualTo(text);
        assertThat(ArithmeticEncoding.vocabulary(operator)
                        .decode(ArithmeticEncoding.vocabulary(operator).encode(text)))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "1+23456=23457|, has 14 characters",
        "12+1234=57|, '1234' where a number is expected",
        "123+4=27|, '123' where a number is expected",
        "02+4=6|, '02' where a number is expected",
        "2+4=06|, '06' where a number is expected",
        "2+4=12345|, '12345' where a number is expected",
        "2+4=|, '' where a number is expected",
        "+4=6|, '' where a number is expected",
        "2+4-6|, must have '=' at position 1",
        "2+4=6, must have '|' at position 4",
        "24=6|, has no operator",
    })
    void rejects_texts_of_another_form_where_numbers_are_not_padded(String text, String reason) {
        ArithmeticEncoding encoding = new ArithmeticEncoding(2, 3, 4, false, false, false);

        assertThatThrownBy(() -> encoding.parse(text))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(text)
                .hasMessageContaining(reason);
    }

    @Test
    void rejects_a_product_that_does_not_fit_even_a_long() {
        ArithmeticEncoding encoding = new ArithmeticEncoding(3, 19, false);

        assertThatThrownBy(() -> encoding.answer(new Problem(999_999_999_999L, Operator.TIMES, 999_999_999_999L)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("does not fit resultWidth (19)");
    }

    @Test
    void splits_a_text_into_prompt_and_answer() {
        ArithmeticEncoding encoding = new ArithmeticEncoding(3, 3, false);
        Problem problem = new Problem(123, Operator.PLUS, 456);

        assertThat(encoding.prompt(problem)).isEqualTo("123+456=").hasSize(encoding.promptLength());
        assertThat(encoding.answer(problem)).isEqualTo("579|").hasSize(encoding.answerLength());
    }

    @Test
    void gives_the_symbols_the_ids_0_to_15_in_order() {
        assertThat(ArithmeticEncoding.VOCABULARY.symbols()).isEqualTo("0123456789.=+-m|");
        assertThat(ArithmeticEncoding.VOCABULARY.encode("0129.=+-m|"))
                .containsExactly(0, 1, 2, 9, 10, 11, 12, 13, 14, 15);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 18})
    void reads_back_what_it_writes(int digits) {
        RandomGenerator random = new SplittableRandom(digits);
        long operands = ProblemRange.numbers(digits);
        for (boolean reversed : new boolean[] {false, true}) {
            for (Operator operator : Operator.values()) {
                ArithmeticEncoding encoding =
                        new ArithmeticEncoding(digits, operator.resultWidth(digits, digits), reversed);
                int length = encoding.promptLength() + encoding.answerLength();
                for (int i = 0; i < PROBLEMS_PER_CASE; i++) {
                    Problem problem = new Problem(random.nextLong(operands), operator, random.nextLong(operands));
                    String text = encoding.text(problem);

                    assertThat(text).hasSize(length);
                    assertThat(encoding.parse(text)).isEqualTo(new Equation(problem, problem.result()));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 18})
    void widths_that_derive_from_the_digits_fit_the_extreme_results(int digits) {
        ArithmeticEncoding encoding = ArithmeticEncoding.ofDigits(digits, false);
        long largest = ProblemRange.numbers(digits) - 1;

        assertThat(encoding.answer(new Problem(largest, Operator.PLUS, largest)))
                .isEqualTo(2 * largest + "|");
        assertThat(encoding.answer(new Problem(0, Operator.MINUS, largest))).isEqualTo("m" + largest + "|");
    }

    @Test
    void rejects_operands_that_do_not_fit_the_width() {
        ArithmeticEncoding encoding = new ArithmeticEncoding(2, 4, false);

        assertThatThrownBy(() -> encoding.text(new Problem(12, Operator.PLUS, 345)))
                .isInstanceOf(DataException.class)
                .hasMessage("The operand 345 of 12+345 does not fit rightWidth (2)");
        assertThatThrownBy(() -> encoding.prompt(new Problem(100, Operator.MINUS, 1)))
                .isInstanceOf(DataException.class)
                .hasMessage("The operand 100 of 100-1 does not fit leftWidth (2)");
    }

    @Test
    void rejects_results_that_do_not_fit_the_width() {
        ArithmeticEncoding encoding = new ArithmeticEncoding(3, 3, false);

        assertThatThrownBy(() -> encoding.text(new Problem(999, Operator.PLUS, 1)))
                .isInstanceOf(DataException.class)
                .hasMessage("The result 1000 of 999+1 does not fit resultWidth (3)");
        assertThatThrownBy(() -> encoding.answer(new Problem(0, Operator.MINUS, 100)))
                .isInstanceOf(DataException.class)
                .hasMessage("The result -100 of 0-100 does not fit resultWidth (3), the minus sign included");
    }

    @ParameterizedTest
    @CsvSource({
        "123+456=579|, has 12 characters",
        "123+456=00579|, has 14 characters",
        "123:456=0579|, has no operator at position 3",
        "123+456-0579|, must have '=' at position 7",
        "123+456=05790, must have '|' at position 12",
        "1m3+456=0579|, at position 0",
        "123+4.6=0579|, at position 4",
        "123+456=05m9|, at position 8",
        "1m3+456=0579|, '1m3' where a number is expected",
        "123+4.6=0579|, '4.6' where a number is expected",
        "123+456=05m9|, '05m9' where a number is expected",
        "123-123=m000|, states a negative zero"
    })
    void rejects_texts_of_another_form(String text, String reason) {
        ArithmeticEncoding encoding = new ArithmeticEncoding(3, 4, false);

        assertThatThrownBy(() -> encoding.parse(text))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(text)
                .hasMessageContaining(reason);
    }

    @Test
    void rejects_a_minus_sign_without_digits_and_reads_a_number_beyond_64_bits() {
        assertThatThrownBy(() -> new ArithmeticEncoding(1, 1, false).parse("0-1=m|"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("where a number is expected");
        assertThat(new ArithmeticEncoding(1, 19, false)
                        .parse("0+1=9999999999999999999|")
                        .claimed())
                .hasToString("9999999999999999999");
    }

    @Test
    void keeps_a_wrong_result_as_it_was_claimed() {
        Equation wrong = new ArithmeticEncoding(3, 4, true).parse("321+654=8750|");

        assertThat(wrong).isEqualTo(new Equation(new Problem(123, Operator.PLUS, 456), 578));
        assertThat(wrong.isTrue()).isFalse();
    }

    @Test
    void rejects_widths_and_operands_out_of_range() {
        assertThatThrownBy(() -> new ArithmeticEncoding(0, 4, false)).hasMessageContaining("leftWidth (0)");
        assertThatThrownBy(() -> new ArithmeticEncoding(3, 37, false)).hasMessageContaining("resultWidth (37)");
        assertThatThrownBy(() -> new Problem(-1, Operator.PLUS, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("left (-1)");
        assertThatThrownBy(() -> new Problem(0, Operator.PLUS, 1_000_000_000_000_000_000L))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("right (1000000000000000000)");
    }
}
