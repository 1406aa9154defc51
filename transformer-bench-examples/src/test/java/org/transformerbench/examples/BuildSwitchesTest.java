package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import javax.xml.xpath.XPathException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** What is left out of a build, and by which switch. */
class BuildSwitchesTest {

    @ParameterizedTest
    @CsvSource({
        "skipTests,   skipITs",
        "skipTests,   invoker.skip",
        "skipITs,     invoker.skip",
        "maven.test.skip, skipTests",
        "maven.test.skip, invoker.skip",
        "skipChecks,  checkstyle.skip",
        "skipChecks,  cyclonedx.skip",
        "skipChecks,  spotless.check.skip"
    })
    void a_switch_reaches_the_plugins_that_do_not_know_it(String option, String skip) throws IOException {
        ParentPom pom = ParentPom.read();

        assertThat(pom.property(skip)).isEqualTo("false");
        assertThat(pom.with(option, "true").property(skip)).isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource({
        "skipITs,         skipTests",
        "skipChecks,      skipTests",
        "skipChecks,      skipITs",
        "skipTests,       skipChecks",
        "skipTests,       maven.test.skip",
        "maven.test.skip, skipChecks"
    })
    void a_switch_leaves_out_no_more_than_it_says(String option, String other) throws IOException {
        assertThat(ParentPom.read().with(option, "true").property(other)).isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"default-testCompile", "testkit"})
    void the_testkit_is_made_even_where_tests_are_not_compiled(String execution) throws IOException, XPathException {
        Document pom = ParentPom.parse(Path.of("../transformer-bench-api/pom.xml"));

        assertThat(XPathFactory.newInstance()
                        .newXPath()
                        .evaluate("//execution[id='" + execution + "']/configuration/skip", pom))
                .isEqualTo("false");
    }
}
