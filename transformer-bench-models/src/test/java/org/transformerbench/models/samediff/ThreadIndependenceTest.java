package org.transformerbench.models.samediff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The number of native threads is fixed when a process starts, so each count needs one of its own. */
class ThreadIndependenceTest {

    @Test
    void the_same_seed_gives_the_same_numbers_for_any_number_of_threads() throws Exception {
        List<String> one = fingerprint(1);
        assertThat(one).hasSizeGreaterThanOrEqualTo(4).allMatch(line -> line.contains("="));
        assertThat(fingerprint(2)).isEqualTo(one);
        assertThat(fingerprint(4)).isEqualTo(one);
    }

    private static List<String> fingerprint(int threads) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Fingerprint.class.getName());
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }
}
