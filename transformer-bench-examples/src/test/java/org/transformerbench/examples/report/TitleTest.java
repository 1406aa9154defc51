package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.result.RunResult;

/** What a report is called, and what it says of runs that belong to something else. */
class TitleTest {
    private static final RunResult ONE = Results.withStudy("Add & <carry>", Results.completed("mlp"));
    private static final RunResult SAME = Results.withStudy("Add & <carry>", Results.stopped("nano-gpt", 1));
    private static final RunResult OTHER = Results.withStudy("Something else", Results.stopped("nano-gpt", 1));
    private static final RunResult UNTITLED = Results.stopped("nano-gpt", 1);

    private static String heading(RunResult... results) {
        return Documents.of(List.of(results)).title();
    }

    @Test
    void the_title_of_the_study_is_the_heading_in_every_format() {
        List<RunResult> results = List.of(ONE, SAME);

        assertThat(ReportFormat.HTML.text(results))
                .contains("<title>Add &amp; &lt;carry&gt;</title>", "<h1>Add &amp; &lt;carry&gt;</h1>")
                .doesNotContain("runs made for");
        assertThat(ReportFormat.MARKDOWN.text(results)).startsWith("# Add & \\<carry\\>\n");
        assertThat(ReportFormat.JSON.text(results)).contains("\"title\" : \"Add & <carry>\"");
        assertThat(ReportFormat.CSV.text(results).lines()).first().asString().contains(",study,");
        assertThat(ReportFormat.CSV.text(results).lines().skip(1)).allMatch(line -> line.contains(",Add & <carry>,"));
    }

    @Test
    void several_titles_or_none_make_the_general_heading() {
        assertThat(heading(UNTITLED)).isEqualTo("Model comparison: addition");
        assertThat(heading(ONE, OTHER)).isEqualTo("Model comparison: addition");
        assertThat(heading(ONE, UNTITLED)).isEqualTo("Model comparison: addition");
        assertThat(heading(ONE, Results.on("subtraction", UNTITLED))).isEqualTo("Model comparison");
    }

    @Test
    void a_run_that_was_repeated_counts_for_its_last_title_only() {
        assertThat(heading(OTHER, ONE, SAME)).isEqualTo("Add & <carry>");
    }

    @Test
    void where_titles_differ_it_is_said_what_the_runs_were_made_for() {
        assertThat(ReportFormat.MARKDOWN.text(List.of(ONE, OTHER)))
                .contains("- 1 of 2 runs made for the study \"Add & \\<carry\\>\"\n"
                        + "- 1 of 2 runs made for the study \"Something else\"\n");
        assertThat(ReportFormat.MARKDOWN.text(List.of(ONE, UNTITLED)))
                .contains("- 1 of 2 runs made for a study without a title\n");
    }
}
