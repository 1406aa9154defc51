package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README shows as a dependent project is the one that is built and tested. */
class ReadmeTest {
    private static final Path PROJECT = Path.of("src/it/custom-model/src");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "main/java/example/BigramModel.java",
                "test/java/example/BigramModelTest.java",
                "main/resources/META-INF/services/org.transformerbench.api.Model"
            })
    void the_readme_holds_the_file_of_the_tested_project_verbatim(String file) throws IOException {
        assertThat(text(Path.of("../README.md")))
                .contains("\n" + text(PROJECT.resolve(file)).strip() + "\n```\n");
    }

    /** A checkout may have other line ends. */
    private static String text(Path file) throws IOException {
        return Files.readString(file).replace("\r\n", "\n");
    }
}
