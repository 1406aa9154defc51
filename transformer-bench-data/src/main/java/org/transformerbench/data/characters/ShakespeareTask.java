package org.transformerbench.data.characters;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;

/**
 * Tiny Shakespeare: 1,115,394 characters, 65 distinct. Without {@link CharacterConfig#corpus()} it is downloaded once
 * to {@code $XDG_CACHE_HOME/transformer-bench}, or else {@code ~/.cache/transformer-bench}, and its SHA-256 is verified
 * each time.
 */
public final class ShakespeareTask implements Task<CharacterConfig> {
    private static final URI SOURCE =
            URI.create("https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt");
    private static final String SHA_256 = "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final DownloadCache cache;

    /** Creates the task with the user's cache folder; nothing is downloaded before {@link #load}. */
    public ShakespeareTask() {
        this(DownloadCache.userFolder(System.getenv(), System.getProperty("user.home")));
    }

    /**
     * Creates the task with another cache folder.
     *
     * @param cacheFolder where the text is kept; made when it is needed
     */
    public ShakespeareTask(Path cacheFolder) {
        this(new DownloadCache(cacheFolder, "tinyshakespeare.txt", SOURCE, SHA_256, TIMEOUT));
    }

    ShakespeareTask(DownloadCache cache) {
        this.cache = cache;
    }

    @Override
    public String id() {
        return "shakespeare";
    }

    @Override
    public Class<CharacterConfig> configType() {
        return CharacterConfig.class;
    }

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
        Path file = config.corpus().map(Path::of).orElseGet(cache::fetch);
        return new CharacterDataset(Corpus.read(file), config, seeds);
    }
}
