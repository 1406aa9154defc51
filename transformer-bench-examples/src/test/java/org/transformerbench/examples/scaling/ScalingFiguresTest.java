package org.transformerbench.examples.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The figures on the page on scaling are those of the simulation. If the table differs, this test prints the one that is right. */
class ScalingFiguresTest {
    private static final Path PAGE = Path.of("doc/scaling.md");
    private static final int ORDERS = 20;

    /** 300 ms beyond each run, and 20 ms for each result, as the page says. */
    private static final ClusterSimulation CLUSTER = new ClusterSimulation(100, 0.3, 0.02);

    private static String row(String name, int runs, double scale) {
        MeasuredGrid grid = MeasuredGrid.of(runs, scale);
        double bound = CLUSTER.boundSeconds(grid.asGiven());
        double random = LongStream.rangeClosed(1, ORDERS)
                .mapToDouble(seed -> CLUSTER.queueSeconds(grid.shuffled(seed)))
                .average()
                .orElseThrow();
        String cells = Stream.of(
                        CLUSTER.queueSeconds(grid.asGiven()),
                        random,
                        CLUSTER.queueSeconds(grid.longestExpectedFirst()),
                        CLUSTER.shardSeconds(grid.asGiven()))
                .map(seconds -> String.format(Locale.ROOT, "+%.1f %%", 100 * (seconds / bound - 1)))
                .collect(Collectors.joining(" | "));
        String time = bound >= 3600
                ? String.format(Locale.ROOT, "%.1f h", bound / 3600)
                : String.format(Locale.ROOT, "%.0f s", bound);
        return "| " + name + " | " + time + " | " + cells + " |";
    }

    @Test
    void the_table_on_the_page_is_that_of_the_simulation() throws IOException {
        String table = String.join(
                "\n",
                List.of(
                        row("10,000, as measured", 10_000, 1),
                        row("1,000, as measured", 1_000, 1),
                        row("200, as measured", 200, 1),
                        row("10,000, a thousandth of the times", 10_000, 1e-3),
                        row("10,000, a ten-thousandth of the times", 10_000, 1e-4)));

        assertThat(Files.readString(PAGE)).contains("\n" + table + "\n");
    }
}
