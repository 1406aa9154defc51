package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.registry.Registry;
import picocli.CommandLine;

/** What a message recommends is accepted by the program when it is typed. */
class AdviceTest {
    @TempDir
    private Path folder;

    private final Terminal terminal = new Terminal(Real.environment(Registry.discover()));

    private Path corpus() throws IOException {
        return Files.writeString(folder.resolve("verse.txt"), "to be or not to be, that is the question\n".repeat(200));
    }

    private Path table() throws IOException {
        StringBuilder csv = new StringBuilder("text,label\n");
        for (int i = 0; i < 40; i++) {
            csv.append("word").append(i).append(i % 2 == 0 ? ",even\n" : ",odd\n");
        }
        return Files.writeString(folder.resolve("words.csv"), csv);
    }

    private int run(String command) throws IOException {
        String line = command.replace("CORPUS", corpus().toString()).replace("TABLE", table().toString());
        return terminal.run(
                (line.startsWith("compare") ? line + " --no-inference --output " + folder.resolve("out") : line)
                        .split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            solve 1+9999999999                | trained with --set digits=10     | solve 1+9999999999 --set digits=10 --steps 1
            solve 9-1234                      | (a model for more is trained with --set digits=4) | solve 9-1234 --set digits=4 --steps 1
            solve 1+1 --set digits=1          | testProblems=20 and validationProblems=10 would fit | solve 1+1 --set digits=1 --set testProblems=20 --set validationProblems=10 --steps 1
            solve 1+1 --set learningRate=0.1  | --set learningRate has no effect; use --learning-rate | solve 1+1 --learning-rate 0.1 --steps 1
            solve 1+1 --learning-rate -1      | --learning-rate: learningRate (-1.0) must be | solve 1+1 --learning-rate 1 --steps 1
            solve 1+1 --set preset=strict     | this command knows the protocol strict only, whose switches can be set one by one | solve 1+1 --set evaluationDropout=true --steps 1
            speed --model mlp --set preset=strict | whose switches can be set one by one | speed --model mlp --set evaluationDropout=true --steps 1 --warm-up 0s
            describe --model mlp --set protocol.preset=strict | whose switches can be set one by one | describe --model mlp --set protocol.evaluationDropout=true
            speed --model mlp --set learningRte=1 | did you mean 'learningRate'? | speed --model mlp --set learningRate=1 --steps 1 --warm-up 0s
            speed --model mlp --trainer samediff --threads 1 | leave it out, or use another trainer | speed --model mlp --trainer compiled --threads 1 --steps 1 --warm-up 0s
            compare text --models mlp         | give one with --corpus FILE      | compare text --models mlp --corpus CORPUS --steps 1
            compare --corpus CORPUS           | those that do: shakespeare, text | compare text --models mlp --corpus CORPUS --steps 1
            compare labels --models mlp       | give one with --data FILE        | compare labels --models mlp --data TABLE --steps 1
            compare --data TABLE              | those that do: labels, lines, pairs | compare pairs --models mlp --data TABLE --steps 1
            compare --models mlp --checkpoint-every x | or write 'none'          | compare --models mlp --checkpoint-every none --steps 1
            compare --models mlp --protocol strct | did you mean 'strict'?       | compare --models mlp --protocol strict --steps 1
            compare --models mlp --set schedule=cos | must be one of CONSTANT, COSINE | compare --models mlp --set schedule=COSINE --steps 1
            compare --models mlp --set training.batchSze=8 | did you mean 'batchSize'? | compare --models mlp --set training.batchSize=8 --steps 1
            sample --task text --prompt x     | give one with --corpus FILE      | sample --task text --corpus CORPUS --model mlp --steps 1 --length 1 --prompt to
            """)
    void what_is_recommended_is_accepted(String typed, String advice, String followed) throws IOException {
        assertThat(run(typed)).isEqualTo(2);
        assertThat(terminal.err()).contains(advice);

        assertThat(run(followed)).as(terminal.err()).isZero();
    }

    @Test
    void what_is_recommended_for_a_model_from_a_file_is_accepted() throws IOException {
        Path file = folder.resolve("sums.safetensors");
        assertThat(run("solve 1+1 --steps 1 --save " + file + Real.ONE_DIGIT)).isZero();

        assertThat(run("solve 12+1 --model-file " + file)).isEqualTo(2);
        assertThat(terminal.err()).contains("(a model for more is trained without --model-file, with --set digits=2)");
        assertThat(run("solve 12+1 --set digits=2 --steps 1 --set testProblems=20 --set validationProblems=10"))
                .isZero();
    }

    @Test
    void a_budget_that_the_trainer_cannot_keep_is_exchanged_for_another() throws IOException {
        assertThat(run("compare --models mlp --trainer samediff --flops 1e9")).isEqualTo(1);
        assertThat(terminal.err()).contains("set maxSteps, maxTime or maxTokens instead");

        assertThat(run("compare --models mlp --trainer samediff --tokens 1")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "compare --models mlp --set prest=strict, preset",
        "compare --models mlp --set protocol.prest=strict, preset",
        "compare --models mlp --set learningRte=1, learningRate",
        "compare --models mlp --set training.learningRte=1, learningRate",
        "solve 1+1 --set learningRte=1, learningRate",
        "describe --model mlp --set prest=strict, preset"
    })
    void what_is_refused_as_a_setting_is_not_recommended(String typed, String key) throws IOException {
        assertThat(run(typed)).isEqualTo(2);
        assertThat(terminal.err()).contains("Unknown key").doesNotContainPattern("\\b" + key + "\\b");
    }

    @Test
    void each_option_that_may_stand_beside_a_file_is_accepted_there() throws IOException {
        Path corpus = corpus();
        Path grid = Files.writeString(
                folder.resolve("grid.yaml"),
                "experiments: [{task: text, models: [mlp], training: {maxSteps: 1, batchSize: 2}, settings: {contextLength: 16}},"
                        + " {task: lines, models: [mlp], training: {maxSteps: 1, batchSize: 2}}]");
        Path table = table();
        Map<String, String> values = new HashMap<>(Map.of(
                "--time", " PT0.001S",
                "--steps", " 1",
                "--tokens", " 1",
                "--flops", " 1",
                "--corpus", " " + corpus,
                "--output", " " + folder.resolve("other"),
                "--parallel", " 2",
                "--threads", " 1",
                "--checkpoint-every", " none",
                "--plugins", " " + Files.createDirectory(folder.resolve("plugins"))));
        values.put("--targets", " 1");
        values.put("--data", " " + table);
        values.put("--shard", " 1/2");
        values.put("--watch", " 0");
        String command = "compare --file " + grid;
        assertThat(terminal.run((command + " --models mlp").split(" "))).isEqualTo(2);
        String message = terminal.err();

        List<String> options = Pattern.compile("--[a-z-]+")
                .matcher(message.substring(message.indexOf("what can is")))
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(options)
                .containsAll(values.keySet())
                .contains("--again", "--save", "--no-inference", "--verbose", "--cluster", "--checkpoints");
        List<String> possible = new ArrayList<>(options);
        // Errors by themselves here: no cluster runs this program.
        possible.removeAll(List.of("--cluster", "--checkpoints"));
        for (String option : possible) {
            String others = (option.equals("--output") ? "" : " --output " + folder.resolve("out" + option))
                    + (option.equals("--no-inference") ? "" : " --no-inference")
                    + (option.equals("--corpus") ? "" : " --corpus " + corpus)
                    + (option.equals("--data") ? "" : " --data " + table);
            assertThat(terminal.run((command + " " + option + values.getOrDefault(option, "") + others).split(" ")))
                    .as(option + ": " + terminal.err())
                    .isZero();
        }
    }

    @Test
    void each_example_of_the_help_can_be_parsed() {
        Pattern example = Pattern.compile("^ +transformer-bench ((?:\"[^\"]*\"|\\S+)(?: (?:\"[^\"]*\"|\\S+))*)");
        List<CommandLine> commands =
                new ArrayList<>(terminal.commandLine().getSubcommands().values());
        commands.add(terminal.commandLine());
        int examples = 0;
        for (CommandLine command : commands) {
            for (String line : command.getCommandSpec().usageMessage().footer()) {
                Matcher matcher = example.matcher(line);
                if (matcher.find()) {
                    examples++;
                    String[] words = matcher.group(1).replace("\"", "").split(" ");
                    assertThatCode(() -> terminal.commandLine().parseArgs(words))
                            .as(line)
                            .doesNotThrowAnyException();
                }
            }
        }
        assertThat(examples).isGreaterThan(15);
    }
}
