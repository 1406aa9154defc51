package org.transformerbench.examples;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.transformerbench.examples.cli.Program;

/** The entry point of {@code transformer-bench.jar}. */
public final class TransformerBench {
    private TransformerBench() {}

    /**
     * Runs a command and ends the JVM with its exit code: 0 for success, 1 for a failure, 2 for a usage error.
     *
     * @param arguments a subcommand and its options; {@code --help} explains them
     */
    public static void main(String[] arguments) {
        // Not in the encoding of the locale: a model may write any letter.
        System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
        System.exit(Program.standard(arguments).run(arguments));
    }
}
