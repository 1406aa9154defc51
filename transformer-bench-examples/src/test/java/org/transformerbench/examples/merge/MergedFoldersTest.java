package org.transformerbench.examples.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.DataException;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.SequentialSeeds;
import org.transformerbench.api.tuning.Trial;
import org.transformerbench.api.tuning.TrialFile;
import org.transformerbench.examples.report.ComparisonNotes;
import org.transformerbench.examples.report.Results;

/** Several folders are one, and what contradicts itself is refused. */
class MergedFoldersTest {
    private static final RunResult FIRST = Results.stopped("mlp", 1);
    private static final RunResult SECOND = Results.stopped("mlp", 2);
    private static final RunResult THIRD = Results.completed("nano-gpt");

    @TempDir
    private Path folder;

    private Path write(String name, RunResult... results) {
        ResultsFile file = new ResultsFile(folder.resolve(name).resolve("results.jsonl"));
        List.of(results).forEach(file);
        return folder.resolve(name);
    }

    private static MergedFolders read(Path... folders) {
        return MergedFolders.read(List.of(folders), Optional.empty());
    }

    private static RunResult interrupted(RunResult result) {
        return Results.withOutcome(Outcome.interrupted(), result);
    }

    @Test
    void results_of_several_folders_are_one_list() {
        MergedFolders merged = read(write("a", FIRST, THIRD), write("b", SECOND));

        assertThat(merged.results()).containsExactly(FIRST, THIRD, SECOND);
        assertThat(merged.remarks()).isEmpty();
    }

    @Test
    void a_folder_stands_for_its_shards_and_its_own_results() {
        write("grid/shard-2-of-10", SECOND);
        write("grid/shard-10-of-10", THIRD);
        write("grid/shard-11-of-10", Results.stopped("mlp", 99));
        write("grid", FIRST);

        MergedFolders merged = read(folder.resolve("grid"));

        assertThat(merged.results()).containsExactly(SECOND, THIRD, FIRST);
        assertThat(merged.remarks())
                .singleElement()
                .asString()
                .contains("Missing: shards 1, 3, 4, 5, 6, 7, 8, 9 of 10 in ");
    }

    @Test
    void shards_beside_a_complete_set_of_another_count_are_not_said_to_be_missing() {
        write("grid/shard-1-of-2", FIRST);
        write("grid/shard-1-of-3", FIRST);
        write("grid/shard-2-of-3", SECOND);

        assertThat(read(folder.resolve("grid")).remarks())
                .contains(
                        "Missing: shard 2 of 2 in " + folder.resolve("grid"),
                        "Missing: shard 3 of 3 in " + folder.resolve("grid"));

        write("grid/shard-3-of-3", THIRD);
        assertThat(read(folder.resolve("grid")).remarks())
                .containsExactly(
                        "Beside a complete set of 3 shards, there is shard 1 of 2 in " + folder.resolve("grid"));

        write("other/shard-1-of-2", FIRST);
        assertThat(read(folder.resolve("grid"), folder.resolve("other")).remarks())
                .contains("Missing: shard 2 of 2 in " + folder.resolve("other"));
    }

    @Test
    void shards_with_other_budgets_for_one_model_are_named_with_what_differs() {
        RunResult longer = Results.withMaxSeconds(60, SECOND);
        Path one = write("grid/shard-1-of-2", FIRST);
        Path two = write("grid/shard-2-of-2", longer, Results.withMaxSeconds(60, THIRD));

        assertThat(read(folder.resolve("grid")).remarks())
                .containsExactly(one + " and " + two
                        + " have trained mlp with other settings: maxTime is PT40S and PT1M. Runs of one shard are missing if its"
                        + " options were mistyped.");

        write("study/shard-1-of-2", FIRST, longer);
        write("study/shard-2-of-2", SECOND, THIRD);
        assertThat(read(folder.resolve("study")).remarks()).isEmpty();
        assertThat(read(write("monday", FIRST), write("tuesday", longer)).remarks())
                .isEmpty();
    }

    @Test
    void a_folder_without_results_is_named_beside_those_that_have_some() throws IOException {
        Path a = write("a", FIRST);
        Path empty = Files.createDirectories(folder.resolve("empty"));

        MergedFolders merged = read(empty, a, empty);
        assertThat(merged.results()).containsExactly(FIRST);
        assertThat(merged.remarks()).containsExactly("No results yet in " + empty);
        assertThat(MergedFolders.readFor(List.of(a, empty), folder.resolve("all"))
                        .remarks())
                .containsExactly("No results yet in " + empty);
    }

