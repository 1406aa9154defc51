package org.transformerbench.examples.merge;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.experiment.Shard;

/**
 * The folder of a shard, inside of the output folder that all shards of a study are given. Each has its own, because not every file
 * system that several machines share has locks for a file that they all append to.
 *
 * @param path of the folder
 * @param shard whose results it has
 */
public record ShardFolder(Path path, Shard shard) {
    private static final Pattern NAME = Pattern.compile("shard-([0-9]+)-of-([0-9]+)");

    /**
     * Returns the folder of a shard; it need not be there.
     *
     * @param output the folder that all shards are given
     * @param shard one of them
     * @return for example {@code output/shard-3-of-8}
     */
    public static ShardFolder in(Path output, Shard shard) {
        return new ShardFolder(output.resolve("shard-" + shard.number() + "-of-" + shard.count()), shard);
    }

    /**
     * Recognises the folder of a shard by its name.
     *
     * @param folder any folder
     * @return empty if it has another name
     */
    static Optional<ShardFolder> of(Path folder) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        Matcher parts = NAME.matcher(name == null ? "" : name.toString());
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ShardFolder(folder, Shard.parse(parts.group(1) + "/" + parts.group(2))));
        } catch (ConfigException e) {
            // Somebody else's folder: there is no shard 9 of 8.
            return Optional.empty();
        }
    }
}
