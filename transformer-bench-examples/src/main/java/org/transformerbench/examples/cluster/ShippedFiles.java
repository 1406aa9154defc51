package org.transformerbench.examples.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.RunSpec;

/**
 * The data files of runs, shipped to the executors once each. A task finds its files by the keys that are marked with {@link
 * org.transformerbench.api.config.Location}, and the run is known by what is in them, so that they may be anywhere.
 */
final class ShippedFiles implements AutoCloseable {
    private final Registry registry;
    private final Consumer<String> shipment;
    /** Names of shipped files by their paths here. */
    private final Map<Path, String> names = new LinkedHashMap<>();

    private final Path folder;

    /**
     * Creates a shipment without files.
     *
     * @param registry the tasks
     * @param shipment sends a file, which executors then know by its name
     */
    ShippedFiles(Registry registry, Consumer<String> shipment) {
        this.registry = registry;
        this.shipment = shipment;
        try {
            folder = Files.createTempDirectory("transformer-bench-cluster");
        } catch (IOException e) {
            throw new UncheckedIOException("There is no folder for the data files that are shipped", e);
        }
    }

    /**
     * Checks that the executors can have the data of a run, without shipping it.
     *
     * @throws ConfigException if only this machine has it
     */
    void require(RunSpec spec) {
        List<String> locations = Configs.locations(registry.task(spec.task()).configType());
        for (String key : locations) {
            JsonNode value = spec.taskConfig().path(key);
            if (!value.isMissingNode() && !value.isNull()) {
                throw new ConfigException("--cluster: the data of the task '" + spec.task() + "' cannot be shipped: "
                        + key + " (" + value.asText() + ") names files without a checksum, so that nobody could"
                        + " tell whether an executor reads the same ones");
            }
        }
        spec.dataLocation()
                .ifPresent(location -> location.properties().forEach(value -> {
                    if (!Files.isRegularFile(path(value.getValue()))) {
                        throw new ConfigException(
                                "--cluster: the data of the task '" + spec.task() + "' cannot be shipped: "
                                        + value.getKey() + " ("
                                        + value.getValue().asText() + ") must name a file, and not a folder or"
                                        + " a device");
                    }
                }));
    }

    /**
     * Ships the files of a run, unless another run has them too.
     *
     * @return key of each location to the name of its file
     */
    Map<String, String> ship(RunSpec spec) {
        Map<String, String> shipped = new LinkedHashMap<>();
        spec.dataLocation()
                .ifPresent(location -> location.properties().forEach(value -> {
                    Path file = path(value.getValue());
                    String name = names.get(file);
                    if (name == null) {
                        name = send(file);
                        names.put(file, name);
                    }
                    shipped.put(value.getKey(), name);
                }));
        return shipped;
    }

    private static Path path(JsonNode value) {
        return Path.of(value.asText()).toAbsolutePath().normalize();
    }

    /** Sends a file under a name that no other one has, with its own ending. */
    private String send(Path file) {
        Path named = folder.resolve(names.size() + "-" + file.getFileName());
        try {
            linkOrCopy(named, file);
        } catch (IOException e) {
            throw new UncheckedIOException("--cluster: " + file + " cannot be shipped: " + e, e);
        }
        shipment.accept(named.toUri().toString());
        return named.getFileName().toString();
    }

    private static void linkOrCopy(Path named, Path file) throws IOException {
        try {
            Files.createLink(named, file.toRealPath());
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(file, named); // Another file system, or one without links.
        }
    }

    /** Removes the links and copies. */
    @Override
    public void close() {
        try (Stream<Path> content = Files.walk(folder)) {
            for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The copies of shipped files in " + folder + " cannot be removed", e);
        }
    }
}
