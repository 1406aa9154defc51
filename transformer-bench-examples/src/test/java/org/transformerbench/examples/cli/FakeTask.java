package org.transformerbench.examples.cli;

import java.util.Arrays;
import java.util.List;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Require;

/** Examples of two tokens whose target is always the first symbol. */
final class FakeTask implements Task<FakeTask.Config> {
    record Config(int digits) {
        Config {
            Require.between("digits", digits, 1, 9);
        }
    }

    private final String id;

    FakeTask(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public Config defaultConfig() {
        return new Config(3);
    }

    @Override
    public Dataset load(Config config, SeedStreams seeds) {
        return new Data();
    }

    private static final class Data implements Dataset {
        @Override
        public Vocabulary vocabulary() {
            return Vocabulary.of("01234");
        }

        @Override
        public int contextLength() {
            return 2;
        }

        @Override
        public List<Targets> targets() {
            return List.of(Targets.LAST);
        }

        @Override
        public ExampleSet train(Targets targets) {
            return new Examples(100);
        }

        @Override
        public ExampleSet validation(Targets targets) {
            return new Examples(0);
        }

        @Override
        public ExampleSet test(Targets targets) {
            return new Examples(10);
        }
    }

    private record Examples(long size) implements ExampleSet {
        @Override
        public int positions() {
            return 2;
        }

        @Override
        public int targetsPerExample() {
            return 1;
        }

        @Override
        public Answers answers() {
            return Answers.each(1, size());
        }

        @Override
        public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
            Arrays.fill(tokens, tokenOffset, tokenOffset + positions(), 0);
            targets[targetOffset] = 0;
        }
    }
}
