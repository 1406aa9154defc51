package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** README and pages show the dependent project that is built and tested, and no link leads nowhere. */
class ReadmeTest {
    private static final Path README = Path.of("../README.md");
    private static final Path PAGES = Path.of("doc");
    private static final Path PLUG_INS = PAGES.resolve("plug-ins.md");
    private static final int README_MAX_BYTES = 11_300;

    /** A link or an image. */
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)]+)\\)");

    private static final Pattern FENCED = Pattern.compile("^```.*?^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    private static final Path PROJECT = Path.of("src/it/custom-model");

    /** What looks after the test is no part of what a reader copies. */
    private static final Set<String> NOT_SHOWN = Set.of("verify.groovy");

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(PROJECT)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !NOT_SHOWN.contains(file.getFileName().toString()))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void the_page_on_plug_ins_holds_the_file_of_the_tested_project_verbatim(Path file) throws IOException {
        assertThat(text(PLUG_INS))
                .containsPattern("\n```\\w*\n" + Pattern.quote(text(file).strip()) + "\n```\n");
    }

    @Test
    void the_readme_is_short() throws IOException {
        assertThat(Files.size(README)).isLessThanOrEqualTo(README_MAX_BYTES);
    }

    @Test
    void dependencies_in_the_readme_are_those_of_the_tested_project() throws IOException {
        Matcher dependencies =
                Pattern.compile("\n```xml\n(.*?)\n```\n", Pattern.DOTALL).matcher(text(README));

        assertThat(dependencies.find()).isTrue();
        assertThat(text(PROJECT.resolve("pom.xml"))).contains(dependencies.group(1));
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(PAGES)) {
            return Stream.concat(
                            Stream.of(README),
                            files.filter(file -> file.toString().endsWith(".md")))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void links_lead_to_files_and_headings_that_are_there(Path page) throws IOException {
        for (String link : links(page)) {
            String[] parts = link.split("#", 2);
            Path target =
                    parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();

            assertThat(target).as("%s: %s", page, link).exists();
            if (parts.length == 2) {
                assertThat(anchors(target)).as("%s: %s", page, link).contains(parts[1]);
            }
        }
    }

    @Test
    void every_page_is_in_the_index() throws IOException {
        Path index = PAGES.resolve("index.md");
        List<Path> linked = links(index).stream()
                .map(link -> index.resolveSibling(link).normalize())
                .toList();

        assertThat(pages())
                .filteredOn(page -> !page.equals(README) && !page.equals(index))
                .isSubsetOf(linked);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void tests_that_a_page_names_are_there(Path page) throws IOException {
        Set<String> named = Pattern.compile("`(\\w+(?:Test|IT))`")
                .matcher(text(page))
                .results()
                .map(match -> match.group(1) + ".java")
                .collect(Collectors.toSet());

        assertThat(testFiles()).containsAll(named);
    }

    private static Set<String> testFiles() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : List.of("api", "models", "data", "examples")) {
            try (Stream<Path> files = Files.walk(Path.of("../transformer-bench-" + module, "src/test/java"))) {
                files.map(file -> file.getFileName().toString()).forEach(names::add);
            }
        }
        return names;
    }

    /** Those to files of this project, without code that only looks like one. */
    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(FENCED.matcher(text(page)).replaceAll(""))
                .results()
                .map(match -> match.group(1))
                .filter(link -> !link.startsWith("https://"))
                .toList();
    }

    /** As code hosts derive them from headings. */
    private static Set<String> anchors(Path page) throws IOException {
        return HEADING.matcher(FENCED.matcher(text(page)).replaceAll(""))
                .results()
                .map(match -> match.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void the_project_is_all_there() throws IOException {
        assertThat(files())
                .map(file -> file.getFileName().toString())
                .containsExactlyInAnyOrder(
                        "pom.xml",
                        "BigramModel.java",
                        "org.transformerbench.api.Model",
                        "BigramModelTest.java",
                        "BigramModelContractTest.java");
    }

    static List<Path> pagesThatInstall() {
        return List.of(README, PLUG_INS);
    }

    @ParameterizedTest
    @MethodSource("pagesThatInstall")
    void the_install_command_installs_all_that_the_project_depends_on(Path page) throws IOException {
        Matcher command = Pattern.compile("`mvn [^`]*-pl (\\S+) -am install`").matcher(text(page));
        assertThat(command.find()).isTrue();

        Set<String> installed = new TreeSet<>(List.of(command.group(1).split(",")));
        for (String module : List.copyOf(installed)) {
            installed.addAll(modulesIn(Path.of("..", module, "pom.xml")));
        }
        assertThat(installed).containsAll(modulesIn(PROJECT.resolve("pom.xml")));
    }

    private static Set<String> modulesIn(Path pom) throws IOException {
        return Pattern.compile("<artifactId>(transformer-bench-\\w+)</artifactId>")
                .matcher(text(pom))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({
        "transformer-bench-models, project.version",
        "transformer-bench-data, project.version",
        "transformer-bench-api, project.version",
        "nd4j-native, nd4j.version",
        "slf4j-simple, slf4j.version",
        "junit-jupiter, junit.version",
        "assertj-core, assertj.version",
        "maven-resources-plugin, maven-resources-plugin.version",
        "maven-compiler-plugin, maven-compiler-plugin.version",
        "maven-surefire-plugin, maven-surefire-plugin.version"
    })
    void the_tested_project_has_the_versions_of_this_build(String artifact, String property) throws IOException {
        assertThat(text(PROJECT.resolve("pom.xml")))
                .containsOnlyOnce("<artifactId>" + artifact + "</artifactId>")
                .containsPattern("<artifactId>" + artifact + "</artifactId>\\s*<version>"
                        + Pattern.quote(ParentPom.read().property(property)) + "</version>");
    }

    /** A checkout may have other line ends. */
    private static String text(Path file) throws IOException {
        return Files.readString(file).replace("\r\n", "\n");
    }
}
