package org.transformerbench.data.characters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.transformerbench.data.characters.NumberedText.CONFIG;
import static org.transformerbench.data.characters.NumberedText.SEEDS;
import static org.transformerbench.data.characters.NumberedText.everything;
import static org.transformerbench.data.characters.NumberedText.numbered;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;

/** Which windows of the held-out text are evaluated. */
class HeldOutWindowsTest {
    @Test
    void held_out_windows_stay_in_their_half() {
        CharacterDataset data = numbered(1000, CONFIG, SEEDS);

        assertThat(everything(data.validation(Targets.EVERY)))
                .hasSize(20 * 7)
                .allSatisfy(token -> assertThat(token).isBetween(900, 949));
        assertThat(everything(data.test(Targets.EVERY)))
                .hasSize(20 * 7)
                .allSatisfy(token -> assertThat(token).isBetween(950, 999));
    }

    @Test
    void evaluates_on_all_windows_where_there_are_fewer_than_asked_for() {
        CharacterConfig config = CharacterConfig.builder()
                .contextLength(6)
                .fixedCover(false)
                .evaluationWindows(10_000)
                .build();
        CharacterDataset data = numbered(1001, config, SEEDS);

        // 101 characters are held out: 50 and 51.
        assertThat(data.validation(Targets.LAST).size()).isEqualTo(44);
        assertThat(data.test(Targets.LAST).size()).isEqualTo(45);
    }

    @ParameterizedTest
    @EnumSource(Targets.class)
    void evaluation_windows_are_fixed_by_the_seed(Targets targets) {
        CharacterDataset data = numbered(1000, CONFIG, new SeedStreams(1));
        List<Integer> validation = everything(data.validation(targets));
        List<Integer> test = everything(data.test(targets));
        CharacterDataset again = numbered(1000, CONFIG, new SeedStreams(1));
        CharacterDataset other = numbered(1000, CONFIG, new SeedStreams(2));

        assertThat(everything(data.validation(targets))).isEqualTo(validation);
        assertThat(everything(again.validation(targets))).isEqualTo(validation);
        assertThat(everything(again.test(targets))).isEqualTo(test);
        assertThat(everything(other.validation(targets))).isNotEqualTo(validation);
        assertThat(everything(other.test(targets))).isNotEqualTo(test);
    }

    /** A change here makes published results unrepeatable: the draws or the stream have changed. */
    @Test
    void the_windows_of_a_seed_never_change() {
        CharacterDataset data = numbered(1000, CONFIG, SEEDS);

        assertThat(data.validation(Targets.LAST).batch(0, 1, 2, 3).targets()).containsExactly(908, 910, 912, 913);
        assertThat(data.test(Targets.LAST).batch(0, 1, 2, 3).targets()).containsExactly(956, 958, 960, 964);
    }

    @Test
    void a_cover_predicts_each_held_out_character_at_most_once() {
        CharacterDataset data =
                numbered(1000, CharacterConfig.builder().contextLength(6).build(), SEEDS);
        ExampleSet test = data.test(Targets.EVERY);
        List<Integer> targets = new ArrayList<>();
        for (long i = 0; i < test.size(); i++) {
            for (int target : test.batch(i).targets()) {
                targets.add(target);
            }
        }

        // Of 950 to 999 the first has nothing before it, and the last is beyond the eighth window.
        assertThat(targets).isEqualTo(IntStream.rangeClosed(951, 998).boxed().toList());
    }

    @Test
    void a_cover_for_the_last_position_has_its_windows_at_the_stride() {
        CharacterConfig config =
                CharacterConfig.builder().contextLength(6).lastStride(10).build();
        ExampleSet validation = numbered(1000, config, SEEDS).validation(Targets.LAST);

        assertThat(validation.batch(0, 1, 2, 3, 4).targets()).containsExactly(906, 916, 926, 936, 946);
        assertThat(validation.size()).isEqualTo(5);
    }

    @Test
    void without_a_share_for_validation_all_that_is_held_out_is_for_test() {
        CharacterConfig config = CharacterConfig.builder()
                .contextLength(6)
                .validationShare(0)
                .lastStride(1)
                .build();
        CharacterDataset data = numbered(1000, config, SEEDS);

        assertThat(data.validation(Targets.LAST).size()).isZero();
        assertThat(data.test(Targets.LAST).size()).isEqualTo(94);
    }
}
