package org.transformerbench.examples.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.VersionedJson;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.data.arithmetic.AdditionTask;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.checkpoint.ModelCard;
import org.transformerbench.models.checkpoint.SavedModel;

/** The card of a saved model, within a file that is otherwise right. */
class SavedModelFuzzTest {
    private static final Pattern REFUSED =
            Pattern.compile("(?s)" + ".+\\.safetensors (does not describe its model as it should: "
                    + ".{8,}|was written by another version of this library: its formatVersion is .*, this version of the library reads 2 and 3"
                    + "|is no valid bundle: .{8,}"
                    + "|is no valid safetensors file: at byte [0-9]+: .{10,})");

    private static Path file;

    private final ObjectMapper plain = new ObjectMapper();
    private final String card = card();

    private static String card() {
        SequenceShape shape = new SequenceShape(16, 12, 1);
        Configs configs = new Configs();
        RunSpec spec = new RunSpec(
                "addition",
                configs.write(new AdditionTask().defaultConfig()),
                Optional.empty(),
                Optional.empty(),
                "mlp",
                configs.write(new Mlp().defaultConfig(shape)),
                "compiled",
                TrainingConfig.defaults(),
                Protocol.strict(),
                Targets.LAST,
                7,
                Optional.empty());
        return VersionedJson.write(ModelCard.VERSION, new ModelCard(spec, shape, Vocabulary.of("0123456789.=+-m|")))
                .toString();
    }

    @BeforeContainer
    static void makeFile() throws IOException {
        file = Files.createTempFile("fuzz", ".safetensors");
    }

    @AfterContainer
    static void deleteFile() throws IOException {
        Files.delete(file);
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Edit.some(
                "\"formatVersion\":2",
                "\"shape\":null",
                "\"vocabularySize\":",
                "LAST",
                "EVERY",
                "\"seed\":",
                "\"vocabulary\":\"01\"",
                "00");
    }

    @Fuzz
    void a_spoiled_card(@ForAll("edits") List<Edit> edits) throws IOException {
        Files.write(file, file(Edit.apply(edits, card)));
        Verdict.of(() -> SavedModel.read(file), DataException.class, REFUSED)
                .ifPresent(model -> assertThat(model.card().vocabulary().size())
                        .isEqualTo(model.card().shape().vocabularySize()));
        if (edits.isEmpty()) {
            assertThat(SavedModel.read(file).card().spec().model()).isEqualTo("mlp");
        }
    }

    private byte[] file(String text) throws JsonProcessingException {
        String header = "{\"__metadata__\":{\"transformer-bench\":" + plain.writeValueAsString(text) + "}}";
        return new TensorFile(header, new byte[0]).bytes();
    }
}
