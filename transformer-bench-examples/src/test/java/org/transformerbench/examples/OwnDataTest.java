package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.ConfusionMatrix;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.Task;
import org.transformerbench.api.TaskMetric;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.result.Sample;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.data.table.LabelledText;
import org.transformerbench.data.table.Pair;
import org.transformerbench.data.table.Tasks;

/** The whole comparison on a caller's own rows, as a unit test would make it. */
class OwnDataTest {

    private static RunResult run(Task<?> task, String model, int steps) {
        Experiment experiment = Experiment.on(task.id())
                .models(model)
                .learningRates(1e-2)
                .protocol(Protocol.strict())
                .training(TrainingConfig.defaults().withBatchSize(64).forSteps(steps))
                .build();
        List<RunResult> runs = new ExperimentRunner(Registry.discover().with(task)).run(experiment);
        RunResult only = runs.get(0);
        assertThat(only.outcome().succeeded()).as(only.outcome().reason()).isTrue();
        assertThat(RunResult.fromJson(only.toJson())).isEqualTo(only);
        return only;
    }

    @ParameterizedTest
    @CsvSource({"mlp, 150", "tl-transformer, 120"})
    void classes_that_the_last_letter_tells_are_learned(String model, int steps) {
        List<LabelledText> texts = IntStream.range(0, 600)
                .mapToObj(i -> LabelledText.of(
                        Integer.toString(i, 5).replace('0', 'v').replace('1', 'w') + (i % 2 == 0 ? "a" : "b"),
                        i % 2 == 0 ? "even" : "odd"))
                .toList();
        RunResult run = run(Tasks.labels(texts), model, steps);

        ConfusionMatrix confusion =
                run.measurements().taskMetrics().orElseThrow().confusion().orElseThrow();
        assertThat(confusion.labels()).containsExactly("even", "odd");
        assertThat(confusion.macroF1()).isGreaterThan(0.9);
        assertThat(run.measurements().samples())
                .first()
                .satisfies(sample -> assertThat(sample.prompt()).matches("[vw234]+[ab]"))
                .satisfies(sample -> assertThat(sample.expected().orElseThrow()).isIn("even", "odd"));
    }

    @ParameterizedTest
    @CsvSource({"mlp, 300", "nano-gpt, 250"})
    void outputs_of_different_lengths_are_learned(String model, int steps) {
        List<Pair> pairs = IntStream.range(0, 900)
                .mapToObj(i -> Pair.of(String.valueOf(i), "x".repeat(1 + i % 3)))
                .toList();
        RunResult run = run(Tasks.pairs(pairs), model, steps);

        assertThat(run.measurements().taskMetrics().orElseThrow().values())
                .extracting(TaskMetric::name)
                .contains("error rate per output unit", "exact match");
        // Guessing the most frequent length has a third of them right.
        assertThat(run.measurements().lastEvaluation().test().orElseThrow().loss())
                .isLessThan(run.measurements().references().get(0).loss());
        assertThat(run.measurements().references())
                .allSatisfy(line -> assertThat(line.exactMatch()).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"mlp, 200", "nano-gpt, 150"})
    void lines_are_learned_and_some_are_written(String model, int steps) {
        List<String> lines = IntStream.range(8, 600)
                .mapToObj(i -> Integer.toBinaryString(i).replace("0", "ab").replace("1", "cd"))
                .toList();
        RunResult run = run(Tasks.lines(lines), model, steps);

        double unigram = run.measurements().references().get(1).loss();
        assertThat(run.measurements().lastEvaluation().test().orElseThrow().loss())
                .isLessThan(0.7 * unigram);
        assertThat(run.measurements().samples())
                .extracting(Sample::written)
                .hasSize(5)
                .allMatch(line -> line.matches("[abcd]*|.*<unknown>.*"));
    }
}
