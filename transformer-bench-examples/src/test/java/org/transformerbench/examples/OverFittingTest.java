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
                        "--output=" + folder);

        assertThat(exitCode).isZero();
        List<RunResult> results = new ResultsFile(folder.resolve("results.jsonl")).read();
        BestEvaluation best = results.get(0).bestEvaluation().orElseThrow();
        assertThat(best.betterThanLast()).isTrue();
        assertThat(best.step()).isLessThan(300);
        assertThat(results.get(0).outcome().succeeded())
                .as("by heart is not by guessing")
                .isTrue();
        assertThat(Files.readString(folder.resolve("results.md")))
                .contains("| best evaluation |", " at step " + best.step() + ", ");
    }
}
