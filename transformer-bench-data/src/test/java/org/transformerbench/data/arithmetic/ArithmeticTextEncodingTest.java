package org.transformerbench.data.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.TextEncoding;

class ArithmeticTextEncodingTest {

    private static TextEncoding text(Operator operator, ArithmeticEncoding encoding) {
        return new ArithmeticTextEncoding(operator, encoding);
    }

    @Test
    void a_problem_becomes_the_prompt_of_the_training_data() {
        TextEncoding reversed = text(Operator.PLUS, new ArithmeticEncoding(3, 4, true));

        assertThat(ArithmeticEncoding.VOCABULARY.decode(
                        reversed.encode(" 27 + 926=").tokens()))
                .isEqualTo("720+629=");
        assertThat(reversed.encode("1+1").unknownUnits()).isZero();
        assertThat(reversed.kind()).isEqualTo(TextEncoding.Kind.ANSWER);
        assertThat(reversed.endToken()).hasValue(15);
        assertThat(reversed.padToken()).hasValue(0);
        assertThat(text(Operator.PLUS, new ArithmeticEncoding(3, 3, 4, true, true, false))
                        .padToken())
                .hasValue(10);
    }

    @ParameterizedTest
    @CsvSource({
        "PLUS, true, 8911, 1198",
        "PLUS, true, 0000, 0",
        "PLUS, true, 7000, 7",
        "PLUS, false, 0357, 357",
        "MINUS, false, m020, -20",
        "MINUS, true, 020m, -20",
        "MINUS, true, 02m0, 02m0",
        "PLUS, true, 1+=., 1+=.",
        "PLUS, true, m, m",
        "PLUS, true, '', ''",
    })
    void what_was_written_is_read_as_a_number_if_it_is_one(
            Operator operator, boolean reversed, String written, String number) {
        TextEncoding text = text(operator, new ArithmeticEncoding(3, 4, reversed));

        assertThat(text.decode(ArithmeticEncoding.VOCABULARY.encode(written))).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "1*2, PLUS, 1*2 has the operator *; the model was made for +",
        "1234+2, PLUS, 1234+2 has a number of 4 digits on the left; the model was made for at most 3",
        "2+123, PLUS, 2+123 has a number of 3 digits on the right; the model was made for at most 2",
        "two, PLUS, 'two' is no problem: position 0 has 't' where it must have a digit",
    })
    void what_no_model_of_this_data_can_read_is_refused(String input, Operator operator, String message) {
        TextEncoding text = text(operator, new ArithmeticEncoding(3, 2, 4, true, true, true));

        assertThatThrownBy(() -> text.encode(input))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void the_data_says_how_it_is_written() {
        ArithmeticConfig config = ArithmeticConfig.builder()
                .digits(18)
                .testProblems(10)
                .draws(2000)
                .build();
        Dataset data = new MultiplicationTask().load(config, new SeedStreams(1));

        TextEncoding text = data.textEncoding().orElseThrow();

        assertThat(data.vocabulary().decode(text.encode("12*999999999999999999").tokens()))
                .isEqualTo("210000000000000000*999999999999999999=");
    }
}
