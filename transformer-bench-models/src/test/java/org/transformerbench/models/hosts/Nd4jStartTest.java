package org.transformerbench.models.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ND4J starts once in a JVM or never: under a loader that sees it, wherever the first call comes from. */
class Nd4jStartTest {
    @TempDir
    private Path temporary;

    @Test
    void trains_without_a_context_class_loader_and_nd4j_works_ever_after() throws Exception {
        assertThat(run(List.of(), "null", "compiled", "samediff"))
                .containsSubsequence(trained("compiled", "samediff"))
                .contains(HostedTraining.RESTORED, HostedTraining.COMPUTED + "3.0");
    }

    @Test
    void trains_under_a_context_class_loader_that_sees_nothing_and_nd4j_works_ever_after() throws Exception {
        assertThat(run(List.of(), "blind", "samediff", "compiled"))
                .containsSubsequence(trained("samediff", "compiled"))
                .contains(HostedTraining.RESTORED, HostedTraining.COMPUTED + "3.0");
    }

    @Test
    void trains_in_a_class_loader_of_its_own_beside_another_copy() throws Exception {
        assertThat(run(List.of(), "copy", "compiled"))
                .containsSubsequence(trained("compiled"))
                .contains(HostedTraining.RESTORED);
    }

    private static String[] trained(String first) {
        return new String[] {HostedTraining.TRAINED + first, HostedTraining.TRAINED + first};
    }

    private static String[] trained(String first, String second) {
        return new String[] {
            HostedTraining.TRAINED + first,
            HostedTraining.TRAINED + first,
            HostedTraining.TRAINED + second,
            HostedTraining.TRAINED + second
        };
    }

    private List<String> run(List<String> options, String... arguments) throws IOException, InterruptedException {
        return OtherJvm.run(temporary, options, arguments);
    }
}
