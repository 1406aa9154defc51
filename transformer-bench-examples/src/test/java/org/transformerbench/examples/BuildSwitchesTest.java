package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left out of a build, and by which switch. */
class BuildSwitchesTest {

    @ParameterizedTest
    @CsvSource({
        "skipTests,   skipITs",
        "skipTests,   invoker.skip",
        "skipITs,     invoker.skip",
        "skipChecks,  checkstyle.skip",
        "skipChecks,  spotless.check.skip"
    })
    void a_switch_reaches_the_plugins_that_do_not_know_it(String option, String skip) throws IOException {
        ParentPom pom = ParentPom.read();

        assertThat(pom.property(skip)).isEqualTo("false");
        assertThat(pom.with(option, "true").property(skip)).isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource({"skipITs, skipTests", "skipChecks, skipTests", "skipChecks, skipITs", "skipTests, skipChecks"})
    void a_switch_leaves_out_no_more_than_it_says(String option, String other) throws IOException {
        assertThat(ParentPom.read().with(option, "true").property(other)).isEqualTo("false");
    }
}
