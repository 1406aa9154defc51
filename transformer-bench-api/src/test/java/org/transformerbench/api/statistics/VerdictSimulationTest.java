package org.transformerbench.api.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.RunResult;

/** The frequency of wrong verdicts among equal models, and of right ones about a difference that is there, of 1,000 comparisons each. */
class VerdictSimulationTest {
    private static final int COMPARISONS = 1000;
    private static final double LEVEL = 0.05;

    /** How outcomes come about, from the effect of the seed on all models and chance. */
    enum Outcomes {
        NORMAL((seedEffect, random) -> random.nextGaussian()),
        /** Data that is easier with some seeds. */
        SEEDS_MATTER((seedEffect, random) -> seedEffect + random.nextGaussian()),
        /** One run in three stays on a plateau. */
        PLATEAU_OFTEN((seedEffect, random) -> (random.nextInt(3) == 0 ? -50 : 0) + random.nextGaussian()),
        /** One run in ten does. */
        PLATEAU_SELDOM((seedEffect, random) -> (random.nextInt(10) == 0 ? -50 : 0) + random.nextGaussian()),
        /** Whether a seed stays there is the same for all models in most cases. */
        PLATEAU_OF_SEEDS(
                (seedEffect, random) -> (seedEffect > 0.5 && random.nextInt(10) > 0 ? -50 : 0) + random.nextGaussian());

        private final ToDoubleBiFunction<Double, SplittableRandom> one;

        Outcomes(ToDoubleBiFunction<Double, SplittableRandom> one) {
            this.one = one;
        }

        List<double[]> of(int models, int seeds, SplittableRandom random) {
            List<double[]> outcomes = new ArrayList<>();
            for (int model = 0; model < models; model++) {
                outcomes.add(new double[seeds]);
            }
            for (int seed = 0; seed < seeds; seed++) {
                double seedEffect = random.nextGaussian();
                for (double[] model : outcomes) {
                    model[seed] = one.applyAsDouble(seedEffect, random);
                }
            }
            return outcomes;
        }
    }

    @ParameterizedTest
    @EnumSource
    void two_equal_models_get_a_verdict_in_five_percent_at_most(Outcomes outcomes) {
        for (int seeds : new int[] {2, 3, 4, 6}) {
            assertThat(withVerdict(outcomes, 2, seeds)).as("%d seeds", seeds).isLessThanOrEqualTo(COMPARISONS / 20);
        }
    }

    /** There the test can have a level so close to 5 % that a count of 1,000 is above it as often as below. */
    @ParameterizedTest
    @EnumSource
    void with_more_seeds_the_share_of_false_verdicts_is_five_percent_but_for_chance(Outcomes outcomes) {
        for (int seeds : new int[] {5, 9, 12, 20}) {
            assertThat(Interval.ofShare(withVerdict(outcomes, 2, seeds), COMPARISONS)
                            .low())
                    .as("%d seeds", seeds)
                    .isLessThan(LEVEL);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 3", "6, 3", "8, 3", "4, 5", "6, 6", "8, 11", "4, 9"})
    void among_many_equal_models_a_verdict_is_as_seldom(int models, int seeds) {
        for (Outcomes outcomes : Outcomes.values()) {
            assertThat(withVerdict(outcomes, models, seeds)).as("%s", outcomes).isLessThan(COMPARISONS / 20);
        }
    }

    /** The whole way, from results with 4,096 answers each to the sentence of a report. */
    @Test
    void reports_on_two_equal_models_name_a_better_one_as_seldom() {
        SplittableRandom random = new SplittableRandom(22);
        int wrong = 0;
        for (int i = 0; i < COMPARISONS; i++) {
            List<RunResult> results = new ArrayList<>();
            for (int seed = 1; seed <= 4; seed++) {
                for (String model : List.of("gpt", "mlp")) {
                    double share = random.nextInt(3) == 0 ? 0.1 : 1;
                    long right = Math.round(4096 * (share - 0.05 * random.nextDouble()));
                    results.add(Runs.of(model)
                            .seed(seed)
                            .test(new Metrics(1, 0.5, OptionalDouble.of(right / 4096.0), 4 * 4096, 4096, List.of()))
                            .result());
                }
            }
            Comparison comparison = Comparison.of(results);
            wrong += comparison.verdicts(comparison.scopes().get(0)).get(0).contains("is better than") ? 1 : 0;
        }

        assertThat(wrong).isBetween(1, COMPARISONS / 20);
    }

    private static int withVerdict(Outcomes outcomes, int models, int seeds) {
        SplittableRandom random = new SplittableRandom(19);
        int wrong = 0;
        for (int i = 0; i < COMPARISONS; i++) {
            wrong += verdict(outcomes.of(models, seeds, random)) ? 1 : 0;
        }
        return wrong;
    }

    private static boolean verdict(List<double[]> outcomes) {
        int pairs = outcomes.size() * (outcomes.size() - 1) / 2;
        double[] raw = new double[pairs];
        int next = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            for (int j = i + 1; j < outcomes.size(); j++) {
                raw[next++] = PairTest.of(outcomes.get(i), outcomes.get(j), true, pairs, LEVEL, Optional.empty())
                        .rawPValue();
            }
        }
        for (double corrected : Holm.adjusted(raw)) {
            if (corrected <= LEVEL) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @EnumSource(names = {"NORMAL", "PLATEAU_OFTEN", "PLATEAU_OF_SEEDS"})
    void adding_seeds_until_decided_decides_between_equal_models_as_seldom(Outcomes outcomes) {
        for (int models : new int[] {2, 4}) {
            assertThat(decided(outcomes, models, 0)).as("%d models", models).isLessThan(COMPARISONS / 20);
        }
    }

    @ParameterizedTest
    @CsvSource({"NORMAL", "SEEDS_MATTER"})
    void a_difference_of_one_standard_deviation_is_mostly_found_with_20_seeds(Outcomes outcomes) {
        SplittableRandom random = new SplittableRandom(20);
        int found = 0;
        for (int i = 0; i < COMPARISONS; i++) {
            found += verdict(better(outcomes.of(2, 20, random), 1)) ? 1 : 0;
        }

        assertThat(found).isGreaterThan(COMPARISONS * 3 / 4);
        assertThat(decided(outcomes, 2, 1)).isGreaterThan(COMPARISONS / 2);
    }

    private static int decided(Outcomes outcomes, int models, double difference) {
        SequentialSeeds rule = new SequentialSeeds(models, 20);
        SplittableRandom random = new SplittableRandom(21);
        int decided = 0;
        for (int i = 0; i < COMPARISONS; i++) {
            List<double[]> all = better(outcomes.of(models, 20, random), difference);
            SequentialSeeds.Decision decision =
                    rule.decideBy(first(all, rule.looks().get(0)));
            while (!decision.stop()) {
                decision = rule.decideBy(first(all, decision.nextLook().getAsInt()));
            }
            decided += decision.state() == SequentialSeeds.State.DECIDED ? 1 : 0;
        }
        return decided;
    }

    private static List<double[]> better(List<double[]> outcomes, double difference) {
        double[] first = outcomes.get(0);
        for (int seed = 0; seed < first.length; seed++) {
            first[seed] += difference;
        }
        return outcomes;
    }

    private static List<double[]> first(List<double[]> outcomes, int seeds) {
        return outcomes.stream().map(values -> Arrays.copyOf(values, seeds)).toList();
    }
}
