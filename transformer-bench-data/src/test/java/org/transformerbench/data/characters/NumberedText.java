package org.transformerbench.data.characters;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Sha256;

/** Texts whose windows can be told apart, and what they are read with. */
final class NumberedText {
    static final SeedStreams SEEDS = new SeedStreams(5);
    static final CharacterConfig CONFIG = CharacterConfig.builder()
            .contextLength(6)
            .fixedCover(false)
            .evaluationWindows(20)
            .build();

    private NumberedText() {}

    /** A text in which each token is its own position. */
    static CharacterDataset numbered(int characters, CharacterConfig config, SeedStreams seeds) {
        int[] tokens = IntStream.range(0, characters).toArray();
        int[] symbols = IntStream.range(0, characters).map(i -> 0x4e00 + i).toArray();
        Vocabulary vocabulary = Vocabulary.of(new String(symbols, 0, characters));
        return new CharacterDataset(new Corpus("numbered", Sha256.of(new byte[0]), vocabulary, tokens), config, seeds);
    }

    /** All tokens of each window and the character after it. */
    static List<Integer> everything(ExampleSet examples) {
        return LongStream.range(0, examples.size())
                .mapToObj(examples::batch)
                .flatMapToInt(batch -> IntStream.concat(
                        Arrays.stream(batch.tokens()), IntStream.of(batch.targets()[batch.targets().length - 1])))
                .boxed()
                .toList();
    }
}