    @Test
    void an_empty_file_of_a_shard_without_runs_is_fine_beside_results_and_an_error_alone() throws IOException {
        Path shard = write("grid/shard-1-of-2", FIRST);
        Path idle = Files.createDirectories(folder.resolve("grid/shard-2-of-2"));
        Path file = Files.createFile(idle.resolve("results.jsonl"));

        assertThat(read(folder.resolve("grid")).results()).containsExactly(FIRST);
        assertThat(read(folder.resolve("grid")).remarks()).isEmpty();
        assertThat(read(shard, idle).files()).hasSize(2);
        assertThatThrownBy(() -> read(idle))
                .isInstanceOf(DataException.class)
                .hasMessage("There is no result in " + file);
    }

    @Test
    void a_folder_that_is_named_twice_is_read_once() {
        Path same = write("a", FIRST);

        assertThat(read(same, folder.resolve("a/../a"), same.resolve("results.jsonl"))
                        .files())
                .hasSize(1);
    }

    @Test
    void a_run_that_differs_in_times_and_machine_is_kept_once_and_said_to_be() {
        RunResult faster = Results.withStudy("Later", Results.withMicros(1.5, FIRST));

        MergedFolders merged = read(write("a", FIRST), write("b", faster, SECOND), write("c", FIRST));

        assertThat(merged.results()).containsExactly(FIRST, SECOND);
        assertThat(merged.remarks())
                .containsExactly(
                        "1 run is in several folders, with the same numbers; times and machine are those of the first.");
    }

    @Test
    void a_run_with_two_results_is_refused_with_both_folders_and_the_first_difference() {
        Path a = write("a", SECOND, FIRST);
        Path b = write("b", Results.withOutcome(Outcome.completed("300 steps"), FIRST));

        assertThatThrownBy(() -> read(a, b))
                .isInstanceOf(DataException.class)
                .hasMessage("The run " + FIRST.runId()
                        + " (mlp on addition, learning rate 1e-3, seed 1) has two results that differ: outcome.kind is"
                        + " \"STOPPED\" in " + a.resolve("results.jsonl") + " and \"COMPLETED\" in "
                        + b.resolve("results.jsonl")
                        + ". Results can be merged where data, code and budgets of steps were the same; remove one of the two"
                        + " lines");
    }

    @Test
    void a_finished_result_of_another_folder_wins_at_the_place_of_the_first() {
        MergedFolders merged = read(write("a", interrupted(FIRST), SECOND), write("b", THIRD, FIRST));
        assertThat(merged.results()).containsExactly(FIRST, SECOND, THIRD);
        assertThat(merged.remarks())
                .containsExactly(
                        "1 run is finished in one folder and failed or interrupted in another; the finished result counts.");

        assertThat(read(write("c", FIRST), write("d", interrupted(FIRST))).results())
                .containsExactly(FIRST);
        RunResult failed = Results.withOutcome(Outcome.failed(new IOException("disk")), FIRST);
        assertThat(read(write("e", failed), write("f", interrupted(FIRST))).results())
                .containsExactly(failed);
    }

    @Test
    void in_one_folder_the_last_result_of_a_run_counts() {
        MergedFolders merged = read(write("a", interrupted(FIRST), FIRST), write("b", SECOND));

        assertThat(merged.results()).containsExactly(FIRST, SECOND);
        assertThat(merged.remarks())
                .containsExactly(
                        "There are 3 results of them: of a run that was made several times in one folder, the last"
                                + " result counts.");
    }

    @Test
    void a_path_without_results_is_named() throws IOException {
        write("monday", FIRST);
        Files.createDirectories(folder.resolve("empty"));

        assertThatThrownBy(() -> read(folder.resolve("mondya")))
                .isInstanceOf(DataException.class)
                .hasCauseInstanceOf(NoSuchFileException.class)
                .hasMessage("There is no folder " + folder.resolve("mondya") + "; did you mean "
                        + folder.resolve("monday") + "?");
        assertThatThrownBy(() -> read(folder.resolve("empty")))
                .hasMessage("There is no file " + folder.resolve("empty/results.jsonl")
                        + "; 'compare' writes one, or name another");
        assertThatThrownBy(() -> read(folder.resolve("nowhere/at/all")))
                .hasMessage("There is no folder " + folder.resolve("nowhere/at/all")
                        + "; 'compare' writes one, or name another");
    }

