package org.transformerbench.data.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermutedProblemsTest {

    private static PermutedProblems problems(int leftDigits, int rightDigits, boolean ordered, long seed) {
        return new PermutedProblems(
                new ProblemRange(Operator.PLUS, leftDigits, rightDigits), ordered, new SplittableRandom(seed));
    }

    private static Problem[] all(PermutedProblems problems) {
        return LongStream.range(0, problems.count()).mapToObj(problems::problem).toArray(Problem[]::new);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "1, 3", "3, 1", "2, 3", "3, 2"})
    void every_ordered_pair_comes_once(int leftDigits, int rightDigits) {
        Problem[] all = all(problems(leftDigits, rightDigits, true, 5));

        assertThat(all).hasSize((int) ProblemRange.pairs(leftDigits, rightDigits));
        assertThat(new HashSet<>(Arrays.asList(all))).hasSameSizeAs(all);
        assertThat(all)
                .allMatch(problem -> problem.left() < ProblemRange.numbers(leftDigits)
                        && problem.right() < ProblemRange.numbers(rightDigits));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 50", "2, 2, 5000", "1, 3, 5000", "3, 1, 5000", "2, 3, 50000", "3, 2, 50000"})
    void no_problem_is_another_one_commuted(int leftDigits, int rightDigits, int pairs) {
        Problem[] all = all(problems(leftDigits, rightDigits, false, 6));

        Set<List<Long>> found = new HashSet<>();
        Arrays.stream(all)
                .forEach(problem -> found.add(
                        List.of(Math.min(problem.left(), problem.right()), Math.max(problem.left(), problem.right()))));
        assertThat(all).hasSize(pairs);
        assertThat(found).hasSize(pairs);
        assertThat(fitBothSides(all, Math.min(leftDigits, rightDigits)))
                .isEqualTo(pairs / ProblemRange.numbers(Math.abs(leftDigits - rightDigits)));
        assertThat(all)
                .allMatch(problem -> problem.left() < ProblemRange.numbers(leftDigits)
                        && problem.right() < ProblemRange.numbers(rightDigits));
    }

    private static long fitBothSides(Problem[] problems, int digits) {
        long numbers = ProblemRange.numbers(digits);
        return Arrays.stream(problems)
                .filter(problem -> problem.left() < numbers && problem.right() < numbers)
                .count();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "2, 1"})
    void each_problem_is_as_likely_as_any_other(int leftDigits, int rightDigits) {
        int all = (int) ProblemRange.pairs(leftDigits, rightDigits);
        int seeds = 2000;
        int[][] drawn = new int[(int) ProblemRange.numbers(leftDigits)][(int) ProblemRange.numbers(rightDigits)];
        for (int seed = 0; seed < seeds; seed++) {
            PermutedProblems problems = problems(leftDigits, rightDigits, false, seed);
            for (int i = 0; i < all / 10; i++) {
                Problem problem = problems.problem(i);
                drawn[(int) problem.left()][(int) problem.right()]++;
            }
        }

        // 200 expected, standard deviation 13.
        assertThat(Arrays.stream(drawn).flatMapToInt(Arrays::stream).boxed())
                .allSatisfy(times -> assertThat(times).isBetween(135, 265));
    }

    @Test
    void either_order_of_a_pair_is_as_likely_as_the_other() {
        long descending = Arrays.stream(all(problems(2, 2, false, 7)))
                .filter(problem -> problem.left() > problem.right())
                .count();

        // 2,475 of 4,950 expected, standard deviation 35.
        assertThat(descending).isBetween(2_300L, 2_650L);
    }

    @ParameterizedTest
    @CsvSource({"18, 18, false", "18, 18, true", "1, 18, false", "18, 1, true", "10, 10, false", "18, 17, true"})
    void the_first_problems_of_a_large_range_are_spread_over_all_of_it(
            int leftDigits, int rightDigits, boolean ordered) {
        PermutedProblems problems = problems(leftDigits, rightDigits, ordered, 8);
        int count = 20_000;
        int[][] leading = new int[2][10];
        int[][] last = new int[2][10];
        Set<Problem> found = new HashSet<>();
        for (int i = 0; i < count; i++) {
            Problem problem = problems.problem(i);
            found.add(problem);
            leading[0][(int) (problem.left() / (ProblemRange.numbers(leftDigits) / 10))]++;
            leading[1][(int) (problem.right() / (ProblemRange.numbers(rightDigits) / 10))]++;
            last[0][(int) (problem.left() % 10)]++;
            last[1][(int) (problem.right() % 10)]++;
        }

        assertThat(found).hasSize(count);
        // 2,000 expected, standard deviation 42.
        for (int[][] digits : new int[][][] {leading, last}) {
            assertThat(Arrays.stream(digits).flatMapToInt(Arrays::stream).boxed())
                    .allSatisfy(times -> assertThat(times).isBetween(1_750, 2_250));
        }
    }

    @Test
    void the_same_seed_gives_the_same_order_and_another_seed_another_one() {
        assertThat(all(problems(2, 2, false, 9)))
                .isEqualTo(all(problems(2, 2, false, 9)))
                .isNotEqualTo(all(problems(2, 2, false, 10)));
        assertThat(problems(2, 2, false, 9).definition())
                .isEqualTo(problems(2, 2, false, 9).definition())
                .isNotEqualTo(problems(2, 2, false, 10).definition());
    }

    /** A change here makes published results unrepeatable. */
    @Test
    void the_order_of_a_seed_never_changes() {
        PermutedProblems problems = problems(10, 10, false, 42);

        assertThat(LongStream.range(0, 3).mapToObj(problems::problem).map(Problem::toString))
                .containsExactly("3538977793+2000806488", "9429543456+2605192748", "8027867832+742107839");
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "16", "17", "1000", "4097"})
    void a_permutation_has_every_number_once_for_each_tweak(long size) {
        Permutation permutation = new Permutation(size, new SplittableRandom(11));

        for (long tweak = 0; tweak < 3; tweak++) {
            long fixed = tweak;
            assertThat(LongStream.range(0, size)
                            .map(number -> permutation.of(number, fixed))
                            .sorted()
                            .toArray())
                    .isEqualTo(LongStream.range(0, size).toArray());
        }
    }
}
