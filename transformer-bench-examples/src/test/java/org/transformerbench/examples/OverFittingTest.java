package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.result.BestEvaluation;
import org.transformerbench.api.result.JudgedCheckpoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.examples.cli.Program;

/** A real model that learns a short random text by heart. */
class OverFittingTest {
    @TempDir
    private Path folder;

    @Test
    void the_step_before_over_fitting_is_named() throws IOException {
        Path corpus = folder.resolve("corpus.txt");
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            text.append((char) ('a' + random.nextInt(8)));
        }
        Files.writeString(corpus, text);

        RunResult result = run(corpus, "patience=none");
        BestEvaluation best = result.bestEvaluation().orElseThrow();
        assertThat(best.betterThanLast()).isTrue();
        assertThat(best.step()).isLessThan(300);
        assertThat(result.outcome().succeeded())
                .as("by heart is not by guessing")
                .isTrue();
        assertThat(report()).contains("| best evaluation |", " at step " + best.step() + ", ");

        RunResult judged = run(corpus, "patience=50");
        assertThat(judged.measurements().judged()).contains(new JudgedCheckpoint(best.step(), "validation loss"));
        assertThat(judged.measurements().lastEvaluation().validation().map(Metrics::loss))
                .contains(best.loss());
        assertThat(report()).contains("| judged step |").doesNotContain("| best evaluation |");
    }

    private String report() throws IOException {
        return Files.readString(folder.resolve("results.md"));
    }

    private RunResult run(Path corpus, String setting) {
        int exitCode = Program.standard()
                .run(
                        "compare",
                        "text",
                        "--corpus=" + corpus,
                        "--models=mlp",
                        "--set=contextLength=8",
                        "--batch-size=128",
                        "--learning-rates=1e-2",
                        "--steps=300",
                        "--interval=50",
                        "--no-inference",
                        "--set=" + setting,
                        "--output=" + folder);

        assertThat(exitCode).isZero();
        List<RunResult> results = new ResultsFile(folder.resolve("results.jsonl")).read();
        return results.get(results.size() - 1);
    }
}
