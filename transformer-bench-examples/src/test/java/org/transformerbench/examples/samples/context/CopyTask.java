package org.transformerbench.examples.samples.context;

import org.transformerbench.api.Dataset;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;

/** A task of the reader's own. */
public final class CopyTask implements Task<CopyTask.Config> {
    /** Its configuration. */
    public record Config(int length) {}

    @Override
    public String id() {
        return "copy";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public Config defaultConfig() {
        return new Config(8);
    }

    @Override
    public Dataset load(Config config, SeedStreams seeds) {
        throw new UnsupportedOperationException("samples are compiled, not run");
    }
}
