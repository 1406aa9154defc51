package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Task;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TextEncodingFormat;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.data.arithmetic.AdditionTask;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.BundleReader;
import org.transformerbench.models.bundle.BundleWriter;

/**
 * A bundle is read, and its text encoding used, where the only classes are those of this library's three modules, jackson-core and
 * slf4j-api: neither ND4J nor the rest of Jackson is there.
 */
class BundleWithoutNd4jTest {
    private static final List<Class<?>> PRESENT = List.of(
            TextEncodingFormat.class, BundleReader.class, AdditionTask.class, JsonFactory.class, LoggerFactory.class);

    @TempDir
    private Path folder;

    /** Loads everything anew, and remembers what it was asked for and does not have. */
    private static final class Poor extends URLClassLoader {
        private final Set<String> missed = new TreeSet<>();

        Poor() {
            super(
                    PRESENT.stream().map(Poor::place).distinct().toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader());
        }

        private static URL place(Class<?> type) {
            return type.getProtectionDomain().getCodeSource().getLocation();
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try {
                return super.findClass(name);
            } catch (ClassNotFoundException e) {
                missed.add(name);
                throw e;
            }
        }
    }

    private static <T extends Record> Dataset load(Task<T> task, String key, String value) {
        T config = new Configs().with(task.defaultConfig(), Map.of(key, value));
        return task.load(config, new SeedStreams(1));
    }

    private static <C extends Record> Bundle bundle(Model<C> model, Dataset data) {
        SequenceShape shape = SequenceShape.of(data.vocabulary().size(), data.contextLength(), model.predicts());
        C config = model.defaultConfig(shape);
        return UntrainedBundles.of(model, config, shape, data);
    }

    @ParameterizedTest
    @CsvSource({"addition, digits, 2, 12+34", "text, corpus, FILE, tomorrow", "lines, data, FILE, tomorrow"})
    void a_bundle_is_read_and_encodes_text(String task, String key, String value, String text) throws Exception {
        String lines = IntStream.range(0, 300)
                .mapToObj(number -> "tomorrow and tomorrow " + Integer.toString(number, 2) + "\n")
                .collect(Collectors.joining());
        Path corpus = Files.writeString(folder.resolve("verse.txt"), lines);
        Dataset data = load(Registry.discover().task(task), key, value.equals("FILE") ? corpus.toString() : value);
        Path file = folder.resolve("model.safetensors");
        new BundleWriter().write(file, bundle(new NanoGpt(), data));
        TextEncoding encoding = data.textEncoding().orElseThrow();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (Poor loader = new Poor()) {
            Thread.currentThread().setContextClassLoader(loader);

            Object read = read(loader, file);

            Object own = ((Optional<?>) read.getClass().getMethod("encoding").invoke(read)).orElseThrow();
            Class<?> type = loader.loadClass(TextEncoding.class.getName());
            Object prompt = type.getMethod("encode", String.class).invoke(own, text);
            Object tokens = loader.loadClass(TextEncoding.Prompt.class.getName())
                    .getMethod("tokens")
                    .invoke(prompt);
            assertThat((int[]) tokens).isEqualTo(encoding.encode(text).tokens());
            assertThat(type.getMethod("decode", int[].class).invoke(own, tokens))
                    .isEqualTo(encoding.decode(encoding.encode(text).tokens()));
            write(loader, read);
            assertThat(loader.missed)
                    .noneMatch(name -> name.startsWith("org.nd4j") || name.startsWith("com.fasterxml"));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        assertThat(new BundleReader().read(folder.resolve("again.safetensors")).card())
                .isEqualTo(new BundleReader().read(file).card());
    }

    private static Object read(ClassLoader loader, Path file) throws ReflectiveOperationException {
        Class<?> reader = loader.loadClass(BundleReader.class.getName());
        return reader.getMethod("read", Path.class)
                .invoke(reader.getConstructor().newInstance(), file);
    }

    private void write(ClassLoader loader, Object bundle) throws ReflectiveOperationException {
        Class<?> writer = loader.loadClass(BundleWriter.class.getName());
        writer.getMethod("write", Path.class, bundle.getClass())
                .invoke(writer.getConstructor().newInstance(), folder.resolve("again.safetensors"), bundle);
    }

    @Test
    void the_library_registers_a_format_for_each_kind_of_encoding() throws IOException {
        try (Stream<String> names = ServiceLoader.load(TextEncodingFormat.class).stream()
                .map(provider -> provider.get().kind())) {
            assertThat(names.collect(Collectors.toSet())).contains("arithmetic", "characters", "table");
        }
    }
}
