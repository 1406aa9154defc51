package org.transformerbench.api.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.DataException;

class ModelTuningTest {
    private static Trial trial(int candidate, int rung, double place, double loss) {
        return new Trial(
                "search",
                "mlp",
                "addition",
                candidate,
                Map.of("learningRate", Double.toString(place), "bias", candidate % 2 == 0 ? "true" : "false"),
                Map.of("learningRate", place),
                rung,
                rung == 0 ? 1 / 3.0 : 1,
                rung == 0 ? 10 : 30,
                rung == 0 ? 1 : 3,
                Optional.of(new TrialScore(loss, OptionalDouble.empty())),
                "paused",
                Optional.empty());
    }

    private static ModelTuning tuning(Trial... trials) {
        return new ModelTuning("mlp", "addition", List.of(trials));
    }

    @Test
    void the_expected_greatest_of_n_follows_the_closed_form() {
        double[] scores = DoubleStream.iterate(1, score -> score + 1).limit(10).toArray();
        for (int n = 1; n <= 10; n++) {
            // The greatest of n uniform draws from 1 to N is above k with probability 1 - (k / N)^n.
            double expected = 0;
            for (int k = 0; k < 10; k++) {
                expected += 1 - Math.pow(k / 10.0, n);
            }
            assertThat(ExpectedBest.of(scores, n).mean()).isCloseTo(expected, within(1e-12));
        }
        assertThat(ExpectedBest.of(scores, 1).standardDeviation()).isCloseTo(Math.sqrt(99 / 12.0), within(1e-12));
    }

    @Test
    void the_interval_of_the_greatest_has_the_quantiles_of_its_distribution() {
        double[] scores = DoubleStream.iterate(1, score -> score + 1).limit(100).toArray();
        ExpectedBest best = ExpectedBest.of(scores, 2);
        assertThat(best.low()).isEqualTo(16);
        assertThat(best.high()).isEqualTo(99);
    }

    @Test
    void the_expected_loss_falls_with_the_number_of_configurations() {
        List<ExpectedBest> curve =
                tuning(trial(0, 0, 0.5, 3), trial(1, 0, 0.6, 1)).expectedBest();
        assertThat(curve.get(0).mean()).isCloseTo(2, within(1e-12));
        assertThat(curve.get(1).mean()).isCloseTo(1.5, within(1e-12));
        assertThat(curve).allMatch(best -> best.low() <= best.mean() && best.mean() <= best.high());
    }

    @Test
    void the_winner_is_the_best_of_the_highest_rung() {
        ModelTuning tuning =
                tuning(trial(0, 0, 0.5, 0.1), trial(1, 0, 0.5, 0.4), trial(2, 0, 0.5, 0.3), trial(2, 1, 0.5, 0.2));
        assertThat(tuning.winner().orElseThrow().candidate()).isEqualTo(2);
        assertThat(tuning.configurations()).isEqualTo(3);
        assertThat(tuning.steps()).isEqualTo(50);
        assertThat(tuning.seconds()).isEqualTo(5);
    }

    @Test
    void a_winner_near_an_end_of_its_range_is_at_the_border() {
        assertThat(tuning(trial(0, 0, 0.97, 1)).atBorder()).containsExactly("learningRate");
        assertThat(tuning(trial(0, 0, 0.02, 1)).atBorder()).containsExactly("learningRate");
        assertThat(tuning(trial(0, 0, 0.5, 1)).atBorder()).isEmpty();
    }

    @Test
    void an_optimum_inside_the_range_is_an_effect_and_a_switch_without_one_is_none() {
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            double place = i / 39.0;
            trials.add(trial(i, 0, place, 1 + (place - 0.5) * (place - 0.5)));
        }
        List<ValueEffect> effects = new ModelTuning("mlp", "addition", trials).effects();
        assertThat(effects.get(0).key()).isEqualTo("learningRate");
        assertThat(effects.get(0).share().orElseThrow()).isGreaterThan(0.6);
        assertThat(effects.get(1).share().orElseThrow()).isLessThan(0.05);
    }

    @Test
    void of_few_configurations_no_effect_is_said() {
        assertThat(tuning(trial(0, 0, 0.1, 1), trial(1, 0, 0.9, 2)).effects())
                .allMatch(effect -> effect.share().isEmpty());
    }

    @Test
    void a_file_gives_back_its_trials(@TempDir Path folder) {
        TrialFile file = TrialFile.open(folder.resolve("tuning.jsonl"));
        file.add(trial(0, 0, 0.5, 1));
        file.add(trial(0, 1, 0.5, 0.5));
        assertThat(TrialFile.open(folder.resolve("tuning.jsonl")).trials()).isEqualTo(file.trials());
    }

    @Test
    void a_file_is_replaced_as_a_whole(@TempDir Path folder) {
        TrialFile file = TrialFile.open(folder.resolve("tuning.jsonl"));
        file.add(trial(0, 0, 0.5, 1));
        file.replace(List.of(trial(1, 0, 0.5, 1), trial(2, 0, 0.5, 1)));
        file.add(trial(3, 0, 0.5, 1));
        assertThat(TrialFile.open(folder.resolve("tuning.jsonl")).trials())
                .isEqualTo(file.trials())
                .extracting(Trial::candidate)
                .containsExactly(1, 2, 3);
    }

    @Test
    void a_line_that_is_no_trial_is_named(@TempDir Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("tuning.jsonl"), "{\"formatVersion\":1,\"model\":\"mlp\"}\n");
        assertThatThrownBy(() -> TrialFile.open(path))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Line 1");
    }

    @Test
    void a_file_that_was_cut_off_at_any_byte_has_the_trials_of_its_whole_lines(@TempDir Path folder)
            throws IOException {
        Path path = folder.resolve("tuning.jsonl");
        TrialFile file = TrialFile.open(path);
        file.add(trial(0, 0, 0.5, 1));
        file.add(trial(1, 0, 0.5, 0.5));
        byte[] whole = Files.readAllBytes(path);
        int firstLine = Files.readString(path).indexOf('\n');
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            // A line that lacks nothing but its line break is whole.
            int lines = length < firstLine ? 0 : length < whole.length - 1 ? 1 : 2;
            assertThat(TrialFile.open(path).trials())
                    .as("%d bytes", length)
                    .isEqualTo(file.trials().subList(0, lines));
        }
        Files.write(path, Arrays.copyOf(whole, whole.length - 9));
        TrialFile.open(path).add(trial(1, 0, 0.5, 0.5));
        assertThat(path).hasBinaryContent(whole);
    }

    @Test
    void a_line_that_is_cut_off_before_others_or_is_something_else_is_an_error(@TempDir Path folder)
            throws IOException {
        Path path = folder.resolve("tuning.jsonl");
        TrialFile.open(path).add(trial(0, 0, 0.5, 1));
        String line = Files.readString(path);
        for (String damaged : List.of(line.substring(0, 40) + "\n" + line, line + "notes of mine")) {
            Files.writeString(path, damaged);
            assertThatThrownBy(() -> TrialFile.open(path))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("is no trial of a tuning, remove or mend it");
            assertThat(path).hasContent(damaged);
        }
    }
}
