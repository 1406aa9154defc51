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
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void reads_back_what_it_writes(int digits) {
        RandomGenerator random = new SplittableRandom(digits);
        long operands = ArithmeticConfig.operands(digits);
        for (boolean reversed : new boolean[] {false, true}) {
            ArithmeticEncoding encoding = ArithmeticEncoding.ofDigits(digits, reversed);
            int length = encoding.promptLength() + encoding.answerLength();
            for (Operator operator : Operator.values()) {
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
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void widths_that_derive_from_the_digits_fit_the_extreme_results(int digits) {
        ArithmeticEncoding encoding = ArithmeticEncoding.ofDigits(digits, false);
        long largest = ArithmeticConfig.operands(digits) - 1;

        assertThat(encoding.answer(new Problem(largest, Operator.PLUS, largest)))
                .isEqualTo(2 * largest + "|");
        assertThat(encoding.answer(new Problem(0, Operator.MINUS, largest))).isEqualTo("m" + largest + "|");
    }

    @Test
    void rejects_operands_that_do_not_fit_the_width() {
        ArithmeticEncoding encoding = new ArithmeticEncoding(2, 4, false);

        assertThatThrownBy(() -> encoding.text(new Problem(12, Operator.PLUS, 345)))
                .isInstanceOf(DataException.class)
                .hasMessage("The operand 345 of 12+345 does not fit operandWidth (2)");
        assertThatThrownBy(() -> encoding.prompt(new Problem(100, Operator.MINUS, 1)))
                .isInstanceOf(DataException.class)
                .hasMessage("The operand 100 of 100-1 does not fit operandWidth (2)");
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
        "123*456=0579|, has no operator at position 3",
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
    void rejects_a_minus_sign_without_digits_and_a_number_beyond_64_bits() {
        assertThatThrownBy(() -> new ArithmeticEncoding(1, 1, false).parse("0-1=m|"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("where a number is expected");
        assertThatThrownBy(() -> new ArithmeticEncoding(1, 19, false).parse("0+1=9999999999999999999|"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("too large");
    }

    @Test
    void keeps_a_wrong_result_as_it_was_claimed() {
        Equation wrong = new ArithmeticEncoding(3, 4, true).parse("321+654=8750|");

        assertThat(wrong).isEqualTo(new Equation(new Problem(123, Operator.PLUS, 456), 578));
        assertThat(wrong.isTrue()).isFalse();
    }

    @Test
    void rejects_widths_and_operands_out_of_range() {
        assertThatThrownBy(() -> new ArithmeticEncoding(0, 4, false)).hasMessageContaining("operandWidth (0)");
        assertThatThrownBy(() -> new ArithmeticEncoding(3, 20, false)).hasMessageContaining("resultWidth (20)");
        assertThatThrownBy(() -> new Problem(-1, Operator.PLUS, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("left (-1)");
        assertThatThrownBy(() -> new Problem(0, Operator.PLUS, 1_000_000_000_000_000_000L))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("right (1000000000000000000)");
    }
}
