package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.examples.cli.Program;

/** The program as it is shipped, with its real models, data and backend, in this JVM. */
class RealRunTest {
    @TempDir
    private Path folder;

    @Test
    void an_mlp_learns_two_digit_addition() {
        int exitCode = Program.standard()
                .run(
                        "compare",
                        "addition",
                        "--models=mlp",
                        "--set=digits=2",
                        "--learning-rates=1e-2",
                        "--batch-size=256",
                        "--steps=60",
                        "--interval=30",
                        "--output=" + folder);

        assertThat(exitCode).isZero();
        List<RunResult> results = new ResultsFile(folder.resolve("results.jsonl")).read();
        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.outcome().kind()).isEqualTo(Outcome.Kind.COMPLETED);
            assertThat(result.measurements().training().steps()).isEqualTo(60);
            assertThat(result.curve()).hasSize(2);
            assertThat(result.measurements().lastEvaluation().test()).isPresent();
            assertThat(result.measurements()
                            .lastEvaluation()
                            .validation()
                            .orElseThrow()
                            .loss())
                    .isLessThan(result.curve().get(0).validation().orElseThrow().loss());
            assertThat(result.spec().protocol()).isEqualTo(Protocol.strict());
            assertThat(result.measurements().flopsPerExample()).isPresent();
            assertThat(result.measurements().lastEvaluation().test().get().exactMatch())
                    .isPresent();
            assertThat(result.provenance().backend()).isNotEqualTo("unknown");
            assertThat(result.measurements().inference()).hasValueSatisfying(speed -> {
                assertThat(speed.answerTokens()).isEqualTo(4);
                assertThat(speed.answerMicros().p50()).isPositive();
                assertThat(speed.cachedAnswerMicros()).isEmpty();
            });
            assertThat(result.measurements().samples())
                    .isNotEmpty()
                    .allSatisfy(sample -> assertThat(sample.prompt()).matches("[0-9]{2}\\+[0-9]{2}="));
        });
    }

    @Test
    void an_mlp_learns_three_digit_addition_with_the_defaults() {
        int exitCode = Program.standard()
                .run("compare", "addition", "--models", "mlp", "--steps", "600", "--output", folder.toString());

        assertThat(exitCode).isZero();
        List<RunResult> results = new ResultsFile(folder.resolve("results.jsonl")).read();
        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.completed("600 steps"));
            assertThat(result.measurements().judged()).isPresent();
            assertThat(result.measurements().lastEvaluation().test())
                    .hasValueSatisfying(test -> assertThat(test.accuracy()).isGreaterThan(0.995));
        });
    }
}
