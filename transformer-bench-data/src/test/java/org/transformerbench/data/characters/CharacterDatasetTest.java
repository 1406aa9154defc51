package org.transformerbench.data.characters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.transformerbench.data.characters.NumberedText.CONFIG;
import static org.transformerbench.data.characters.NumberedText.SEEDS;
import static org.transformerbench.data.characters.NumberedText.everything;
import static org.transformerbench.data.characters.NumberedText.numbered;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Batch;
import org.transformerbench.api.DataException;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Sha256;

class CharacterDatasetTest {
    @Test
    void offers_every_position_first_and_the_last_one_too() {
        CharacterDataset data = numbered(1000, CONFIG, SEEDS);

        assertThat(data.targets()).containsExactly(Targets.EVERY, Targets.LAST);
        assertThat(data.contextLength()).isEqualTo(6);
        assertThat(data.vocabulary().size()).isEqualTo(1000);
    }

    @Test
    void training_has_one_example_per_offset_and_never_reads_beyond_its_part() {
        ExampleSet train = numbered(1000, CONFIG, SEEDS).train(Targets.EVERY);

        assertThat(train.size()).isEqualTo(894);
        assertThat(train.batch(0).tokens()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(train.batch(893).tokens()).containsExactly(893, 894, 895, 896, 897, 898);
        assertThat(train.batch(893).targets()).containsExactly(894, 895, 896, 897, 898, 899);
        assertThatThrownBy(() -> train.batch(894)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> train.batch(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void both_modes_read_the_same_window_and_agree_on_the_last_target() {
        CharacterDataset data = numbered(1000, CONFIG, SEEDS);
        for (List<ExampleSet> part : List.of(
                List.of(data.train(Targets.EVERY), data.train(Targets.LAST)),
                List.of(data.validation(Targets.EVERY), data.validation(Targets.LAST)),
                List.of(data.test(Targets.EVERY), data.test(Targets.LAST)))) {
            ExampleSet every = part.get(0);
            ExampleSet last = part.get(1);
            assertThat(every.size()).isEqualTo(last.size()).isPositive();
            assertThat(every.targetsPerExample()).isEqualTo(6);
            assertThat(last.targetsPerExample()).isEqualTo(1);
            for (long i = 0; i < every.size(); i++) {
                Batch wide = every.batch(i);
                Batch narrow = last.batch(i);
                int first = wide.tokens()[0];
                assertThat(narrow.tokens()).isEqualTo(wide.tokens());
                assertThat(wide.targets())
                        .isEqualTo(IntStream.rangeClosed(first + 1, first + 6).toArray());
                assertThat(narrow.targets()).containsExactly(first + 6);
            }
        }
    }

    @Test
    void reads_at_an_offset_into_larger_arrays() {
        ExampleSet train = numbered(1000, CONFIG, SEEDS).train(Targets.LAST);

        Batch batch = train.batch(10, 500);

        assertThat(batch.tokens()).containsExactly(10, 11, 12, 13, 14, 15, 500, 501, 502, 503, 504, 505);
        assertThat(batch.targets()).containsExactly(16, 506);
    }

    @Test
    void references_are_uniform_unigram_and_the_best_order() {
        int[] tokens =
                IntStream.range(0, 3000).map(i -> i % 3 == 2 ? 2 : i / 3 % 2).toArray();
        Corpus periodic = new Corpus("periodic", Sha256.of(new byte[0]), Vocabulary.of("abc"), tokens);

        List<ReferenceLine> lines = new CharacterDataset(periodic, CONFIG, SEEDS).references(Targets.LAST);

        assertThat(lines).extracting(ReferenceLine::name).startsWith("uniform", "unigram");
        assertThat(lines.get(0).loss()).isEqualTo(Math.log(3));
        assertThat(lines.get(1).loss()).isCloseTo(Math.log(3), within(0.01));
        assertThat(lines.get(2).name()).endsWith("-gram");
        assertThat(lines.get(2).loss()).isLessThan(0.1);
        assertThat(lines.get(2).accuracy().getAsDouble()).isGreaterThan(0.95);
    }

    /** In the text aabbaabb... the next letter follows from the last two, of which the first target of a window has only one. */
    @Test
    void references_see_no_text_before_the_window_of_a_target() {
        int[] tokens =
                IntStream.range(0, 6000).map(i -> "aabb".charAt(i % 4) - 'a').toArray();
        Corpus text = new Corpus("aabb", Sha256.of(new byte[0]), Vocabulary.of("ab"), tokens);
        CharacterDataset data = new CharacterDataset(text, CONFIG, SEEDS);

        ReferenceLine every = data.references(Targets.EVERY).get(2);
        ReferenceLine last = data.references(Targets.LAST).get(2);

        // One of six targets is a guess between two letters that are equally likely; the others are known.
        assertThat(every.loss()).isCloseTo(Math.log(2) / 6, within(0.02));
        assertThat(last.loss()).isCloseTo(0, within(0.01));
    }

    @Test
    void references_are_of_the_targets_that_models_are_judged_on() {
        int[] tokens = IntStream.range(0, 3000).map(i -> i % 7 == 0 ? 1 : 0).toArray();
        Corpus text = new Corpus("rare", Sha256.of(new byte[0]), Vocabulary.of("ab"), tokens);
        CharacterDataset data = new CharacterDataset(text, CONFIG, SEEDS);
        ExampleSet test = data.test(Targets.EVERY);

        double share = 0;
        long targets = 0;
        for (long i = 0; i < test.size(); i++) {
            for (int target : test.batch(i).targets()) {
                share += target == 0 ? 1 : 0;
                targets++;
            }
        }

        assertThat(data.references(Targets.EVERY).get(1).accuracy().getAsDouble())
                .isCloseTo(share / targets, within(1e-12));
    }

    @Test
    void running_text_has_no_whole_answers() {
        assertThat(numbered(1000, CONFIG, SEEDS).test(Targets.EVERY).answers().count())
                .isZero();
        assertThat(numbered(1000, CONFIG, SEEDS).runningText()).isTrue();
    }

    @Test
    void rejects_a_text_whose_held_out_halves_are_too_short() {
        // 14 characters are held out, 7 for each evaluation: just enough for windows of 6 and their targets.
        assertThat(numbered(140, CONFIG, SEEDS).test(Targets.LAST).size()).isEqualTo(1);

        assertThatThrownBy(() -> numbered(130, CONFIG, SEEDS))
                .isInstanceOf(DataException.class)
                .hasMessage("The text numbered is too short: of its 130 characters 117 are for training, 6 for"
                        + " validation and 7 for test; contextLength (6) needs at least 7 in each");
    }

    @Test
    void rejects_a_text_whose_training_part_is_too_short() {
        CharacterConfig config =
                CharacterConfig.builder().contextLength(6).trainShare(0.06).build();

        assertThatThrownBy(() -> numbered(100, config, SEEDS))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("6 are for training")
                .hasMessageContaining("contextLength (6) needs at least 7");
    }

    @Test
    void random_settings_never_leave_their_part() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 300; round++) {
            int context = random.nextInt(1, 12);
            CharacterConfig config = CharacterConfig.builder()
                    .contextLength(context)
                    .trainShare(random.nextDouble(0.2, 0.8))
                    .fixedCover(random.nextBoolean())
                    .lastStride(random.nextInt(1, 9))
                    .evaluationWindows(random.nextInt(1, 50))
                    .build();
            int characters = random.nextInt(150, 400);
            int heldOut = config.trainLength(characters);
            CharacterDataset data = numbered(characters, config, new SeedStreams(round));

            assertThat(everything(data.train(Targets.EVERY)))
                    .contains(0, heldOut - 1)
                    .allMatch(token -> token < heldOut);
            int middle = heldOut + (characters - heldOut) / 2;
            assertThat(everything(data.validation(Targets.EVERY)))
                    .isNotEmpty()
                    .allMatch(token -> token >= heldOut && token < middle);
            assertThat(everything(data.test(Targets.EVERY))).isNotEmpty().allMatch(token -> token >= middle);
        }
    }
}
