package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.SequentialSeeds;

class ComparisonNotesTest {
    private static final ComparisonNotes NOTES =
            new ComparisonNotes(Map.of("mlp", 12, "nano-gpt", 5), Optional.of(new SequentialSeeds(2, 20)));

    @TempDir
    private Path folder;

    @Test
    void notes_are_read_as_they_were_written() throws IOException {
        Path results = folder.resolve("results.jsonl");
        assertThat(ComparisonNotes.beside(results)).isEqualTo(ComparisonNotes.none());

        NOTES.write(results);

        assertThat(ComparisonNotes.beside(results)).isEqualTo(NOTES);
        ComparisonNotes.none().write(results);
        assertThat(ComparisonNotes.beside(results)).isEqualTo(ComparisonNotes.none());
    }

    @Test
    void something_else_in_the_file_is_an_error_that_names_it() throws IOException {
        Files.writeString(folder.resolve("comparison.json"), "{\"formatVersion\": 1, \"tries\": {}}");

        assertThatThrownBy(() -> ComparisonNotes.beside(folder.resolve("results.jsonl")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("comparison.json")
                .hasMessageContaining("tries");
    }

    @Test
    void a_report_names_tuning_and_the_correction_for_repeated_looks() {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= 5; seed++) {
            results.add(RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, seed));
            results.add(RichResults.addition(Protocol.strict(), "nano-gpt", 3, 1e-2, seed));
        }

        assertThat(ReportFormat.MARKDOWN.text(results, false, NOTES))
                .contains(
                        "tried: 12 configurations of mlp and 5 configurations of nano-gpt.",
                        "It was tested after 5, 10, 15 and 20 seeds. As it could be tested 4 times, Bonferroni's correction for"
                                + " repeated tests asks each for p = 0.0125 at most in place of 0.05");
        assertThat(ReportFormat.MARKDOWN.text(results))
                .contains("tried: 1 configuration of each.")
                .doesNotContain("repeated tests");
    }
}
