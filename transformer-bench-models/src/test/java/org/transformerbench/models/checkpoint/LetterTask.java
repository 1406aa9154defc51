package org.transformerbench.models.checkpoint;

import java.util.List;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.Vocabulary;

/** Small data for models of both kinds: tokens are a function of their place, and the target follows its token. */
final class LetterTask implements Task<LetterTask.Config> {
    private static final int POSITIONS = 6;
    private static final Vocabulary LETTERS = Vocabulary.of("abcdefghij");

    record Config(int examples) {}

    @Override
    public String id() {
        return "letters";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public Config defaultConfig() {
        return new Config(200);
    }

    @Override
    public Dataset load(Config config, SeedStreams seeds) {
        return new Data(config.examples());
    }

    private record Data(int examples) implements Dataset {
        @Override
        public Vocabulary vocabulary() {
            return LETTERS;
        }

        @Override
        public int contextLength() {
            return POSITIONS;
        }

        @Override
        public List<Targets> targets() {
            return List.of(Targets.LAST);
        }

        @Override
        public ExampleSet train(Targets mode) {
            return new Letters(examples, 0);
        }

        @Override
        public ExampleSet validation(Targets mode) {
            return new Letters(20, 1000);
        }

        @Override
        public ExampleSet test(Targets mode) {
            return new Letters(30, 2000);
        }
    }

    private record Letters(long size, int first) implements ExampleSet {
        @Override
        public int positions() {
            return POSITIONS;
        }

        @Override
        public int targetsPerExample() {
            return 1;
        }

        @Override
        public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
            int sum = 0;
            for (int i = 0; i < POSITIONS; i++) {
                long letter = SeedStreams.mix((first + index) * POSITIONS + i);
                tokens[tokenOffset + i] = (int) Math.floorMod(letter, (long) LETTERS.size());
                sum += tokens[tokenOffset + i];
            }
            targets[targetOffset] = sum % LETTERS.size();
        }
    }
}
