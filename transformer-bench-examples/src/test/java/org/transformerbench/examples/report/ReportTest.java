package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.training.StudyStart;

class ReportTest {
    private static final List<RunResult> MIXED =
            List.of(Results.completed("nano-gpt"), Results.stopped("mlp", 1), Results.failed("mlp"));

    @Test
    void the_plain_table_has_neither_seed_nor_outcome() {
        assertThat(ResultTable.of(List.of(Results.completed("nano-gpt"), Results.completed("mlp")))
                        .text())
                .isEqualTo("""
                        model     learning rate  train loss  test loss  test accuracy  exact match  parameters  us per example  seconds
                        --------  -------------  ----------  ---------  -------------  -----------  ----------  --------------  -------
                        nano-gpt           1e-3      0.5000     0.1234         0.9766       0.9100      13,872           13.03     40.0
                        mlp                1e-3      0.5000     0.1234         0.9766       0.9100      13,872           13.03     40.0
                        """);
    }

    @Test
    void seeds_and_outcomes_are_shown_where_they_differ() {
        assertThat(ResultTable.of(MIXED).text()).isEqualTo("""
                        model     learning rate  seed  train loss  test loss  test accuracy  exact match  parameters  us per example  seconds  outcome
                        --------  -------------  ----  ----------  ---------  -------------  -----------  ----------  --------------  -------  ---------
                        nano-gpt           1e-3     1      0.5000     0.1234         0.9766       0.9100      13,872           13.03     40.0  completed
                        mlp                1e-3     1      0.0500     0.0600         0.9951       0.9800      13,872           13.03     40.0  stopped
                        mlp                1e-2     2           -          -              -            -           -               -        -  failed
                        """);
    }

    @Test
    void the_markdown_report_has_answer_table_reasons_settings_and_provenance() {
        assertThat(markdown(MIXED)).isEqualTo("""
                        # Model comparison: addition

                        Budget or tuning of nano-gpt differs, so that nothing is decided against it. Take mlp at learning rate 1e-3: exact match 0.9800 on one seed after 40 s of training, 13,872 parameters. Best of the others is nano-gpt: exact match 0.9100 on one seed after the same time.

                        ## addition, protocol strict

                        ### Results

                        One row per model and learning rate, the best first:

                        | model | learning rate | test loss | test accuracy | exact match | steps to 99.5 % | seconds to 99.5 % | us per example | seconds | parameters | outcome |
                        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
                        | mlp | 1e-3 (chosen) | 0.0600 | 0.9951 | 0.9800 (items 0.9752 to 0.9838) | - (not reached) | - (not reached) | 13.03 | 40.0 | 13,872 | stopped (test accuracy above 0.995) |
                        | nano-gpt | 1e-3 | 0.1234 | 0.9766 | 0.9100 (items 0.9008 to 0.9183) | - (not reached) | - (not reached) | 13.03 | 40.0 | 13,872 | completed |
                        | mlp | 1e-2 | - | - | - | - (not reached) | - (not reached) | - | - | - | failed |

                        Losses are mean cross-entropies in nats. "Items" is Wilson's interval over all test items, as if they were independent. Runs that diverged, failed or ended worse than guessing are in no mean and no interval, and have reached nothing. "Chosen" is the learning rate with the highest exact match of its model. "No better than" names reference lines that the test loss does not beat by 2 %. Time is training time, evaluation not counted. Numbers of one seed show a direction; repeat them before you rely on a difference.

                        ### Pair by pair

                        - Unequal tuning (1 configuration of nano-gpt and 2 configurations of mlp; budget of each 40 s of training or 50 evaluations without improvement): no verdict on nano-gpt and mlp, whose exact match differs by 0.0700 on 1 seed.

                        A model is better if an exact permutation test says so at 5 %, corrected by Holm over all pairs, and for shares also the 95 % interval over all test items; runs with unequal budgets or tuning get no verdict. Which of two permutation tests is used, paired by seed or not, depends on the number of seeds and pairs alone.

                        ### Seeds and learning rates

                        How exact match depends on seed and learning rate, the best model first:

                        | model | over a decade of rates |
                        | --- | ---: |
                        | mlp | - (0.9800 to none; 2 rates, 1e-3 to 1e-2) |
                        | nano-gpt | - |

                        "Over a decade of rates" is the spread of the mean exact match over the learning rates within a factor of ten around the chosen one: how much tuning a model needs.

                        ### Speed

                        - Training. Microseconds per example: nano-gpt 13, mlp 13.

                        ### Runs that went wrong

                        - mlp, learning rate 1e-2, seed 2, failed: ModelException: no | such head

                        ### Protocol and settings

                        - protocol strict: evaluationDropout false, validationApart true, keepCommutedPairsTogether true, testAtEndOnly true, evaluationTimed false, fixedCover true, targetPositions none
                        - task addition: digits 3, reversed true
                        - model nano-gpt: heads 4
                        - model mlp: heads 4
                        - training with samediff: weightDecay 1.0E-4, weightDecayOn ALL, beta1 0.9, beta2 0.999, epsilon 1.0E-8, warmupSteps 0, schedule CONSTANT, finalLearningRateShare 0.0, batchSize 2048, maxTime PT40S, evaluationInterval 50, patience 50
                        - learning rates 1e-3, 1e-2
                        - seeds 1, 2

                        ### Made with

                        - transformer-bench 0.1.0
                        - first run 2026-11-23T10:15:30Z, last run 2026-11-23T10:15:30Z
                        - backend a backend, threads: 2
                        - Java 17.0.1 (Vendor), Some VM 17
                        - Linux 6.1 amd64, A processor, processors: 2

                        ### Which model to take

                        Quality against cost, means over seeds; "efficient" if no other model is at least as good in all columns and better in one:

                        | model | exact match | training seconds | parameters | efficient |
                        | --- | ---: | ---: | ---: | --- |
                        | mlp | 0.9800 | 40 | 13,872 | yes |
                        | nano-gpt | 0.9100 | 40 | 13,872 | no |

                        Budget or tuning of nano-gpt differs, so that nothing is decided against it. Take mlp at learning rate 1e-3: exact match 0.9800 on one seed after 40 s of training, 13,872 parameters. Best of the others is nano-gpt: exact match 0.9100 on one seed after the same time.
                        """);
    }

