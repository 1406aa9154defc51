package org.transformerbench.examples;

import org.transformerbench.examples.cli.Program;

/** Entry point of {@code transformer-bench.jar}. */
public final class TransformerBench {
    private TransformerBench() {}

    /**
     * Runs a command and ends the JVM with its exit code: 0 for success, 1 for a failure, 2 for a mistake in what was
     * typed.
     *
     * @param arguments a subcommand and its options; {@code --help} explains them
     */
    public static void main(String[] arguments) {
        System.exit(Program.standard().run(arguments));
    }
}
