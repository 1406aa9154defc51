package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.examples.tour.Example2CustomModel;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.MlpConfig;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.NanoGptConfig;
import org.transformerbench.models.block.Activation;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.BundleReader;
import org.transformerbench.models.checkpoint.Safetensors;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.pytorch.PyTorchExport;

class ImportCommandTest {
    /** The context length of addition with one digit. */
    private static final int POSITIONS = 6;

    private static final NanoGptConfig CONFIG = new NanoGptConfig(8, 1, 2, 0.1, true, Activation.GELU_TANH, 1e-5);

    @TempDir
    private Path folder;

    private final Terminal terminal = new Terminal(Real.environment(Registry.discover()));

    private int run(String arguments) {
        List<String> words =
                new ArrayList<>(List.of("import", "--from-pytorch", weights().toString()));
        words.addAll(List.of("--output", output().toString()));
        words.addAll(List.of(arguments.strip().split(" ")));
        return terminal.run(words.toArray(String[]::new));
    }

    private Path weights() {
        return folder.resolve("weights.safetensors");
    }

    private Path output() {
        return folder.resolve("model.safetensors");
    }

    /** Writes the first weights of a model, without notes, as PyTorch would. */
    private <C extends Record> Map<String, Tensor> write(Model<C> model, C config, SequenceShape shape)
            throws IOException {
        TrainingSpec<C> spec = new TrainingSpec<>(
                model,
                config,
                shape,
                model.predicts(),
                TrainingConfig.defaults().optimizer(),
                new SeedStreams(5));
        try (TrainingSession session = new CompiledTrainer(1).open(spec)) {
            Map<String, Tensor> tensors =
                    PyTorchExport.of(model, config, session.parameters()).tensors();
            new Safetensors().write(weights(), tensors);
            return tensors;
        }
    }

    private Map<String, Tensor> writeNanoGpt(int symbols, int positions) throws IOException {
        return write(new NanoGpt(), CONFIG, SequenceShape.of(symbols, positions, Targets.EVERY));
    }

