package org.transformerbench.api.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.Model;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.registry.DuplicateProviderException;
import org.transformerbench.api.registry.InstalledProvider;
import org.transformerbench.api.registry.ProviderClassPath;
import org.transformerbench.api.registry.Registry;

/** A real jar that is broken, before a good one; whatever is wrong with it is a reason, and the good one is there. */
class BrokenJarTest {
    private static final String MODEL_BODY = " implements Model<Good.Config> {\n"
            + "  public record Config(int width) {}\n"
            + "  public String id() { return \"a-model\"; }\n"
            + "  public Class<Config> configType() { return Config.class; }\n"
            + "  public Config defaultConfig(SequenceShape shape) { return new Config(1); }\n"
            + "  public SDVariable logits(GraphScope graph, SDVariable tokens, Config config) { return null; }\n}";

    @TempDir
    private static Path goodFolder;

    private static Path good;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeGoodJar() {
        good = new ProviderClassPath(goodFolder.resolve("g"))
                .trainer("g.Good", "good")
                .buildJar("good.jar");
    }

    private ProviderClassPath broken() {
        return new ProviderClassPath(folder.resolve("b")).trainer("b.Second", "second");
    }

    private void assertReason(Path jar, Class<?> service, String provider, String reason) throws IOException {
        try (URLClassLoader loader = ProviderClassPath.loader(jar, good)) {
            Registry registry = Registry.discover(loader);

            assertThat(registry.trainers()).extracting(InstalledProvider::id).contains("good");
            assertThat(registry.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.service()).isEqualTo(service.getSimpleName());
                assertThat(failure.provider()).isEqualTo(provider);
                assertThat(failure.reason()).contains(reason);
            });
        }
    }

    /** A class of one jar whose members are the fault; the class b.Second of the same jar is good. */
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            public Faulty(int size) {}                                             | must have a public constructor without arguments
            private Faulty() {}                                                    | must have a public constructor without arguments
            public Faulty() { throw new IllegalStateException("no licence"); }     | its constructor threw java.lang.IllegalStateException: no licence
            public Faulty() throws Exception { throw new java.io.IOException("x"); }| its constructor threw java.io.IOException: x
            public Faulty() { throw new Error("own"); }                            | its constructor threw java.lang.Error: own
            public Faulty() { throw new StackOverflowError(); }                    | its constructor threw java.lang.StackOverflowError
            public Faulty() { throw new UnsatisfiedLinkError("no blas"); }         | cannot be linked, a dependency is missing or of another version: java.lang.UnsatisfiedLinkError: no blas
            static { if (true) throw new IllegalStateException("static"); }        | its static initializer threw java.lang.IllegalStateException: static
            """)
    void a_class_that_cannot_be_made_an_object(String members, String reason) throws IOException {
        Path jar = broken().trainer("b.Faulty", "faulty", members).buildJar("broken.jar");
        assertReason(jar, Trainer.class, "b.Faulty", reason);
    }

    @Test
    void a_class_that_is_not_there_or_of_another_type() throws IOException {
        assertReason(
                broken().lines(Trainer.class, "b.Gone").buildJar("broken.jar"),
                Trainer.class,
                "b.Gone",
                "is named in META-INF/services, but there is no such class");
        assertReason(
                new ProviderClassPath(folder.resolve("w"))
                        .lines(Model.class, "w.NoModel")
                        .source("w.NoModel", "public class NoModel {}")
                        .buildJar("wrong.jar"),
                Model.class,
                "w.NoModel",
                "does not implement " + Model.class.getName());
    }

    @Test
    void a_class_file_that_is_cut_off_or_of_another_name() throws IOException {
        Path jar = broken().trainer("b.Faulty", "faulty").buildJar("broken.jar");
        UnaryOperator<byte[]> cut = bytes -> Arrays.copyOf(bytes, bytes.length / 2);
        UnaryOperator<byte[]> renamed = bytes -> new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("b/Faulty", "b/Faulta")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (UnaryOperator<byte[]> damage : java.util.List.of(cut, renamed)) {
            Path damaged = rewritten(jar, "b/Faulty.class", damage);
            assertReason(damaged, Trainer.class, "b.Faulty", "cannot be linked, a dependency is missing or of another");
            Files.delete(damaged);
        }
    }

    @Test
    void a_class_file_of_a_newer_java_is_told_with_both_versions_and_two_ways_out() throws IOException {
        Path jar = broken().trainer("b.Faulty", "faulty").buildJar("broken.jar");
        int majorVersionOfJava99 = 44 + 99;
        int here = Runtime.version().feature();

        Path newer = rewritten(
                jar,
                "b/Faulty.class",
                bytes -> ByteBuffer.wrap(bytes)
                        .putShort(6, (short) majorVersionOfJava99)
                        .array());

        assertReason(
                newer,
                Trainer.class,
                "b.Faulty",
                "the class b.Faulty is compiled for Java 99, and this is Java " + here
                        + ": start Java 99 or later, or compile the class with --release " + here);
    }

    /** A copy of a jar with one entry changed. */
    private static Path rewritten(Path jar, String entry, UnaryOperator<byte[]> change) throws IOException {
        Path copy = jar.resolveSibling("rewritten.jar");
        try (JarFile from = new JarFile(jar.toFile());
                OutputStream out = Files.newOutputStream(copy);
                JarOutputStream to = new JarOutputStream(out)) {
            for (JarEntry each : from.stream().toList()) {
                byte[] bytes = from.getInputStream(each).readAllBytes();
                to.putNextEntry(new JarEntry(each.getName()));
                to.write(each.getName().equals(entry) ? change.apply(bytes) : bytes);
            }
        }
        return copy;
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            return "a-model";    | return null;                                | The id 'null' of m.Good must be kebab-case
            return "a-model";    | throw new Error("odd");                     | The id() of m.Good threw java.lang.Error: odd
            return "a-model";    | return id();                                | The id() of m.Good threw java.lang.StackOverflowError
            return Config.class; | return null;                                | The configType() of m.Good is null, must be a record class
            return Config.class; | throw new IllegalStateException("no type"); | The configType() of m.Good threw java.lang.IllegalStateException: no type
            """)
    void a_model_that_cannot_say_its_id_or_the_type_of_its_configuration(String good, String bad, String reason)
            throws IOException {
        Path jar = new ProviderClassPath(folder.resolve("m"))
                .lines(Model.class, "m.Good")
                .source("m.Good", "public class Good" + MODEL_BODY.replace(good, bad))
                .buildJar("model.jar");
        assertReason(jar, Model.class, "m.Good", reason);
    }

    @Test
    void two_jars_with_one_id_are_both_named_and_every_other_id_works() throws IOException {
        Path other = new ProviderClassPath(folder.resolve("o"))
                .trainer("o.Same", "good")
                .trainer("o.Other", "other")
                .buildJar("other.jar");
        try (URLClassLoader loader = ProviderClassPath.loader(other, good)) {
            Registry registry = Registry.discover(loader);

            assertThatThrownBy(() -> registry.trainer("good"))
                    .isInstanceOf(DuplicateProviderException.class)
                    .hasMessageContaining("o.Same in " + other)
                    .hasMessageContaining("g.Good in " + good);
            assertThat(registry.trainers()).extracting(InstalledProvider::id).containsExactly("other");
        }
    }

    @Test
    void a_file_that_is_no_jar_hides_nothing() throws IOException {
        Path noJar = Files.writeString(folder.resolve("no.jar"), "PK, but no more");
        try (URLClassLoader loader = ProviderClassPath.loader(noJar, good)) {
            assertThat(Registry.discover(loader).trainers())
                    .extracting(InstalledProvider::id)
                    .containsExactly("good");
        }
    }
}
