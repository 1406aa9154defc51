package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.examples.fuzz.Edit;
import org.transformerbench.examples.fuzz.Fuzz;
import org.transformerbench.examples.fuzz.Verdict;

class ResultsFileFuzzTest {
    private static final Pattern REFUSED =
            Pattern.compile("(?s)Line [0-9]+ of .+\\.jsonl (is no result, remove or mend it: .{8,}"
                    + "|was written by another version of the library: its formatVersion is .+)");

    private static Path file;
    private static ResultsFile results;

    private final String line = line();

    /** One point of the curve will do. */
    private static String line() {
        RunResult result = RichResults.addition(Protocol.strict(), "mlp", 0, 1e-3, 1);
        return new RunResult(
                        result.spec(),
                        result.outcome(),
                        result.curve().subList(0, 1),
                        result.measurements(),
                        result.provenance())
                .toJson();
    }

    @BeforeContainer
    static void makeFile() throws IOException {
        file = Files.createTempFile("fuzz", ".jsonl");
        results = new ResultsFile(file);
    }

    @AfterContainer
    static void deleteFile() throws IOException {
        Files.delete(file);
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Edit.some(
                "\"seed\":1,",
                "null,",
                "\r",
                "\n{\"formatVersion\":2",
                "NaN",
                "\"NaN\"",
                "\u0000",
                "\"curve\":[null],",
                "\u00ff",
                "1e9");
    }

    @Fuzz
    void a_spoiled_line(@ForAll("edits") List<Edit> edits) throws IOException {
        // Whole lines: the end of one that was cut off is left out, and said so each time.
        Files.write(file, (Edit.apply(edits, line) + "\n").getBytes(StandardCharsets.UTF_8));
        Verdict.of(results::read, DataException.class, REFUSED)
                .ifPresent(read -> assertThat(read).doesNotContainNull());
        if (edits.isEmpty()) {
            assertThat(results.read()).hasSize(1);
        }
    }
}
