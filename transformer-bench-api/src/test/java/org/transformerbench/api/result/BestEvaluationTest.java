package org.transformerbench.api.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.SampleRun;

class BestEvaluationTest {

    /** One evaluation every 100 steps. */
    private static List<CurvePoint> curve(boolean validation, double... losses) {
        List<CurvePoint> curve = new ArrayList<>();
        for (double loss : losses) {
            Optional<Metrics> metrics = Optional.of(Metrics.of(loss, 0.5));
            curve.add(new CurvePoint(
                    100L * (curve.size() + 1),
                    1,
                    Metrics.of(0.01, 1),
                    validation ? metrics : Optional.empty(),
                    validation ? Optional.empty() : metrics));
        }
        return curve;
    }

    private static Optional<BestEvaluation> best(List<CurvePoint> curve) {
        return SampleRun.of("mlp").curve(curve).result().bestEvaluation();
    }

    private static boolean betterThanLast(double... losses) {
        return best(curve(true, losses)).orElseThrow().betterThanLast();
    }

    @Test
    void a_run_knows_the_step_with_the_lowest_validation_loss() {
        BestEvaluation best = best(curve(true, 3, 2.09, 2.2, 2.5)).orElseThrow();

        assertThat(best).isEqualTo(new BestEvaluation("validation", 200, 2.09, 2.5));
        assertThat(best.betterThanLast()).isTrue();
    }

    @Test
    void without_validation_data_test_data_counts() {
        assertThat(best(curve(false, 3, 2.09, 2.5))).contains(new BestEvaluation("test", 200, 2.09, 2.5));
    }

    @Test
    void validation_data_counts_where_both_were_evaluated() {
        List<CurvePoint> curve = new ArrayList<>();
        curve.add(new CurvePoint(1, 1, Metrics.of(9, 0), Optional.of(Metrics.of(2, 0)), Optional.of(Metrics.of(5, 0))));
        curve.add(new CurvePoint(2, 2, Metrics.of(9, 0), Optional.of(Metrics.of(3, 0)), Optional.of(Metrics.of(1, 0))));
        assertThat(best(curve)).contains(new BestEvaluation("validation", 1, 2, 3));
    }

    @Test
    void one_per_cent_is_the_border() {
        assertThat(betterThanLast(0.99, 1)).isFalse();
        assertThat(betterThanLast(0.9899, 1)).isTrue();
        assertThat(betterThanLast(2, 1)).as("the last is the best").isFalse();
        assertThat(betterThanLast(0, 0)).isFalse();
    }

    @Test
    void a_last_loss_that_is_no_number_is_worse_than_any() {
        assertThat(best(curve(true, 3, Double.NaN)).orElseThrow()).satisfies(best -> {
            assertThat(best.step()).isEqualTo(100);
            assertThat(best.betterThanLast()).isTrue();
        });
        assertThat(betterThanLast(3, Double.POSITIVE_INFINITY)).isTrue();
    }

    @Test
    void of_equal_ones_the_first_counts() {
        assertThat(best(curve(true, 2, 2, 2)).orElseThrow().step()).isEqualTo(100);
    }

    @Test
    void nothing_evaluated_has_no_best() {
        assertThat(best(List.of())).isEmpty();
        assertThat(best(curve(true, Double.NaN))).isEmpty();
    }

    @Test
    void results_are_written_and_read_without_it() {
        assertThat(SampleRun.of("mlp").result().toJson()).doesNotContain("bestEvaluation");
    }
}