    @Test
    void a_damaged_line_is_named_and_one_that_was_cut_off_is_left_out() throws IOException {
        Path a = write("a", FIRST);
        Path file = a.resolve("results.jsonl");
        String line = Files.readString(file);

        Files.writeString(file, line + "{\"formatVersion\":2,\"runId\":\"12");
        assertThat(read(a, write("b", SECOND)).results()).containsExactly(FIRST, SECOND);

        Files.writeString(file, line.substring(0, 100) + "\n" + line);
        assertThatThrownBy(() -> read(a, folder.resolve("b")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Line 1 of " + file + " is no result, remove or mend it: ");
    }

    @Test
    void all_that_reports_need_is_written_and_read_again() throws IOException {
        Path a = write("a", FIRST);
        Path b = write("b", SECOND);
        TrialFile.open(a.resolve("tuning.jsonl")).replace(List.of(trial(0, 3), trial(1, 3)));
        TrialFile.open(b.resolve("tuning.jsonl")).replace(List.of(trial(1, 7), trial(2, 3)));
        new ComparisonNotes(Map.of("mlp", 3), Optional.of(new SequentialSeeds(2, 20)))
                .write(a.resolve("results.jsonl"));
        new ComparisonNotes(Map.of("mlp", 3, "nano-gpt", 5), Optional.empty()).write(b.resolve("results.jsonl"));
        Files.createDirectories(b.resolve("models"));

        MergedFolders merged = MergedFolders.readFor(List.of(a, b), folder.resolve("new/all"));
        assertThat(merged.left(folder.resolve("new/all"))).containsExactly(b.resolve("models"));
        merged.write(folder.resolve("new/all"));

        MergedFolders again = read(folder.resolve("new/all"));
        assertThat(again.results()).containsExactly(FIRST, SECOND);
        assertThat(again.trials()).containsExactly(trial(0, 3), trial(1, 3), trial(2, 3));
        assertThat(again.notes())
                .isEqualTo(
                        new ComparisonNotes(Map.of("mlp", 3, "nano-gpt", 5), Optional.of(new SequentialSeeds(2, 20))));
    }

    @Test
    void notes_and_trials_that_contradict_each_other_are_refused() throws IOException {
        Path a = write("a", FIRST);
        Path b = write("b", SECOND);
        new ComparisonNotes(Map.of("mlp", 3), Optional.of(new SequentialSeeds(2, 20)))
                .write(a.resolve("results.jsonl"));
        new ComparisonNotes(Map.of("mlp", 4), Optional.empty()).write(b.resolve("results.jsonl"));
        assertThatThrownBy(() -> read(a, b))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(": 3 and 4 configurations of mlp were tried");

        new ComparisonNotes(Map.of(), Optional.of(new SequentialSeeds(2, 21))).write(b.resolve("results.jsonl"));
        assertThatThrownBy(() -> read(a, b)).hasMessageContaining(": seeds were added by the rules ");

        ComparisonNotes.none().write(b.resolve("results.jsonl"));
        TrialFile.open(a.resolve("tuning.jsonl")).add(trial(0, 3));
        Trial other = trial(0, 3);
        TrialFile.open(b.resolve("tuning.jsonl"))
                .add(new Trial(
                        other.tuning(),
                        other.model(),
                        other.task(),
                        other.candidate(),
                        other.values(),
                        other.places(),
                        other.rung(),
                        other.share(),
                        other.steps() + 1,
                        other.seconds(),
                        other.score(),
                        other.outcome(),
                        other.run()));
        assertThatThrownBy(() -> read(a, b))
                .hasMessageContaining(": configuration 0 of mlp on rung 0 has other values or scores");
    }

    private static Trial trial(int candidate, double seconds) {
        return new Trial(
                "search",
                "mlp",
                "addition",
                candidate,
                Map.of("learningRate", "1e-2"),
                Map.of("learningRate", 0.5),
                0,
                0.1,
                40,
                seconds,
                Optional.empty(),
                "40 steps",
                Optional.empty());
    }

    @Test
    void what_is_in_the_output_folder_already_stays_there() {
        Path grid = folder.resolve("grid");
        write("grid/shard-1-of-2", FIRST);
        write("grid", interrupted(SECOND), THIRD);

        MergedFolders.readFor(List.of(grid), grid).write(grid);
        assertThat(new ResultsFile(grid.resolve("results.jsonl")).read())
                .containsExactly(FIRST, interrupted(SECOND), THIRD);

        write("grid/shard-2-of-2", SECOND);
        MergedFolders.readFor(List.of(grid), grid).write(grid);
        assertThat(new ResultsFile(grid.resolve("results.jsonl")).read()).containsExactly(FIRST, SECOND, THIRD);
    }

    @Test
    void a_finished_result_in_the_output_folder_is_not_dropped_for_a_later_one() {
        Path a = write("a", FIRST);
        Path all = write("all", SECOND, Results.withMicros(1.5, SECOND));

        assertThatThrownBy(() -> MergedFolders.readFor(List.of(a), all))
                .isInstanceOf(DataException.class)
                .hasMessage(all.resolve("results.jsonl")
                        + " has 1 finished result of runs that were made again, which would be lost; choose another folder"
                        + " with --output");
    }
}
