package org.transformerbench.api.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.tuning.SuccessiveHalving.Job;

/** The bracket of Li et al. 2020, section 3: 9 configurations, resources 1 to 9, reduction 3. */
class SuccessiveHalvingTest {
    private static Optional<TrialScore> loss(double loss) {
        return Optional.of(new TrialScore(loss, OptionalDouble.empty()));
    }

    /** One worker; the best configurations are the first, the sixth and above all the eighth. */
    private static List<Job> jobs(SuccessiveHalving halving, double[] losses) {
        List<Job> jobs = new ArrayList<>();
        for (Optional<Job> job = halving.next(); job.isPresent(); job = halving.next()) {
            jobs.add(job.get());
            halving.report(job.get(), loss(losses[job.get().candidate()]));
        }
        return jobs;
    }

    @Test
    void a_configuration_is_promoted_as_soon_as_it_is_among_the_best_third() {
        SuccessiveHalving halving = new SuccessiveHalving(9, 3, 3);
        List<Job> jobs = jobs(halving, new double[] {0.3, 0.9, 0.8, 0.7, 0.6, 0.2, 0.5, 0.1, 0.4});
        assertThat(jobs)
                .containsExactly(
                        new Job(0, 0),
                        new Job(1, 0),
                        new Job(2, 0),
                        new Job(0, 1),
                        new Job(3, 0),
                        new Job(4, 0),
                        new Job(5, 0),
                        new Job(5, 1),
                        new Job(6, 0),
                        new Job(7, 0),
                        new Job(7, 1),
                        new Job(7, 2),
                        new Job(8, 0));
        assertThat(halving.winner()).contains(new Job(7, 2));
    }

    @Test
    void rungs_end_at_one_ninth_one_third_and_the_whole_of_the_budget() {
        SuccessiveHalving halving = new SuccessiveHalving(9, 3, 3);
        assertThat(halving.share(0)).isCloseTo(1 / 9.0, within(1e-12));
        assertThat(halving.share(1)).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(halving.share(2)).isEqualTo(1);
    }

    @Test
    void a_configuration_without_a_score_is_never_promoted() {
        SuccessiveHalving halving = new SuccessiveHalving(3, 2, 3);
        for (int i = 0; i < 3; i++) {
            halving.report(halving.next().orElseThrow(), Optional.empty());
        }
        assertThat(halving.next()).isEmpty();
        assertThat(halving.winner()).isEmpty();
    }

    @Test
    void of_equal_scores_the_earlier_configuration_goes_on() {
        SuccessiveHalving halving = new SuccessiveHalving(3, 2, 3);
        assertThat(jobs(halving, new double[] {1, 1, 1})).endsWith(new Job(0, 1));
    }

    @Test
    void exact_match_counts_before_the_loss() {
        TrialScore answers = new TrialScore(0.9, OptionalDouble.of(0.5));
        TrialScore lowLoss = new TrialScore(0.1, OptionalDouble.of(0.4));
        assertThat(answers).isGreaterThan(lowLoss);
        assertThat(new TrialScore(0.1, OptionalDouble.of(0.5))).isGreaterThan(answers);
    }

    @Test
    void one_configuration_of_a_plan_reaches_the_full_budget() {
        assertThat(TuningPlan.ofRuns(1).rungs()).isEqualTo(1);
        assertThat(TuningPlan.ofRuns(8).rungs()).isEqualTo(2);
        assertThat(TuningPlan.ofRuns(9).rungs()).isEqualTo(3);
        assertThat(TuningPlan.ofRuns(1000).rungs()).isEqualTo(4);
    }
}
