package org.transformerbench.data.characters;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Sha256;

/** By the digests of its sets, a run knows whether its text is still the same. */
class CharacterDigestTest {
    private static final Vocabulary ABC = Vocabulary.of("abc");

    /** Keeps what enters it. */
    private static final class Entered extends MessageDigest {
        private final StringBuilder bytes = new StringBuilder();

        Entered() {
            super("entered");
        }

        @Override
        protected void engineUpdate(byte input) {
            bytes.append((char) (input & 0xff));
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            for (int i = 0; i < length; i++) {
                engineUpdate(input[offset + i]);
            }
        }

        @Override
        protected byte[] engineDigest() {
            return new byte[0];
        }

        @Override
        protected void engineReset() {
            bytes.setLength(0);
        }
    }

    private static String entered(int[] text, CharacterConfig config, long seed) {
        CharacterDataset data = new CharacterDataset(
                new Corpus("a text", Sha256.of(new byte[0]), ABC, text), config, new SeedStreams(seed));
        Entered entered = new Entered();
        for (Targets targets : data.targets()) {
            Stream.<ExampleSet>of(data.train(targets), data.validation(targets), data.test(targets))
                    .forEach(examples -> examples.updateDigest(entered));
        }
        return entered.bytes.toString();
    }

    private static CharacterConfig config(boolean fixedCover) {
        return CharacterConfig.builder()
                .contextLength(6)
                .trainShare(0.5)
                .fixedCover(fixedCover)
                .evaluationWindows(5)
                .build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void every_single_character_has_an_effect(boolean fixedCover) {
        int[] text = new SplittableRandom(3).ints(200, 0, 3).toArray();
        Set<String> different = new HashSet<>();
        different.add(entered(text, config(fixedCover), 1));
        for (int i = 0; i < text.length; i++) {
            int[] changed = text.clone();
            changed[i] = (changed[i] + 1) % 3;
            different.add(entered(changed, config(fixedCover), 1));
        }

        assertThat(different).hasSize(text.length + 1);
        assertThat(different).contains(entered(text.clone(), config(fixedCover), 1));
    }

    @Test
    void other_windows_of_the_same_text_have_an_effect() {
        int[] text = new SplittableRandom(3).ints(200, 0, 3).toArray();

        assertThat(entered(text, config(false), 2)).isNotEqualTo(entered(text, config(false), 1));
        assertThat(entered(text, config(true), 2)).isEqualTo(entered(text, config(true), 1));
    }

    @Test
    void the_context_length_does_not_multiply_what_enters() {
        int[] text = new SplittableRandom(3).ints(20_000, 0, 3).toArray();
        CharacterConfig wide = CharacterConfig.builder().contextLength(500).build();

        // Two kinds of targets; of each at most all characters and as many first positions, four bytes each.
        assertThat(entered(text, wide, 1).length()).isBetween(4 * text.length, 2 * 2 * 4 * text.length);
    }
}
