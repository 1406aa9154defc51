package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Model;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Sha256;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.examples.progress.PlainProgress;
import org.transformerbench.examples.report.ReportFormat;

/** The same command again, when a file has changed that its runs are made of. */
class ChangedSourcesTest {
    private static final String MADE_AGAIN = " made again, although the result is there: ";

    @TempDir
    private Path folder;

    private String output = "";

    /** Runs a command with an output folder, and keeps what the user sees on standard error. */
    private void compare(Environment environment, String command) {
        Terminal terminal = new Terminal(environment);
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("--output", folder.resolve("out").toString()));
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try {
            assertThat(terminal.run(arguments.toArray(String[]::new)))
                    .as(terminal.err())
                    .isZero();
        } finally {
            System.setErr(before);
        }
        output = logged.toString(StandardCharsets.UTF_8) + terminal.err();
    }

    private List<RunResult> results() {
        return new ResultsFile(folder.resolve("out/results.jsonl")).read();
    }

    private void assertSkipped() {
        assertThat(output).contains("The run is finished already in ").doesNotContain(MADE_AGAIN);
    }

    private void assertMadeAgain(String reason) {
        assertThat(output.lines().filter(line -> line.contains(MADE_AGAIN)))
                .singleElement()
                .asString()
                .contains("1 run is" + MADE_AGAIN + reason);
        assertThat(output).doesNotContain("finished already");
    }

    private static Environment installed() {
        return new Environment(
                Registry::discover, BackendCheck.nd4j(), writer -> new PlainProgress(writer, System::nanoTime));
    }

    @Test
    void another_text_behind_the_same_path_is_trained_on() throws IOException {
        String text = "To be, or not to be, that is the question.\n".repeat(50);
        Path corpus = Files.writeString(folder.resolve("c.txt"), text);
        String command = "compare text --corpus " + corpus
                + " --models mlp --steps 5 --batch-size 8 --set contextLength=8 --no-inference";

        compare(installed(), command);
        compare(installed(), command);
        assertSkipped();
        assertThat(results()).hasSize(1);

        // One character of the part that is held out; the vocabulary stays the same.
        Files.writeString(corpus, text.substring(0, text.length() - 10) + "b" + text.substring(text.length() - 9));
        compare(installed(), command);
        assertMadeAgain("the data has changed (then sha256:");
        assertThat(results()).hasSize(2);
        assertThat(results().get(1).measurements().lastEvaluation().test())
                .isNotEqualTo(results().get(0).measurements().lastEvaluation().test());
        assertThat(results()).extracting(RunResult::runId).doesNotHaveDuplicates();
        List<String> data = results().stream()
                .map(result ->
                        ", data " + Sha256.brief(result.spec().dataChecksum().orElseThrow()))
                .toList();
        assertThat(Files.readString(folder.resolve("out/results.md")))
                .contains(data.get(1) + "\n")
                .doesNotContain(data.get(0));
        assertThat(ReportFormat.MARKDOWN.text(results()))
                .contains(
                        "## text, protocol strict (" + data.get(0).substring(2) + ")\n",
                        "## text, protocol strict (" + data.get(1).substring(2) + ")\n");

        compare(installed(), command);
        assertSkipped();
        Files.writeString(corpus, text);
        compare(installed(), command);
        assertSkipped();
    }

    @Test
    void another_file_of_a_custom_task_is_trained_on() throws IOException {
        Path file = Files.writeString(folder.resolve("numbers.txt"), "0 1 2 3 0 1 2 3");
        Path baseline = Files.writeString(folder.resolve("baseline.txt"), "1.5");
        Environment environment = new Environment(
                loader -> Terminal.fakes().with(new FileTask(file, baseline)),
                new BackendCheck(() -> {}, name -> false),
                writer -> new PlainProgress(writer, System::nanoTime));
        String command = "compare numbers --models mlp --steps 4";

        compare(environment, command);
        compare(environment, command);
        assertSkipped();

        Files.writeString(file, "0 1 2 3 0 1 2 2");
        compare(environment, command);
        assertMadeAgain("the data has changed (then sha256:");

        Files.writeString(baseline, "1.25");
        compare(environment, command);
        assertMadeAgain("the reference lines of the data have changed");
        assertThat(results()).hasSize(3);
    }

    /** Pairs of numbers that a file holds, and what another file says of them. */
    private record FileTask(Path file, Path baseline) implements Task<FileTask.Config> {
        private record Config() {}

        @Override
        public String id() {
            return "numbers";
        }

        @Override
        public Class<Config> configType() {
            return Config.class;
        }

        @Override
        public Config defaultConfig() {
            return new Config();
        }

        @Override
        public Dataset load(Config config, SeedStreams seeds) {
            int[] numbers = Arrays.stream(read(file).split(" "))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return new Numbers(numbers, Double.parseDouble(read(baseline)));
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private record Numbers(int[] numbers, double loss) implements Dataset {
        @Override
        public Vocabulary vocabulary() {
            return Vocabulary.of("0123");
        }

        @Override
        public int contextLength() {
            return 1;
        }

        @Override
        public List<Targets> targets() {
            return List.of(Targets.LAST);
        }

        @Override
        public ExampleSet train(Targets targets) {
            return new Pairs(numbers, 0, 2);
        }

        @Override
        public ExampleSet validation(Targets targets) {
            return new Pairs(numbers, 2, 1);
        }

        @Override
        public ExampleSet test(Targets targets) {
            return new Pairs(numbers, 3, 1);
        }

        @Override
        public List<ReferenceLine> references(Targets targets) {
            return List.of(new ReferenceLine("baseline", loss, OptionalDouble.empty()));
        }
    }

    private record Pairs(int[] numbers, int first, long size) implements ExampleSet {
        @Override
        public int positions() {
            return 1;
        }

        @Override
        public int targetsPerExample() {
            return 1;
        }

        @Override
        public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
            tokens[tokenOffset] = numbers[2 * (first + (int) index)];
            targets[targetOffset] = numbers[2 * (first + (int) index) + 1];
        }
    }

    @Test
    void a_plugin_that_was_built_again_is_trained_again_and_one_that_was_only_moved_is_not() throws IOException {
        Path jar = bigram("mmul(table)", folder.resolve("bigram.jar"));
        String command = "compare addition --models bigram --steps 5 --batch-size 8 --no-inference" + Real.ONE_DIGIT
                + " --plugins ";

        compare(installed(), command + jar);
        Path moved = Files.copy(jar, folder.resolve("moved.jar"));
        compare(installed(), command + moved);
        assertSkipped();

        bigram("mmul(table).mul(0)", jar);
        compare(installed(), command + jar);
        assertMadeAgain("the code of the model has changed (then sha256:");
        List<RunResult> results = results();
        assertThat(results).hasSize(2);
        assertThat(results.get(1).runId()).isEqualTo(results.get(0).runId());
        assertThat(results.get(1).measurements().lastEvaluation().test())
                .isNotEqualTo(results.get(0).measurements().lastEvaluation().test());

        compare(installed(), command + jar);
        assertSkipped();
    }

    private Path bigram(String product, Path jar) throws IOException {
        Path classes = Files.createTempDirectory(folder, "classes");
        Path source = Files.writeString(classes.resolve("BigramModel.java"), """
                package plugin;
                import org.nd4j.autodiff.samediff.SDVariable;
                import org.transformerbench.api.*;
                public final class BigramModel implements Model<BigramModel.Config> {
                    public record Config() {}
                    public String id() { return "bigram"; }
                    public Class<Config> configType() { return Config.class; }
                    public Config defaultConfig(SequenceShape shape) { return new Config(); }
                    public SDVariable logits(GraphScope graph, SDVariable tokens, Config config) {
                        int size = graph.shape().vocabularySize();
                        SDVariable table = graph.parameter("table", Initializer.normal(0.5), size, size);
                        return graph.graph().oneHot(tokens, size).reshape(-1, size).%s
                                .reshape(-1, graph.positions(), size);
                    }
                }
                """.formatted(product));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String path = System.getProperty("java.class.path");
        assertThat(compiler.run(null, null, null, "-d", classes.toString(), "-cp", path, source.toString()))
                .isZero();
        Files.delete(source);
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve(Model.class.getName()), "plugin.BigramModel\n");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
            }
        }
        return jar;
    }
}
