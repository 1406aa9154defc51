package org.transformerbench.examples.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.function.Function;
import java.util.function.Supplier;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.examples.progress.BarProgress;
import org.transformerbench.examples.progress.PlainProgress;
import picocli.CommandLine.Help.Ansi;

/**
 * The environment of the commands, which tests replace.
 *
 * @param discovery finds what is installed
 * @param backend the check before the first run
 * @param progress makes the listener that shows progress on a writer
 * @param input standard input
 */
record Environment(
        Function<ClassLoader, Registry> discovery,
        BackendCheck backend,
        Function<PrintWriter, TrainingListener> progress,
        Supplier<InputStream> input) {

    /** An environment whose standard input is empty. */
    Environment(
            Function<ClassLoader, Registry> discovery,
            BackendCheck backend,
            Function<PrintWriter, TrainingListener> progress) {
        this(discovery, backend, progress, InputStream::nullInputStream);
    }

    static Environment standard() {
        PrintStream terminal = System.err;
        // Picocli knows how to tell a terminal from a pipe on every Java version, and honours NO_COLOR.
        boolean interactive = Ansi.AUTO.enabled();
        return new Environment(
                Registry::discover,
                BackendCheck.nd4j(),
                writer -> interactive ? BarProgress.on(terminal, writer) : new PlainProgress(writer, System::nanoTime),
                () -> System.in);
    }
}