    @Test
    void weights_become_a_model_of_a_task_that_has_been_tried() throws IOException {
        Map<String, Tensor> tensors = writeNanoGpt(16, POSITIONS);

        assertThat(run("--model nano-gpt --task addition --set heads=2" + Real.ONE_DIGIT))
                .as(terminal.err())
                .isZero();

        assertThat(terminal.out().lines())
                .hasSize(4)
                .first()
                .isEqualTo("nano-gpt: 16 symbols, 6 positions, modelWidth=8, layers=1, heads=2, dropout=0.1, bias=true,"
                        + " activation=GELU_TANH, layerNormEpsilon=1.0E-5");
        assertThat(terminal.out())
                .contains("as by default; --set changes it: dropout=0.1, activation=GELU_TANH, layerNormEpsilon=1.0E-5")
                .containsPattern("Loss on [0-9]+ test examples of addition: [0-9.]+ nats; a guess has 2\\.773")
                .endsWith("Written to " + output() + System.lineSeparator());
        Bundle bundle = new BundleReader().read(output());
        assertThat(bundle.parameters()).containsAllEntriesOf(tensors);
        assertThat(bundle.card().vocabulary().orElseThrow().symbols()).startsWith("0123456789");
        assertThat(bundle.encoding()).isPresent();
        assertThat(bundle.spec()).isEmpty();

        assertThat(terminal.run("predict", "3+4", "9+9", "--model", output().toString()))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out().lines().skip(4)).hasSize(3).anyMatch(line -> line.startsWith("9+9\t"));
    }

    @Test
    void the_number_of_heads_is_found_by_trying_where_there_is_data() throws IOException {
        Path model = folder.resolve("trained.safetensors");
        assertThat(terminal.run(
                        ("predict 1+1 --model nano-gpt --set heads=2 --set patience=none --steps 400 --seed 3 --batch-size 64 --save "
                                        + model + Real.ONE_DIGIT)
                                .split(" ")))
                .as(terminal.err())
                .isZero();
        new Safetensors().write(weights(), new BundleReader().read(model).parameters());

        assertThat(run("--model nano-gpt --task addition" + Real.ONE_DIGIT))
                .as(terminal.err())
                .isZero();

        assertThat(terminal.out())
                .containsPattern(
                        "found by the lowest loss on test examples; --set changes it: heads=2"
                                + " \\(heads=1 [0-9.]+, heads=2 [0-9.]+, heads=4 [0-9.]+, heads=8 [0-9.]+, heads=16 [0-9.]+\\)");
        assertThat(new BundleReader().read(output()).card().modelConfig()).contains("\"heads\":2");
    }

    @Test
    void without_a_task_the_file_takes_tokens_only() throws IOException {
        Map<String, Tensor> tensors = write(new Mlp(), new MlpConfig(3, 5), new SequenceShape(7, 4, 1));

        assertThat(run("--model mlp")).as(terminal.err()).isZero();

        assertThat(terminal.err()).contains("No --task was named: the file takes tokens and no text.");
        Bundle bundle = new BundleReader().read(output());
        assertThat(bundle.parameters()).containsAllEntriesOf(tensors);
        assertThat(bundle.card().vocabulary()).isEmpty();
        assertThat(bundle.encoding()).isEmpty();

        assertThat(terminal.run("predict", "--model-file", output().toString(), "1+2"))
                .isEqualTo(1);
        assertThat(terminal.err()).contains("it takes tokens and no text; 'import --task' gives it the text of a task");
    }

    @Test
    void running_text_is_cut_into_windows_of_the_length_of_the_weights() throws IOException {
        writeNanoGpt(4, 7);
        Path corpus = Files.writeString(folder.resolve("text.txt"), "abc\n".repeat(200));

        assertThat(run("--model nano-gpt --set heads=2 --task text --corpus " + corpus))
                .as(terminal.err())
                .isZero();
        assertThat(new BundleReader().read(output()).card().shape().contextLength())
                .isEqualTo(7);
        String before = terminal.out();
        assertThat(terminal.run("sample", "--prompt", "ab\\n", "--length", "20", "--model-file", output().toString()))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out().substring(before.length())).matches("(?s)ab\n[abc\n]{20}\\R");

        assertThat(run("--model nano-gpt --set heads=2 --task text --set contextLength=8 --corpus " + corpus))
                .isEqualTo(1);
        assertThat(terminal.err()).contains("The weights of 'nano-gpt' are for 7 positions, the data has 8");
    }

    @Test
    void a_model_of_a_plug_in_has_the_names_of_its_graph() throws IOException {
        Example2CustomModel.BagModel bag = new Example2CustomModel.BagModel();
        SequenceShape shape = SequenceShape.of(16, POSITIONS, bag.predicts());
        write(bag, bag.defaultConfig(shape), shape);
        Terminal withBag = new Terminal(Real.environment(Registry.discover().with(bag)));

        assertThat(withBag.run(("import --model " + bag.id() + " --task addition --from-pytorch " + weights()
                                + " --output " + output() + Real.ONE_DIGIT)
                        .split(" ")))
                .as(withBag.err())
                .isZero();

        assertThat(withBag.out()).startsWith(bag.id() + ": 16 symbols, 6 positions");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--model nano-gpt                                       | 2 | heads must be set, for example to 4",
                "--model nano-gtp                                       | 2 | did you mean 'nano-gpt'",
                "--model nano-gpt --set hedas=2                         | 2 | --set hedas: the model 'nano-gpt' has no such value; did you mean 'heads'?",
                "--model nano-gpt --set heads=2 --set layers=3          | 2 | layers (3) must be that of the weights",
                "--model nano-gpt --set heads=2 --corpus x              | 2 | --corpus: no effect without a --task",
                "--model nano-gpt --set heads=2 --task addition         | 1 | The weights of 'nano-gpt' are for 9 symbols, the data has 16",
                "--model nano-gpt --set beta1=2 --task addition         | 2 | Unknown key 'beta1'",
                "--model tl-transformer                                 | 1 | the names are those of 'nano-gpt'",
                "--model nano-gpt --set heads=2 --ignore x.*            | 2 | has no tensor 'x.*' that could be ignored",
            })
    void mistakes_are_explained_and_nothing_is_written(String arguments, int exitCode, String message)
            throws IOException {
        writeNanoGpt(9, 12);

        assertThat(run(arguments)).as(terminal.err()).isEqualTo(exitCode);

        assertThat(terminal.err()).contains(message);
        assertThat(output()).doesNotExist();
    }

    @Test
    void files_are_looked_at_first() throws IOException {
        assertThat(run("--model mlp")).isEqualTo(2);
        assertThat(terminal.err()).contains("--from-pytorch: there is no file ");

        write(new Mlp(), new MlpConfig(3, 5), new SequenceShape(7, 4, 1));
        assertThat(terminal.run(
                        "import",
                        "--model",
                        "mlp",
                        "--from-pytorch",
                        weights().toString(),
                        "--output",
                        weights() + "/x"))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("--output: ");
    }

    @Test
    void the_weights_are_not_replaced_by_the_model() throws IOException {
        write(new Mlp(), new MlpConfig(3, 5), new SequenceShape(7, 4, 1));
        byte[] before = Files.readAllBytes(weights());

        assertThat(terminal.run(
                        "import",
                        "--model",
                        "mlp",
                        "--from-pytorch",
                        weights().toString(),
                        "--output",
                        folder + "/./weights.safetensors"))
                .isEqualTo(2);

        assertThat(terminal.err()).contains("is the file of the weights, which would be lost");
        assertThat(weights()).hasBinaryContent(before);
    }

    @Test
    void a_pickle_file_is_not_read() throws IOException {
        Files.write(weights(), new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0});

        assertThat(run("--model nano-gpt")).isEqualTo(1);

        assertThat(terminal.err()).contains("is a pickle file", "save_file(");
        assertThat(output()).doesNotExist();
    }
}
