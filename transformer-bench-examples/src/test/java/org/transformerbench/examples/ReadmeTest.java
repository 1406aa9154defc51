package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

/** What the README shows as a dependent project is the one that is built and tested. */
class ReadmeTest {
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
    void the_readme_holds_the_file_of_the_tested_project_verbatim(Path file) throws IOException {
        assertThat(text(Path.of("../README.md")))
                .containsPattern("\n```\\w*\n" + Pattern.quote(text(file).strip()) + "\n```\n");
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

    @Test
    void the_install_command_installs_all_that_the_project_depends_on() throws IOException {
        Matcher command = Pattern.compile("`mvn [^`]*-pl (\\S+) -am install`").matcher(text(Path.of("../README.md")));
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
