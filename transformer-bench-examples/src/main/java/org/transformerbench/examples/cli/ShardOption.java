package org.transformerbench.examples.cli;

import java.nio.file.Path;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.experiment.Shard;
import org.transformerbench.api.experiment.Study;
import org.transformerbench.api.statistics.SequentialSeeds;
import org.transformerbench.examples.merge.ShardFolder;
import picocli.CommandLine.Option;

/** The option that makes a part of the runs only. */
final class ShardOption {
    private static final String NAME = "--shard";

    @Option(
            names = NAME,
            paramLabel = "NUMBER/COUNT",
            description = {
                "Make every COUNT-th run only, from the NUMBER-th on, for one of several machines: 1/8 to 8/8 make all runs once."
                        + " Results go to a folder of the shard in the output folder, as shard-3-of-8; 'merge' puts shards"
                        + " together. Default: all runs."
            })
    String shard;

    /**
     * Returns which runs are made.
     *
     * @throws ConfigException if the option has no shard
     */
    Shard value() {
        if (shard == null) {
            return Shard.whole();
        }
        try {
            return Shard.parse(shard);
        } catch (ConfigException e) {
            throw new ConfigException(NAME + ": " + e.getMessage(), e);
        }
    }

    /** Returns the folder for the results, which no other shard writes to. */
    Path folder(Path output) {
        return shard == null ? output : ShardFolder.in(output, value()).path();
    }

    /**
     * Rejects what needs the results of all runs.
     *
     * @param study to make a shard of
     * @throws ConfigException if a shard of it makes no sense
     */
    void check(Study study) {
        if (shard == null) {
            return;
        }
        if (study.experiments().stream()
                .anyMatch(experiment -> experiment.mostSeeds().isPresent())) {
            throw new ConfigException(NAME + " " + shard + " cannot be given beside seeds "
                    + SequentialSeeds.UNTIL_DECIDED
                    + ", which adds seeds by the results of all runs, and a shard has a part of them; name the seeds");
        }
        if (study.experiments().stream()
                .anyMatch(experiment -> experiment.tuning().isPresent())) {
            throw new ConfigException(NAME + " " + shard
                    + " cannot be given where values are searched (--tune, or tuning in a file), which each shard would do for"
                    + " itself; search without it, and write the best values into a file");
        }
    }
}
