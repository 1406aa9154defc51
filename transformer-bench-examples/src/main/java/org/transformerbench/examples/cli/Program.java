package org.transformerbench.examples.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.FileNames;
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

    Program(Environment environment) {
        commandLine = new CommandLine(new RootCommand())
                .addSubcommand(new CompareCommand(environment))
                .addSubcommand(new ListCommand(environment))
                .addSubcommand(new ReportCommand())
                .addSubcommand(new SampleCommand(environment))
                .addSubcommand(new SolveCommand(environment))
                .addSubcommand(new SpeedCommand(environment))
                .addSubcommand(new DescribeCommand(environment))
                .registerConverter(Duration.class, new DurationConverter())
                .registerConverter(Path.class, new PathConverter())
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Program::execute)
                .setParameterExceptionHandler((mistake, arguments) -> explain(mistake))
                .setExecutionExceptionHandler((error, command, parsed) -> fail(error, command));
        NumberConverter.register(commandLine);
    }

    /**
     * Returns the program as shipped.
     *
     * @return a program over all that is on the class path
     */
    public static Program standard() {
        Program program = new Program(Environment.standard());
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
        String[] typed = RawArguments.restored(arguments);
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

    private static int explain(ParameterException mistake) {
        CommandLine command = mistake.getCommandLine();
        PrintWriter err = command.getErr();
        // A slip of picocli's, where a value is no KEY=VALUE.
        err.println(mistake.getMessage().replace("option option", "option"));
        UnmatchedArgumentException.printSuggestions(mistake, err);
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
        boolean explained = mistake || noData || error instanceof Failure;
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
