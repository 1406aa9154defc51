package org.transformerbench.data.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;

class ArithmeticReferencesTest {

    private static List<ReferenceLine> lines(ArithmeticConfig config) {
        return new AdditionTask()
                .load(config, new SeedStreams(1))
                .references(config.targets().mode());
    }

    @Test
    void the_plateau_of_three_digit_addition_is_the_known_one() {
        ReferenceLine plateau = lines(ArithmeticConfig.defaults()).get(2);

        assertThat(plateau.name()).isEqualTo("end sign and carry digit");
        assertThat(plateau.loss()).isCloseTo(1.3816, within(1e-4));
        assertThat(plateau.accuracy().getAsDouble()).isCloseTo(0.46, within(1e-9));
    }

    @Test
    void uniform_is_the_logarithm_of_the_vocabulary() {
        assertThat(lines(ArithmeticConfig.defaults()).get(0).loss()).isEqualTo(Math.log(16));
    }

    @Test
    void frequencies_by_position_lie_between_the_plateau_and_uniform() {
        ReferenceLine frequencies = lines(ArithmeticConfig.defaults()).get(1);

        // Three digits that are nearly uniform, the carry with ln 2 at most, and the end sign for nothing.
        assertThat(frequencies.loss()).isBetween(1.49, (3 * Math.log(10) + Math.log(2)) / 5 + 0.01);
        assertThat(frequencies.accuracy().getAsDouble()).isBetween(0.34, 0.42);
    }

    @Test
    void a_whole_sequence_has_no_plateau() {
        ArithmeticConfig config = ArithmeticConfig.builder()
                .targets(ArithmeticTargets.WHOLE_SEQUENCE)
                .build();
        assertThat(lines(config)).extracting(ReferenceLine::name).containsExactly("uniform", "unigram by position");
    }

    @Test
    void the_notebooks_protocol_has_no_validation_data_and_lets_twins_part() {
        ArithmeticConfig config = new AdditionTask().defaultConfig(Protocol.notebook2023());

        assertThat(config.validationProblems()).isZero();
        assertThat(config.keepCommutedPairsTogether()).isFalse();
        assertThat(new AdditionTask().defaultConfig(Protocol.strict())).isEqualTo(ArithmeticConfig.defaults());
        assertThat(new AdditionTask()
                        .load(config, new SeedStreams(1))
                        .validation(Targets.LAST)
                        .size())
                .isZero();
    }
}
