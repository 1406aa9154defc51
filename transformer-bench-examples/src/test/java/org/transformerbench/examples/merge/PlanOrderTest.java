package org.transformerbench.examples.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.experiment.Shard;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.examples.report.ComparisonNotes;
import org.transformerbench.examples.report.Results;
import org.transformerbench.examples.report.ResultsFolder;

/** Runs that were parted into shards come out in the order that they had. */
class PlanOrderTest {
    private static final Path OUTPUT = Path.of("grid");

    private static List<RunResult> runs(int number) {
        return IntStream.range(0, number)
                .mapToObj(seed -> Results.stopped("mlp", seed))
                .toList();
    }

    private static Source shard(Shard shard, List<RunResult> results) {
        return source(ShardFolder.in(OUTPUT, shard).path(), results);
    }

    private static Source source(Path folder, List<RunResult> results) {
        return new Source(
                folder.resolve(ResultsFolder.RESULTS),
                ShardFolder.of(folder),
                results.size(),
                results,
                ComparisonNotes.none(),
                List.of());
    }

    private static List<Source> shards(List<RunResult> runs, int count) {
        List<Source> sources = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            Shard shard = new Shard(number, count);
            sources.add(shard(
                    shard,
                    IntStream.range(0, runs.size())
                            .filter(shard::has)
                            .mapToObj(runs::get)
                            .toList()));
        }
        return sources;
    }

    @Property(seed = "20261130")
    void each_run_of_any_number_is_in_one_of_any_number_of_shards_and_comes_back_to_its_place(
            @ForAll @IntRange(max = 60) int number, @ForAll @IntRange(min = 1, max = 70) int count) {
        List<RunResult> runs = runs(number);
        List<Source> sources = shards(runs, count);

        assertThat(sources.stream().mapToInt(Source::lines))
                .allMatch(size -> size == number / count || size == number / count + 1);
        assertThat(MergedResults.of(sources).results()).isEqualTo(runs);
        assertThat(PlanOrder.missing(sources)).isEmpty();
    }

    @Test
    void folders_that_are_no_shards_follow_one_another() {
        List<RunResult> runs = runs(6);
        List<Source> sources = new ArrayList<>();
        sources.add(source(Path.of("a"), runs.subList(4, 6)));
        sources.addAll(shards(runs.subList(0, 4), 2));

        assertThat(MergedResults.of(sources).results())
                .containsExactly(runs.get(4), runs.get(5), runs.get(0), runs.get(1), runs.get(2), runs.get(3));
    }

    @Test
    void shards_of_other_counts_or_folders_do_not_take_turns() {
        List<RunResult> runs = runs(8);
        List<Source> sources = new ArrayList<>(shards(runs.subList(0, 4), 2));
        sources.add(shard(new Shard(1, 3), runs.subList(4, 6)));
        sources.add(source(Path.of("other/shard-2-of-2"), runs.subList(6, 8)));

        assertThat(MergedResults.of(sources).results()).isEqualTo(runs);
    }

    @Test
    void shards_that_are_missing_are_named() {
        List<Source> sources = shards(runs(9), 4);
        Path folder = OUTPUT.toAbsolutePath();

        assertThat(PlanOrder.missing(List.of(sources.get(0), sources.get(2))))
                .containsExactly("Missing: shards 2, 4 of 4 in " + folder);
        assertThat(PlanOrder.missing(sources.subList(1, 4))).containsExactly("Missing: shard 1 of 4 in " + folder);
        assertThat(PlanOrder.missing(List.of(source(Path.of("a"), runs(1))))).isEmpty();
        assertThat(PlanOrder.missing(List.of(shard(new Shard(2, 1000), runs(1)))))
                .singleElement()
                .asString()
                .startsWith("Missing: shards 1, 3, 4, 5, ")
                .endsWith(", 20, 21 and 979 more of 1000 in " + folder);
    }
}
