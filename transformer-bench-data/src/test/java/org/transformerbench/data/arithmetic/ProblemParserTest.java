package org.transformerbench.data.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.config.ConfigException;

class ProblemParserTest {
    @ParameterizedTest
    @ValueSource(strings = {"12-345", " 12 -\t345 ", "12-345=", "012-345 = ?", "12-345?", "12-345\n"})
    void reads_problems_as_people_write_them(String text) {
        assertThat(Problem.parse(text)).isEqualTo(new Problem(12, Operator.MINUS, 345));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                     | position 0 has its end where it must have a digit
            +2                     | position 0 has '+' where it must have a digit
            12                     | position 2 has its end where it must have +, - or *
            12x4                   | position 2 has 'x' where it must have +, - or *
            12+                    | position 3 has its end where it must have a digit
            1+2+3                  | position 3 has '+' where it must have nothing more
            1+2=3                  | position 4 has '3' where it must have nothing more
            1+\u0662               | position 2 has '\u0662' where it must have a digit
            """)
    void names_the_first_character_that_does_not_belong(String text, String reason) {
        assertThatThrownBy(() -> Problem.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("'" + text + "' is no problem: " + reason
                        + "; write two numbers with +, - or * between them, as in \"12+34=\"");
    }

    @ParameterizedTest
    @CsvSource({"1+1234567890123456789, 19", "9999999999999999999*1, 19", "1234567890123456789012-1, 22"})
    void names_the_most_digits_that_any_model_can_have(String text, int digits) {
        assertThatThrownBy(() -> Problem.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "'" + text + "' has a number of " + digits + " digits; arithmetic has numbers of at most 18");
    }

    @Test
    void reads_a_product_of_the_longest_numbers() {
        assertThat(Problem.parse("999999999999999999 * 999999999999999999").result())
                .hasToString("999999999999999998000000000000000001");
    }

    @Test
    void zeros_on_the_left_are_no_digits() {
        assertThat(Problem.parse("0".repeat(30) + "7+000")).isEqualTo(new Problem(7, Operator.PLUS, 0));
    }

    @Test
    @Timeout(60)
    void a_long_blank_before_a_wrong_character_is_no_attack() {
        // An expression with optional signs between blanks tries all ways to share them out: for days.
        assertThatThrownBy(() -> Problem.parse("1+1" + " ".repeat(100_000) + "x"))
                .isInstanceOf(ConfigException.class)
                .message()
                .contains("position 100003 has 'x'")
                .hasSizeLessThan(400);
    }
}
