package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.examples.cli.Program;

/** A learning rate of 10 with the real model, data and backend. */
class WorseThanGuessingTest {
    @TempDir
    private Path folder;

    @Test
    void a_rate_of_ten_is_no_success() throws IOException {
        int exitCode = Program.standard()
                .run(
                        "compare",
                        "addition",
                        "--models=tl-transformer",
                        "--set=digits=2",
                        "--set=training.batchSize=32",
                        "--learning-rates=1e-2,10",
                        "--steps=20",
                        "--save",
                        "--output=" + folder);

        assertThat(exitCode).as("as for runs that diverge").isZero();
        List<RunResult> results = new ResultsFile(folder.resolve("results.jsonl")).read();
        assertThat(results)
                .extracting(result -> result.outcome().kind())
                .containsExactly(Outcome.Kind.COMPLETED, Outcome.Kind.WORSE_THAN_GUESSING);
        assertThat(results.get(1).measurements().lastEvaluation().test()).isPresent();
        assertThat(results.get(1).measurements().samples()).isEmpty();
        assertThat(results.get(1).outcome().finished()).isTrue();
        assertThat(Comparison.of(results).groups())
                .extracting(RunGroup::allSucceeded)
                .containsExactly(true, false);
        assertThat(Files.readString(folder.resolve("results.md"))).contains("| worse than guessing |");
        try (var models = Files.list(folder.resolve("models"))) {
            assertThat(models).hasSize(1);
        }
    }
}
