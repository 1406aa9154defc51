package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.registry.ProviderClassPath;
import org.transformerbench.api.result.Fingerprints;

/** Plug-ins as real jars and folders, which are built again. */
class CodeFingerprintsTest {
    private static final String RELEASE = "0.1.0";

    @TempDir
    private static Path builds;

    private static final Map<String, Path> JARS = new HashMap<>();

    @TempDir
    private Path folder;

    /** A trainer with a superclass, a nested class, a helper of a helper and one that is loaded by its name. */
    private static ProviderClassPath plugin(Path folder, String changed) {
        return new ProviderClassPath(folder)
                .source("p.Base", "public abstract class Base {" + value("Base", changed) + "}")
                .source("p.Helper", "class Helper { Object next = new Deep(); " + value("Helper", changed) + "}")
                .source("p.Deep", "class Deep {" + value("Deep", changed) + "}")
                .source("p.ByName", "class ByName {" + value("ByName", changed) + "}")
                .source("p.Unrelated", "public class Unrelated {" + value("Unrelated", changed) + "}")
                .source(
                        "p.Mine",
                        "public class Mine extends Base"
                                + ProviderClassPath.trainerBody(
                                        "mine", """
                                static class Nested {%s}
                                Helper[] helpers = { new Helper() };
                                Object nested() throws ReflectiveOperationException {
                                    Class.forName("p.ByName");
                                    return new Nested();
                                }
                                %s""".formatted(value("Nested", changed), value("Mine", changed))))
                .lines(Trainer.class, "p.Mine");
    }

    /** Compiled once for all tests; the classes are beside it. */
    private static Path jar(String changed) {
        return JARS.computeIfAbsent(changed, name -> plugin(classes(name), name).buildJar("mine.jar"));
    }

    private static Path classes(String changed) {
        return builds.resolve("with" + changed).resolve("classes");
    }

    private static Path classFolder(String changed) {
        jar(changed);
        return classes(changed);
    }

    private static String value(String className, String changed) {
        return " int value() { return " + (className.equals(changed) ? 2 : 1) + "; }";
    }

    private static String fingerprint(String className, Path... paths) throws IOException {
        try (URLClassLoader loader = ProviderClassPath.loader(paths)) {
            return new CodeFingerprints(RELEASE).of(loader.loadClass(className)).orElseThrow();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String fingerprint(Path path) throws IOException {
        return fingerprint("p.Mine", path);
    }

    @ParameterizedTest
    @CsvSource({"Mine", "Base", "Nested", "Helper", "Deep", "ByName"})
    void another_class_that_a_provider_refers_to_is_another_fingerprint(String changed) throws IOException {
        assertThat(fingerprint(classFolder(changed)))
                .matches("sha256:[0-9a-f]{64}")
                .isNotEqualTo(fingerprint(classFolder("")));
        assertThat(fingerprint(jar(changed))).isNotEqualTo(fingerprint(jar("")));
    }

    @Test
    void the_same_classes_are_the_same_wherever_they_are_and_whenever_they_were_packed() throws IOException {
        Path moved = Files.copy(jar(""), folder.resolve("other.jar"));
        Path packed = packedAgain(jar(""), folder.resolve("packed.jar"));

        assertThat(Files.readAllBytes(packed)).isNotEqualTo(Files.readAllBytes(moved));
        assertThat(fingerprint(moved)).isEqualTo(fingerprint(jar("")));
        assertThat(fingerprint(packed)).isEqualTo(fingerprint(jar("")));
        plugin(folder.resolve("again/classes"), "").build();
        assertThat(fingerprint(folder.resolve("again/classes"))).isEqualTo(fingerprint(classFolder("")));
    }

    /** The same files in another order, at another time. */
    private static Path packedAgain(Path jar, Path target) throws IOException {
        try (JarFile from = new JarFile(jar.toFile());
                JarOutputStream to = new JarOutputStream(Files.newOutputStream(target))) {
            List<JarEntry> entries = new ArrayList<>(from.stream().toList());
            Collections.reverse(entries);
            for (JarEntry entry : entries) {
                JarEntry later = new JarEntry(entry.getName());
                later.setTime(entry.getTime() + 60_000);
                to.putNextEntry(later);
                from.getInputStream(entry).transferTo(to);
            }
        }
        return target;
    }

    @Test
    void another_class_of_the_folder_has_no_effect_but_all_of_a_jar_has() throws IOException {
        assertThat(fingerprint(classFolder("Unrelated"))).isEqualTo(fingerprint(classFolder("")));

        assertThat(fingerprint(jar("Unrelated"))).isNotEqualTo(fingerprint(jar("")));
        ProviderClassPath withTable = plugin(folder.resolve("classes"), "");
        Files.createDirectories(folder.resolve("classes"));
        Files.writeString(folder.resolve("classes/table.txt"), "0.5");
        assertThat(fingerprint(withTable.buildJar("mine.jar"))).isNotEqualTo(fingerprint(jar("")));
    }

    @Test
    void a_jar_that_is_built_again_at_its_place_is_seen_in_the_same_process() throws IOException {
        Path jar = Files.copy(jar(""), folder.resolve("mine.jar"));
        String before = fingerprint(jar);
        Files.copy(jar("Deep"), jar, StandardCopyOption.REPLACE_EXISTING);

        assertThat(fingerprint(jar)).isNotEqualTo(before);
    }

    @Test
    void helpers_in_another_jar_or_folder_belong_to_the_code() throws IOException {
        Path uses = new ProviderClassPath(folder.resolve("user/classes"))
                .source("q.Uses", "public class Uses { Object base = p.Mine.class; }")
                .buildJarAgainst("uses.jar", classFolder(""));

        String withJar = fingerprint("q.Uses", uses, jar(""));
        String withFolder = fingerprint("q.Uses", uses, classFolder(""));
        for (String changed : new String[] {"Mine", "Deep"}) {
            assertThat(fingerprint("q.Uses", uses, jar(changed))).isNotEqualTo(withJar);
            assertThat(fingerprint("q.Uses", uses, classFolder(changed))).isNotEqualTo(withFolder);
        }
        assertThat(fingerprint("q.Uses", uses, jar(""))).isEqualTo(withJar);
        assertThat(fingerprint("q.Uses", uses, classFolder("Unrelated"))).isEqualTo(withFolder);
    }

    @Test
    void the_version_stands_for_the_library_if_it_is_a_release() {
        assertThat(new CodeFingerprints(RELEASE).of(FakeModel.class)).contains(Fingerprints.BUILT_IN);
        assertThat(new CodeFingerprints(RELEASE).library()).isEqualTo(RELEASE);
    }

    @ParameterizedTest
    @CsvSource({"development", "0.1.0-SNAPSHOT"})
    void another_version_of_the_library_may_change_under_its_name(String version) {
        assertThat(new CodeFingerprints(version).of(FakeModel.class))
                .hasValueSatisfying(code -> assertThat(code).matches("built-in sha256:[0-9a-f]{64}"));
        assertThat(new CodeFingerprints(version).library()).matches(version + ", sha256:[0-9a-f]{64}");
        assertThat(new CodeFingerprints(version).library()).isEqualTo(new CodeFingerprints(version).library());
    }

    @Test
    void a_class_without_a_file_has_none() {
        Runnable hidden = () -> {};

        assertThat(new CodeFingerprints("development").of(hidden.getClass())).isEqualTo(Optional.empty());
    }
}
