package org.transformerbench.examples.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.experiment.file.StudyFile;

/** Every sample in Javadoc, README and the pages of the documentation is what it says it is. */
class CodeInDocumentationTest {
    private static final Path PROJECT = Path.of("..");
    private static final Path README = Path.of("README.md");
    private static final Path PAGES = Path.of("transformer-bench-examples/doc");

    /** What has Javadoc, of which programs are no packages that samples should see. */
    private static final List<Path> LIBRARY = List.of(
            Path.of("transformer-bench-api/src/main/java"),
            Path.of("transformer-bench-models/src/main/java"),
            Path.of("transformer-bench-data/src/main/java"));

    private static final Path PROGRAM = Path.of("transformer-bench-examples/src/main/java");
    private static final Path TESTS_WITH_TESTKIT = Path.of("transformer-bench-api/src/test/java");
    private static final Path TESTKIT = TESTS_WITH_TESTKIT.resolve("org/transformerbench/testkit");

    @TempDir
    private Path classes;

    private static List<Path> sources(Path root) throws IOException {
        return files(root, ".java");
    }

    private static List<Path> files(Path root, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(PROJECT.resolve(root))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .map(file -> PROJECT.relativize(file))
                    .sorted()
                    .toList();
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(PROJECT.resolve(file));
    }

    private static List<Sample> samples(String language) throws IOException {
        List<Path> roots = new ArrayList<>(LIBRARY);
        roots.add(PROGRAM);
        roots.add(TESTKIT);
        List<Sample> samples = new ArrayList<>(MarkdownSamples.of(README, read(README)));
        for (Path page : files(PAGES, ".md")) {
            samples.addAll(MarkdownSamples.of(page, read(page)));
        }
        for (Path root : roots) {
            for (Path file : sources(root)) {
                samples.addAll(JavadocSamples.of(file, read(file)));
            }
        }
        samples.removeIf(sample -> !sample.language().equals(language));
        return samples;
    }

    private static SampleCompiler compiler() throws IOException {
        Set<String> packages = new TreeSet<>();
        for (Path root : LIBRARY) {
            addPackages(root, root, packages);
        }
        addPackages(TESTKIT, TESTS_WITH_TESTKIT, packages);
        return new SampleCompiler(packages);
    }

    private static void addPackages(Path folder, Path root, Set<String> packages) throws IOException {
        for (Path file : sources(folder)) {
            if (file.endsWith("package-info.java")) {
                packages.add(root.relativize(file.getParent())
                        .toString()
                        .replace(file.getFileSystem().getSeparator(), "."));
            }
        }
    }

    private List<String> errors(String source) throws IOException {
        Path file = Path.of("Some.java");
        return compiler().compile(JavadocSamples.of(file, source), classes);
    }

    @Test
    void all_java_compiles() throws IOException {
        List<Sample> samples = samples(Sample.JAVA);

        assertThat(samples)
                .extracting(Sample::file)
                .contains(README, PAGES.resolve("plug-ins.md"), TESTKIT.resolve("package-info.java"))
                .haveAtLeastOne(in("transformer-bench-api"))
                .haveAtLeastOne(in("transformer-bench-models"))
                .haveAtLeastOne(in("transformer-bench-data"));
        assertThat(compiler().compile(samples, classes)).isEmpty();
    }

    private static Condition<Path> in(String module) {
        return new Condition<>(file -> file.startsWith(Path.of(module, "src/main")), module);
    }

    /** Returns comparisons, but no manifest of Kubernetes. */
    static List<Sample> yaml() throws IOException {
        return samples("yaml").stream()
                .filter(sample -> !sample.code().startsWith("apiVersion:"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("yaml")
    void yaml_is_a_comparison(Sample sample) {
        assertThatCode(() -> StudyFile.parse(sample.at(1), sample.code())).doesNotThrowAnyException();
    }

    @Test
    void a_wrong_statement_is_found_with_file_and_line() throws IOException {
        assertThat(errors("""
                /**
                 * Text.
                 *
                 * <pre>{@code
                 * import java.util.concurrent.atomic.AtomicInteger;
                 *
                 * AtomicInteger steps = new AtomicInteger();
                 * run.stepz();
                 * }</pre>
                 */
                """))
                .singleElement()
                .asString()
                .startsWith("Some.java:8: cannot find symbol")
                .contains("stepz");
    }

    @Test
    void a_wrong_type_is_found_with_file_and_line() throws IOException {
        assertThat(errors("""
                    /**
                     * <pre>{@code
                     * class Sums extends TaskContract<CopyTask.Config> {
                     *     protected Task<CopyTask.Config> task() {
                     *         return "copy";
                     *     }
                     * }
                     * }</pre>
                     * <pre>{@code int right = 1; }</pre>
                     */
                """)).singleElement().asString().startsWith("Some.java:5: incompatible types");
    }

    @Test
    void a_file_gets_no_imports_added() throws IOException {
        assertThat(errors("""
                /**
                 * <pre>{@code
                 * package mine;
                 *
                 * class Mine extends TrainerContract {}
                 * }</pre>
                 */
                """)).singleElement().asString().startsWith("Some.java:5: cannot find symbol");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<pre>run.stepz();</pre>",
                "<pre class=\"text\">run.stepz();</pre>",
                "<pre class=\"java\">{@code run.stepz(); }</pre>",
                "<pre id=\"a\">{@code run.stepz(); }</pre>",
                "{@snippet : run.stepz(); }"
            })
    void a_block_that_would_escape_is_refused(String block) {
        assertThatCode(() -> errors("/**\n * Text.\n * " + block + "\n */\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Some.java:3: ");
    }

    @Test
    void blocks_of_a_text_have_their_lines() {
        assertThat(MarkdownSamples.of(README, "Text.\n\n```\nplain\n```\n\n```java\none();\ntwo();\n```\n"))
                .containsExactly(new Sample(README, 8, "java", "one();\ntwo();"));
    }
}
