package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;

class GuessingTest {
    private static final Outcome END = Outcome.completed("500 steps");
    private static final double LN_16 = Math.log(16);

    private static boolean worse(int vocabulary, double first, long steps, double train, Optional<Double> heldOut) {
        Optional<Metrics> held = heldOut.map(loss -> Metrics.of(loss, 0));
        CurvePoint last = new CurvePoint(steps, 1, Metrics.of(train, 0), held, Optional.empty());
        return new Guessing(vocabulary)
                .judge(END, OptionalDouble.of(first), last, held)
                .isPresent();
    }

    private static boolean worse(double train, double heldOut) {
        return worse(16, LN_16, 500, train, Optional.of(heldOut));
    }

    @Test
    void a_loss_of_thousands_of_nats_is_worse_than_guessing() {
        CurvePoint last =
                new CurvePoint(500, 1, Metrics.of(2005, 0), Optional.of(Metrics.of(1999.5, 0)), Optional.empty());
        assertThat(new Guessing(16).judge(END, OptionalDouble.of(2.8), last, last.validation()))
                .contains(
                        Outcome.worseThanGuessing("the training loss was 2005.0000 and that of held-out data 1999.5000"
                                + " at step 500, guessing has 2.7726; the end: 500 steps"));
    }

    @Test
    void the_border_is_twice_that_of_guessing() {
        assertThat(worse(2 * LN_16, 2 * LN_16)).isFalse();
        assertThat(worse(Math.nextUp(2 * LN_16), Math.nextUp(2 * LN_16))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 1.01, true", "1, 0.99, false", "2, 1.70, true", "2, 1.68, false"})
    void at_small_vocabularies_it_is_one_nat_above(int vocabulary, double loss, boolean expected) {
        assertThat(worse(vocabulary, Math.log(vocabulary), 500, loss, Optional.of(loss)))
                .isEqualTo(expected);
    }

    @Test
    void a_model_that_learned_its_training_data_by_heart_is_not() {
        assertThat(worse(0.01, 9)).isFalse();
    }

    @Test
    void an_unlucky_last_batch_is_not() {
        assertThat(worse(9, 1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"25693, 2.91", "2.91, 25693"})
    void one_loss_near_that_of_guessing_is_no_excuse_for_the_other(double train, double heldOut) {
        assertThat(worse(train, heldOut)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"9, 2.77", "2.77, 9"})
    void one_loss_below_that_of_guessing_is_something_learned(double train, double heldOut) {
        assertThat(worse(train, heldOut)).isFalse();
    }

    @Test
    void without_held_out_data_the_last_batch_decides() {
        assertThat(worse(16, LN_16, 500, 9, Optional.empty())).isTrue();
    }

    @Test
    void the_first_jump_of_an_optimizer_is_not() {
        assertThat(worse(16, LN_16, 9, 700, Optional.of(700.0))).isFalse();
        assertThat(worse(16, LN_16, 10, 700, Optional.of(700.0))).isTrue();
    }

    @Test
    void a_bad_beginning_on_its_way_down_is_not() {
        assertThat(worse(16, 30, 12, 28, Optional.of(28.0))).isFalse();
        assertThat(worse(16, 30, 12, 30, Optional.of(30.0))).isTrue();
    }
}
