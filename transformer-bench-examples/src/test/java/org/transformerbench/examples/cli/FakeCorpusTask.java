package org.transformerbench.examples.cli;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;
import org.transformerbench.api.config.ConfigException;

/** A task that wants a text. */
final class FakeCorpusTask implements Task<FakeCorpusTask.Config> {
    record Config(Optional<Path> corpus) {}

    @Override
    public String id() {
        return "poems";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public Config defaultConfig() {
        return new Config(Optional.empty());
    }

    @Override
    public Dataset load(Config config, SeedStreams seeds) {
        Path corpus =
                config.corpus().orElseThrow(() -> new ConfigException("There is no text; name one with --corpus"));
        if (corpus.toString().equals("missing.csv")) {
            throw new DataException("missing.csv does not exist", new NoSuchFileException("missing.csv"));
        }
        if (!corpus.toString().endsWith(".txt")) {
            throw new DataException(corpus + " is no text");
        }
        return new FakeTask("inner").load(new FakeTask.Config(1), seeds);
    }
}
