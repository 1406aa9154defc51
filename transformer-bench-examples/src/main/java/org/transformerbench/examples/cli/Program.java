package org.transformerbench.examples.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.FileNames;
import org.transformerbench.examples.cluster.ClusterException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line program: its commands, and the handling of errors: one message, an exit code, no stack trace. */
public final class Program {
    private final CommandLine commandLine;

    /** The commands that need no ND4J. */
    private static final Set<String> WITHOUT_BACKEND = Set.of("export", "list", "merge", "report");

    /** Options with which ND4J is not started early: for nothing, or before its log lines are wanted. */
    private static final List<String> NOT_AT_ONCE = List.of("--help", "-h", "--verbose");

    /** The commands by name, in the order of the help. */
    private static Map<String, Function<Environment, Object>> commands() {
        Map<String, Function<Environment, Object>> commands = new LinkedHashMap<>();
        commands.put("compare", CompareCommand::new);
        commands.put("export", environment -> new ExportCommand());
        commands.put("import", ImportCommand::new);
        commands.put("list", ListCommand::new);
        commands.put("merge", environment -> new MergeCommand());
        commands.put("predict", PredictCommand::new);
        commands.put("report", environment -> new ReportCommand());
        commands.put("sample", SampleCommand::new);
        commands.put("solve", SolveCommand::new);
        commands.put("speed", SpeedCommand::new);
        commands.put("describe", DescribeCommand::new);
        return commands;
    }

    /**
     * Creates the program for some arguments. If the first one is a command, the program has no other, since it takes time to read
     * the options of all, and ND4J starts at once.
     */
    Program(Environment environment, String... typed) {
        String[] arguments = TypedCommand.withHelpAsOption(typed);
        Map<String, Function<Environment, Object>> commands = commands();
        if (arguments.length > 0 && commands.containsKey(arguments[0])) {
            commands.keySet().retainAll(Set.of(arguments[0]));
            beginBackend(environment, List.of(arguments));
        }
        commandLine = new CommandLine(new RootCommand());
        commands.forEach((name, command) -> commandLine.addSubcommand(command.apply(environment)));
        commandLine
                .registerConverter(Duration.class, new DurationConverter())
                .registerConverter(Path.class, new PathConverter())
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Program::execute)
                .setParameterExceptionHandler((mistake, all) -> explain(mistake, new TypedCommand(all)))
                .setExecutionExceptionHandler((error, command, parsed) -> fail(error, command));
        NumberConverter.register(commandLine);
    }

    private static void beginBackend(Environment environment, List<String> arguments) {
        boolean runsFile = arguments.get(0).equals("predict") && ModelOptions.nameFile(arguments);
        if (!runsFile && !WITHOUT_BACKEND.contains(arguments.get(0)) && Collections.disjoint(arguments, NOT_AT_ONCE)) {
            environment.backend().begin();
        }
    }

    /**
     * Returns the program as shipped.
     *
     * @param arguments those that it will {@linkplain #run run} with
     * @return a program over all that is on the class path
     */
    public static Program standard(String... arguments) {
        Program program = new Program(Environment.standard(), arguments);
        // Picocli's own writers have the encoding of the locale.
        program.commandLine
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        return program;
    }

    /** Returns the commands, for tests that capture the output. */
    CommandLine commandLine() {
        return commandLine;
    }

    /**
     * Runs one command and returns its exit code.
     *
     * @param arguments a subcommand and its options
     * @return the exit code
     */
    public int run(String... arguments) {
        String[] typed = TypedCommand.withHelpAsOption(RawArguments.restored(arguments));
        if (!FileNames.ofThisJvm().canUse(RawArguments.LOST)) {
            for (String argument : typed) {
                if (argument.contains(RawArguments.LOST)) {
                    PrintWriter err = commandLine.getErr();
                    err.println("The argument '" + argument + "' has letters that Java cannot read under this locale;"
                            + " start it with the environment variable LC_ALL=C.UTF-8, or another UTF-8 locale");
                    err.flush();
                    return ExitCode.USAGE;
                }
            }
        }
        try {
            return commandLine.execute(typed);
        } catch (LinkageError | OutOfMemoryError | StackOverflowError e) {
            return fail(e, commandLine);
        }
    }

    private static int execute(ParseResult parsed) {
        if (RootCommand.verbose(parsed.commandSpec().commandLine())) {
            Logging.verbose();
        }
        requireCommand(parsed);
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        String folder = System.getProperty("user.dir");
        FileNames names = FileNames.ofThisJvm();
        if (!names.canUse(folder)) {
            // Java would make another folder beside it for some of the files, and find none in this one.
            PrintWriter err = parsed.commandSpec().commandLine().getErr();
            err.println("The current folder is " + folder + ": " + names.localeNeeded());
            err.flush();
            return ExitCode.USAGE;
        }
        requireEachSettingOnce(parsed);
        return new RunLast().execute(parsed);
    }

    /** Rejects what is no command also beside {@code --help}, which would show the general help. */
    private static void requireCommand(ParseResult parsed) {
        if (!parsed.hasSubcommand() && !parsed.unmatched().isEmpty()) {
            throw new UnmatchedArgumentException(parsed.commandSpec().commandLine(), parsed.unmatched());
        }
    }

    /** Rejects a setting that is given twice, as picocli does for all other options. */
    private static void requireEachSettingOnce(ParseResult parsed) {
        for (CommandLine command : parsed.asCommandLineList()) {
            OptionSpec settings = command.getParseResult().matchedOption("--set");
            Set<String> keys = new HashSet<>();
            for (String text : settings == null ? List.<String>of() : settings.originalStringValues()) {
                String key = text.substring(0, text.indexOf('='));
                if (!keys.add(key)) {
                    throw new ParameterException(command, "--set " + key + " is given twice; one value would be lost");
                }
            }
        }
    }

    private static int explain(ParameterException mistake, TypedCommand typed) {
        CommandLine command = mistake.getCommandLine();
        PrintWriter err = command.getErr();
        CommandLine root = RootCommand.of(command);
        Optional<String> unknown = typed.unknownCommand(root);
        List<String> unmatched =
                mistake instanceof UnmatchedArgumentException more ? more.getUnmatched() : List.<String>of();
        Optional<String> advice = typed.advice(root, unmatched);
        // A slip of picocli's, where a value is no KEY=VALUE.
        err.println(unknown.orElse(mistake.getMessage().replace("option option", "option")));
        advice.ifPresent(err::println);
        if (unknown.isEmpty() && advice.isEmpty()) {
            UnmatchedArgumentException.printSuggestions(mistake, err);
        }
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }

    /**
     * Prints an error and returns its exit code. Wrong ids, settings and paths are the user's mistakes too; the library's
     * messages say what would be right.
     */
    private static int fail(Throwable error, CommandLine command) {
        boolean noData = error instanceof DataException;
        boolean mistake =
                error instanceof IllegalArgumentException || noData && error.getCause() instanceof NoSuchFileException;
        boolean explained = mistake || noData || error instanceof Failure || error instanceof ClusterException;
        PrintWriter err = command.getErr();
        err.println(explained ? error.getMessage() : "Unexpected: " + error);
        if (RootCommand.verbose(command)) {
            error.printStackTrace(err);
        } else if (!explained) {
            err.println("Add --verbose for the stack trace.");
        }
        err.flush();
        return mistake ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }
}
