package org.transformerbench.examples.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Location;
import org.transformerbench.api.config.Sha256;
import org.transformerbench.examples.tour.Example3CustomTask.LargestDigitTask;

/** A task of a plug-in whose data can only be had where its file is, which is never shipped. */
public final class OnlyHereTask implements Task<OnlyHereTask.Config> {
    /** The file in the working folder that the task brings along. */
    static final String BROUGHT_ALONG = "only-here.txt";

    /**
     * The file.
     *
     * @param file its path, and the data has no checksum then; empty for the file in the working folder, whose data has one
     */
    public record Config(@Location Optional<String> file) {}

    @Override
    public String id() {
        return "only-here";
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
        Path file = Path.of(config.file().orElse(BROUGHT_ALONG));
        try {
            String checksum = Sha256.of(Files.readAllBytes(file));
            Dataset numbers = new LargestDigitTask().load(new LargestDigitTask.Config(2, 40), seeds);
            return new Numbers(numbers, config.file().isPresent() ? Optional.empty() : Optional.of(checksum));
        } catch (NoSuchFileException e) {
            throw new DataException("There is no file " + file, e);
        } catch (IOException e) {
            throw new DataException("Cannot read " + file + ": " + e, e);
        }
    }

    private record Numbers(Dataset numbers, Optional<String> dataChecksum) implements Dataset {
        @Override
        public Vocabulary vocabulary() {
            return numbers.vocabulary();
        }

        @Override
        public int contextLength() {
            return numbers.contextLength();
        }

        @Override
        public List<Targets> targets() {
            return numbers.targets();
        }

        @Override
        public ExampleSet train(Targets targets) {
            return numbers.train(targets);
        }

        @Override
        public ExampleSet validation(Targets targets) {
            return numbers.validation(targets);
        }

        @Override
        public ExampleSet test(Targets targets) {
            return numbers.test(targets);
        }
    }
}
