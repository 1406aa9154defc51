package org.transformerbench.data.characters;

import java.nio.file.Path;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;
import org.transformerbench.api.config.ConfigException;

/** A text task on any UTF-8 file, given by {@link CharacterConfig#corpus()}. */
public final class TextTask implements Task<CharacterConfig> {

    /** Creates the task. */
    public TextTask() {}

    @Override
    public String id() {
        return "text";
    }

    @Override
    public Class<CharacterConfig> configType() {
        return CharacterConfig.class;
    }

    /** Returns defaults that name no file: {@code corpus} must be set before data can be loaded. */
    @Override
    public CharacterConfig defaultConfig() {
        return CharacterConfig.defaults();
    }

    @Override
    public CharacterConfig defaultConfig(Protocol protocol) {
        return CharacterConfig.of(protocol);
    }

    @Override
    public Dataset load(CharacterConfig config, SeedStreams seeds) {
        String corpus = config.corpus()
                .orElseThrow(() -> new ConfigException(
                        "The task 'text' needs a UTF-8 text file: give one with --corpus FILE (key corpus)"));
        return new CharacterDataset(Corpus.read(Path.of(corpus)), config, seeds);
    }
}