    @Test
    void the_default_locale_changes_no_number() {
        String expected = markdown(MIXED);
        String text = ResultTable.of(MIXED).text();
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(markdown(MIXED)).isEqualTo(expected);
            assertThat(ResultTable.of(MIXED).text()).isEqualTo(text);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void a_pipe_in_a_cell_does_not_end_it() {
        TextTable table = new TextTable(List.of("a"), List.of(false));
        table.add(List.of("x|y\nz"));

        assertThat(table.markdown()).isEqualTo("| a |\n| --- |\n| x\\|y z |\n");
    }

    @Test
    void a_folder_holds_each_result_at_once_and_nothing_else(@TempDir Path folder) throws IOException {
        WritingRhythm withoutPauses = new WritingRhythm(() -> 0);
        try (ResultsFolder results = new ResultsFolder(
                folder.resolve("new"), new PrintWriter(new StringWriter()), false, List::of, withoutPauses)) {
            for (int i = 0; i < MIXED.size(); i++) {
                results.accept(MIXED.get(i));
                assertThat(Files.readAllLines(results.lines())).hasSize(i + 1);
                assertThat(Files.readString(results.report())).isEqualTo(markdown(MIXED.subList(0, i + 1)));
            }
        }
        assertThat(folder.resolve("new")).isDirectoryContaining("glob:**results.jsonl");
        try (var files = Files.list(folder.resolve("new"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void a_report_that_cannot_be_written_does_not_lose_the_result(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("results.md/occupied"));
        StringWriter warnings = new StringWriter();
        try (ResultsFolder results = new ResultsFolder(folder, new PrintWriter(warnings))) {
            results.accept(MIXED.get(0));
            assertThat(Files.readAllLines(results.lines())).hasSize(1);
        }
        assertThat(warnings.toString()).contains("Cannot write ");
    }

    @Test
    void a_program_that_is_ended_says_in_one_line_what_is_on_disk_and_how_to_go_on(@TempDir Path folder)
            throws IOException {
        for (int made = 0; made <= 3; made++) {
            StringWriter messages = new StringWriter();
            try (ResultsFolder results = new ResultsFolder(folder, new PrintWriter(messages))) {
                results.listener().onStudyStart(new StudyStart(3, List.of(), 1));
                MIXED.subList(0, made).forEach(results);
                results.endEarly();

                String where = " of 3 runs are in " + results.lines() + " and " + results.report();
                assertThat(messages.toString().lines())
                        .containsExactly(
                                "",
                                "Ended early: "
                                        + (made == 0 ? "no run had a result yet" : "the results of " + made + where)
                                        + (made == 3
                                                ? "; all runs are done, and the same command again shows their table."
                                                : "; to go on, run the same command again."));
                if (made > 0 && made < 3) {
                    assertThat(results.report()).content().endsWith("\nThis is a part: " + made + " of 3 runs.\n");
                }
            }
        }
    }

    @Test
    void runs_that_were_there_before_are_in_the_report_and_the_whole_has_its_order(@TempDir Path folder)
            throws IOException {
        StringWriter messages = new StringWriter();
        try (ResultsFolder results = new ResultsFolder(folder, new PrintWriter(messages))) {
            results.listener().onStudyStart(new StudyStart(3, MIXED.subList(1, 2), 1));
            results.accept(MIXED.get(2));
            results.accept(MIXED.get(0));
            results.complete(MIXED);

            assertThat(Files.readAllLines(results.lines())).hasSize(2);
            assertThat(Files.readString(results.report())).isEqualTo(MarkdownWriter.of(Documents.of(MIXED)));
            assertThat(messages.toString().strip())
                    .isEqualTo("1 of 3 runs are finished already in " + results.lines()
                            + " and are skipped; --again repeats them.");
        }
    }

    @Test
    void a_folder_with_a_foreign_file_says_what_to_do(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("results.jsonl"), "notes\n");
        try (ResultsFolder results = new ResultsFolder(folder, new PrintWriter(new StringWriter()))) {
            assertThatThrownBy(results::earlier)
                    .isInstanceOf(DataException.class)
                    .hasMessageContainingAll("Line 1 of ", "is no result", "--output");
        }
    }

    @Test
    void several_tasks_and_several_configurations_of_a_model_are_told_apart() {
        RunResult one = Results.completed("mlp");
        RunResult other = Results.on("subtraction", one);
        assertThat(ResultTable.of(List.of(one, other)).text()).contains("task ", "subtraction  mlp ");
        RunResult wide = Results.withHeads(8, one);
        assertThat(ResultTable.of(List.of(one, wide)).text()).contains("\nmlp (heads 4) ", "\nmlp (heads 8) ");
    }

    @Test
    void two_trainers_of_one_model_are_told_apart_wherever_it_is_named() {
        List<RunResult> results = List.of(
                Results.withTrainer("compiled", Results.completed("mlp")),
                Results.withTrainer("samediff", Results.stopped("mlp", 1)),
                Results.withTrainer("samediff", Results.failed("mlp")));

        assertThat(ResultTable.of(results).text().lines().map(line -> line.replaceAll(" +", " ")))
                .anyMatch(line -> line.startsWith("model trainer learning rate"))
                .anyMatch(line -> line.startsWith("mlp compiled 1e-3"))
                .anyMatch(line -> line.startsWith("mlp samediff 1e-3"));
        assertThat(ResultTable.troubles(results))
                .singleElement()
                .asString()
                .startsWith("mlp (samediff), learning rate");
        assertThat(markdown(results))
                .contains(
                        "Take mlp (samediff) at learning rate 1e-3",
                        " Best of the others is mlp (compiled): exact match 0.9100 on one seed",
                        "One row per model, trainer and learning rate, the best first",
                        "| model | trainer | learning rate |",
                        "| mlp | samediff | 1e-3 (chosen) |",
                        "| mlp | compiled | 1e-3 |",
                        "no verdict on mlp (compiled) and mlp (samediff), whose exact match",
                        "Microseconds per example: mlp (compiled) 13, mlp (samediff) 13.",
                        "- mlp (samediff), learning rate 1e-2, seed 2, failed");
        assertThat(markdown(List.of(results.get(0)))).doesNotContain("trainer |", "(compiled)");
    }

    @Test
    void a_trainer_that_only_one_of_the_models_has_is_in_the_table_and_in_no_name() {
        List<RunResult> results = List.of(
                Results.withTrainer("compiled", Results.completed("mlp")),
                Results.withTrainer("samediff", Results.completed("nano-gpt")));

        assertThat(markdown(results))
                .contains("| mlp | compiled |", "| nano-gpt | samediff |", "No verdict on mlp and nano-gpt: ");
    }

    @Test
    void the_speed_of_a_run_that_ended_within_the_warm_up_is_a_bound_and_a_hint_says_so() {
        List<RunResult> results = List.of(
                Results.withMeasuredSteps(0, Results.completed("nano-gpt")),
                Results.withMeasuredSteps(5, Results.stopped("mlp", 1)));
        String hint =
                "\"<\": a run was too short to measure its time per example, with fewer than 5 steps after the first"
                        + " 5 s, in which the JVM warms up.";

        assertThat(ResultTable.of(results).text().lines().map(line -> line.replaceAll(" +", " ")))
                .anyMatch(line -> line.contains("13,872 < 13.03 40.0 completed"))
                .anyMatch(line -> line.contains("13,872 13.03 40.0 stopped"));
        assertThat(ResultTable.tooShort(results)).contains(hint);
        assertThat(markdown(results))
                .contains(
                        "| \\< 13.03 | 40.0 | 13,872 | completed |",
                        "| 13.03 | 40.0 | 13,872 | stopped (test accuracy above 0.995) |")
                .contains(hint.replace("<", "\\<"))
                .contains("Microseconds per example: mlp 13.");
        assertThat(ReportFormat.CSV.text(results).lines().toList().get(1)).contains(",40.04,1.0,,,");
        assertThat(ResultTable.tooShort(MIXED)).isEmpty();
        assertThat(markdown(MIXED)).doesNotContain("too short");
    }

    @Test
    void nobody_is_called_the_fastest_who_may_not_be() {
        RunResult slow = Results.withMicros(20, Results.completed("nano-gpt"));
        RunResult quick = Results.withMicros(2, Results.stopped("mlp", 1));

        assertThat(markdown(List.of(slow, quick))).contains("It also trains fastest, in 2 microseconds per example.");
        assertThat(markdown(List.of(slow, Results.withMeasuredSteps(1, quick))))
                .contains("It also trains fastest, in at most 2 microseconds per example.");
        assertThat(markdown(List.of(Results.withMeasuredSteps(1, slow), quick))).doesNotContain("fastest");
    }

    @Test
    void a_section_is_named_by_the_settings_in_which_it_differs_from_others_alone() {
        RunResult run = Results.completed("mlp");
        ObjectNode four = run.spec().taskConfig().put("digits", 4);
        assertThat(headings(run, Results.withTask(four, run), Results.on("subtraction", run)))
                .containsExactly(
                        "addition, protocol strict (digits 3)",
                        "addition, protocol strict (digits 4)",
                        "subtraction, protocol strict");
    }

    @Test
    void sections_on_several_files_are_named_by_their_paths_or_by_what_is_in_them() {
        RunResult run = Results.completed("mlp");
        assertThat(headings(
                        Results.onFile("a.txt", "a", run),
                        Results.onFile("./a.txt", "a", Results.stopped("mlp", 2)),
                        Results.onFile("b.txt", "b", run)))
                .containsExactly(
                        "addition, protocol strict (corpus ./a.txt or a.txt)",
                        "addition, protocol strict (corpus b.txt)");
        assertThat(headings(Results.onFile("a.txt", "a", run), Results.onFile("a.txt", "b", run)))
                .containsExactly(
                        "addition, protocol strict (data sha256:aaaaaaaaaaaa)",
                        "addition, protocol strict (data sha256:bbbbbbbbbbbb)");
        RunResult before =
                Results.withTask(run.spec().taskConfig().put("corpus", "a.txt"), Results.withChecksum("a", run));
        assertThat(headings(Results.onFile("a.txt", "a", run), before))
                .containsExactly("addition, protocol strict 1", "addition, protocol strict 2");
        assertThat(markdown(List.of(Results.onFile("a.txt", "a", run))))
                .contains("- task addition: digits 3, reversed true, corpus a.txt, data sha256:aaaaaaaaaaaa\n");
        assertThat(ReportFormat.JSON.text(List.of(Results.onFile("a.txt", "a", run))))
                .containsPattern("\"dataLocations\" : \\[ \\{\\s+\"corpus\" : \"a.txt\"");
    }

    private static List<String> headings(RunResult... results) {
        return Documents.of(List.of(results)).sections().stream()
                .map(Document.Section::heading)
                .toList();
    }

    @Test
    void a_protocol_is_its_preset_and_what_is_changed() {
        assertThat(ProtocolText.brief(Protocol.strict())).isEqualTo("strict");
        Protocol changed = new Configs()
                .with(Protocol.notebook2023(), Map.of("evaluationDropout", "false", "targetPositions", "LAST"));
        assertThat(ProtocolText.brief(changed))
                .isEqualTo("notebook-2023 with evaluationDropout false, targetPositions last");
        assertThat(ProtocolText.full(changed))
                .startsWith("`notebook-2023`: evaluationDropout false, ")
                .endsWith(", targetPositions last");
    }

    private static String markdown(List<RunResult> results) {
        return ReportFormat.MARKDOWN.text(results);
    }
}
