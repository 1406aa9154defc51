package org.transformerbench.examples.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ClusterSimulationTest {
    private static final double LENGTH = 1000;

    private static ClusterSimulation without(int executors) {
        return new ClusterSimulation(executors, 0, 0);
    }

    /** Runs that fill all executors for the same time, in any order: the best plan has no gap. */
    private static List<Double> fillingAll(int executors, Random random) {
        List<Double> runs = new ArrayList<>();
        for (int i = 0; i < executors; i++) {
            double left = LENGTH;
            while (left > LENGTH / 20) {
                double run = left * random.nextDouble();
                runs.add(run);
                left -= run;
            }
            runs.add(left);
        }
        Collections.shuffle(runs, random);
        return runs;
    }

    private static double[] array(List<Double> runs) {
        return runs.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Property(seed = "20261130")
    void no_order_and_no_shards_beat_the_bound_and_every_queue_keeps_grahams(
            @ForAll @IntRange(min = 1, max = 20) int executors, @ForAll @IntRange(max = 100_000) int seed) {
        List<Double> runs = fillingAll(executors, new Random(seed));
        List<Double> longestFirst =
                runs.stream().sorted(Comparator.reverseOrder()).toList();
        ClusterSimulation cluster = without(executors);

        assertThat(cluster.boundSeconds(array(runs))).isCloseTo(LENGTH, within(1e-6));
        assertThat(cluster.queueSeconds(array(runs))).isBetween(LENGTH - 1e-6, (2 - 1.0 / executors) * LENGTH + 1e-6);
        assertThat(cluster.queueSeconds(array(longestFirst)))
                .isBetween(LENGTH - 1e-6, (4 / 3.0 - 1 / (3.0 * executors)) * LENGTH + 1e-6);
        assertThat(cluster.shardSeconds(array(runs))).isGreaterThanOrEqualTo(LENGTH - 1e-6);
    }

    @Test
    void longest_first_is_as_bad_as_graham_says_where_it_is_worst() {
        // The best plan needs 9: 5 + 4, 5 + 4, 3 + 3 + 3.
        assertThat(without(3).queueSeconds(5, 5, 4, 4, 3, 3, 3)).isEqualTo(11);
    }

    @Test
    void an_executor_takes_the_next_run_when_it_is_free() {
        assertThat(without(2).queueSeconds(4, 1, 1, 1, 1)).isEqualTo(4);
        assertThat(without(2).queueSeconds(1, 1, 1, 1, 4)).isEqualTo(6);
        assertThat(without(9).queueSeconds(1, 2, 3)).isEqualTo(3);
        assertThat(without(2).queueSeconds()).isZero();
    }

    @Test
    void shards_do_not_help_one_another() {
        assertThat(without(2).shardSeconds(4, 1, 4, 1)).isEqualTo(8);
        assertThat(without(2).queueSeconds(4, 1, 4, 1)).isEqualTo(5);
        assertThat(new ClusterSimulation(2, 10, 1).shardSeconds(4, 1, 4)).isEqualTo(30);
    }

    @Test
    void each_run_has_its_overhead() {
        assertThat(new ClusterSimulation(1, 0.5, 0).queueSeconds(1, 1, 1)).isEqualTo(4.5);
    }

    @Test
    void the_driver_appends_one_result_after_the_other() {
        assertThat(new ClusterSimulation(100, 0, 2).queueSeconds(1, 1, 1, 1)).isEqualTo(9);
        assertThat(new ClusterSimulation(1, 0, 2).queueSeconds(5, 5)).isEqualTo(12);
    }

    @Test
    void a_grid_has_as_many_runs_of_each_configuration_in_any_order() {
        MeasuredGrid grid = MeasuredGrid.of(700, 1);
        assertThat(grid.runs().stream().map(MeasuredGrid.Run::expectedSeconds).distinct())
                .hasSize(7);
        double[] sorted = grid.asGiven();
        Arrays.sort(sorted);
        for (double[] order : List.of(grid.shuffled(1), grid.longestExpectedFirst())) {
            assertThat(order).isNotEqualTo(grid.asGiven());
            Arrays.sort(order);
            assertThat(order).isEqualTo(sorted);
        }
        assertThat(grid.shuffled(1)).isEqualTo(grid.shuffled(1)).isNotEqualTo(grid.shuffled(2));
        assertThat(MeasuredGrid.of(700, 1e-3).asGiven()[0]).isCloseTo(grid.asGiven()[0] / 1000, within(1e-9));
    }
}
