package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.registry.Registry;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Every command in README and the pages of the documentation has the arguments that the program takes. */
class CommandsInDocumentationTest {
    private static final Path PROJECT = Path.of("..");
    private static final Path PAGES = PROJECT.resolve("transformer-bench-examples/doc");

    /** A fenced block with its language, or an inline span, which may go over several lines. */
    private static final Pattern CODE = Pattern.compile("```(\\w*)\n(.*?)```|`([^`]+)`", Pattern.DOTALL);

    private static final Pattern PROGRAM = Pattern.compile("^(java .*\\.jar|transformer-bench) ");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    /** The shell's part of a line: a comment, or another command that reads the output. */
    private static final Pattern SHELL = Pattern.compile(" +[#|>&].*$");

    private static final Set<String> SHELLS = Set.of("", "sh", "bash", "shell", "console");

    private static final Set<String> TASKS =
            Registry.discover().tasks().stream().map(task -> task.id()).collect(Collectors.toSet());

    /** A command at a place. */
    record Typed(Path page, String line) {
        List<String> words() {
            List<String> words = new ArrayList<>();
            Matcher word = WORD.matcher(line);
            while (word.find()) {
                words.add(
                        word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
            }
            return words;
        }

        void parse() {
            String[] words = words().toArray(String[]::new);
            try {
                ParseResult parsed = new Program(Terminal.environment(new BackendCheck(() -> {}, name -> false)), words)
                        .commandLine()
                        .parseArgs(words)
                        .subcommand();
                if (words[0].equals("compare")) {
                    assertThat(TASKS).contains(parsed.matchedPositionalValue(0, "addition"));
                }
            } catch (MissingParameterException e) {
                // A sentence may name a part of a command.
                assertThat(words).hasSizeGreaterThan(1);
            }
        }
    }

    static List<Typed> commands() throws IOException {
        List<Typed> commands = new ArrayList<>();
        commands.addAll(commands(PROJECT.resolve("README.md")));
        try (Stream<Path> files = Files.walk(PAGES)) {
            for (Path page : files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                commands.addAll(commands(page));
            }
        }
        return commands;
    }

    private static List<Typed> commands(Path page) throws IOException {
        List<Typed> commands = new ArrayList<>();
        Matcher code = CODE.matcher(Files.readString(page));
        while (code.find()) {
            if (code.group(3) != null) {
                add(page, code.group(3).replaceAll("\\s+", " "), commands);
            } else if (SHELLS.contains(code.group(1))) {
                code.group(2).replaceAll("\\\\\n *", "").lines().forEach(line -> add(page, line, commands));
            }
        }
        return commands;
    }

    private static void add(Path page, String line, List<Typed> commands) {
        Typed typed = new Typed(
                page,
                SHELL.matcher(PROGRAM.matcher(line.strip()).replaceFirst(""))
                        .replaceFirst("")
                        .replaceFirst(" \\.\\.\\.$", ""));
        List<String> words = typed.words();
        if (words.size() > 1
                && Terminal.withFakes().commandLine().getSubcommands().containsKey(words.get(0))) {
            commands.add(typed);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_command_has_arguments_that_the_program_takes(Typed command) {
        assertThatCode(command::parse).doesNotThrowAnyException();
    }

    @Test
    void commands_of_all_pages_are_found() throws IOException {
        assertThat(commands())
                .extracting(command -> command.page().getFileName().toString())
                .contains("README.md", "command-line.md", "own-data.md", "production.md", "benchmarks.md");
    }

    @Test
    void a_value_for_an_option_that_takes_none_is_found() {
        Typed command = new Typed(PAGES, "compare labels --save models");
        assertThatThrownBy(command::parse).isInstanceOf(UnmatchedArgumentException.class);

        Typed takenForATask = new Typed(PAGES, "compare --save models");
        assertThatThrownBy(takenForATask::parse).isInstanceOf(AssertionError.class);
    }
}
