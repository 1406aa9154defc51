package org.transformerbench.examples.cli;

import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import org.transformerbench.api.DataException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands put together, and what becomes of errors: one message, an exit code, no stack trace. */
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
                .registerConverter(java.time.Duration.class, new DurationConverter())
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Program::execute)
                .setParameterExceptionHandler((mistake, arguments) -> explain(mistake))
                .setExecutionExceptionHandler((error, command, parsed) -> fail(error, command));
    }

    /**
     * The program as it is shipped.
     *
     * @return a program over all that is on the class path
     */
    public static Program standard() {
        return new Program(Environment.standard());
    }

    /** The commands, for tests that capture what is written. */
    CommandLine commandLine() {
        return commandLine;
    }

    /**
     * Runs one command.
     *
     * @param arguments a subcommand and its options
     * @return the exit code
     */
    public int run(String... arguments) {
        try {
            return commandLine.execute(arguments);
        } catch (LinkageError | OutOfMemoryError | StackOverflowError e) {
            return fail(e, commandLine);
        }
    }

    private static int execute(ParseResult parsed) {
        if (RootCommand.verbose(parsed.commandSpec().commandLine())) {
            Logging.verbose();
        }
        return new RunLast().execute(parsed);
    }

    private static int explain(ParameterException mistake) {
        CommandLine command = mistake.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(mistake.getMessage());
        UnmatchedArgumentException.printSuggestions(mistake, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }

    /** Wrong ids, settings and paths are the user's mistakes too; the library's messages say what would be right. */
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
