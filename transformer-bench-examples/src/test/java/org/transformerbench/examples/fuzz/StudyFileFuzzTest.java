package org.transformerbench.examples.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.experiment.file.StudyFile;

class StudyFileFuzzTest {
    private static final String YAML = """
            title: Two of them
            experiments:
              - task: addition
                models: [nano-gpt, mlp]
                learningRates: [1e-3, 0.01]
                seeds: [1, -2]
                trainer: samediff
                protocol: notebook-2023
                training: {batchSize: 64, maxTime: 1m 30s, stopAccuracy: none, schedule: cosine}
                settings:
                  digits: 2
                  nano-gpt.dropout: 0.1
              - task: shakespeare
            """;

    private static final String JSON = "{\"title\":\"x\",\"experiments\":[{\"task\":\"addition\",\"models\":[\"mlp\"],"
            + "\"learningRates\":[1e-3],\"seeds\":[1,2],\"protocol\":\"strict\","
            + "\"training\":{\"batchSize\":64,\"maxSteps\":100,\"beta1\":0.9},\"settings\":{\"digits\":2}}]}";

    @Provide
    Arbitrary<List<Edit>> yaml() {
        return Edit.some(
                "&a ",
                "*a",
                "!!java.net.URL ",
                "!x ",
                "? ",
                "- ",
                "---\n",
                "...\n",
                "%YAML 9.9\n",
                "<<: ",
                "| ",
                ">",
                "#",
                "\"\\x\"",
                "experiments:",
                "task: t\n",
                "0b2",
                "0o9",
                "1:60",
                "._",
                ".inf",
                "2024-13-45",
                "~",
                "\r",
                "maxTime: P1D");
    }

    @Provide
    Arbitrary<List<Edit>> json() {
        return Edit.some(
                "\"task\":\"t\",",
                "\"seeds\":[]",
                "\"training\":{}",
                "\"settings\":null",
                "/*",
                "//",
                "1e",
                "\"a\":{}");
    }

    @Fuzz
    void spoiled_yaml(@ForAll("yaml") List<Edit> edits) {
        read("a.yaml", Edit.apply(edits, YAML));
    }

    @Fuzz
    void spoiled_json(@ForAll("json") List<Edit> edits) {
        read("a.json", Edit.apply(edits, JSON));
    }

    /** The place is a line and a column, or the way through the keys; a file without either is empty or too long. */
    private static void read(String name, String text) {
        Pattern refused = Pattern.compile("(?s)" + name
                + "(, line [0-9]+, column [0-9]+: .{8,}| is empty"
                + "|: (experiments|title|the whole file|Unknown key|experiments\\[[0-9]+\\]).*)");
        Verdict.of(() -> StudyFile.parse(name, text), ConfigException.class, refused)
                .ifPresent(study -> assertThat(study.experiments()).isNotEmpty());
    }
}
