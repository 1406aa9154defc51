package org.transformerbench.examples.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.examples.progress.PlainProgress;
import picocli.CommandLine;

/** Runs commands over fakes and keeps what they write. */
final class Terminal {
    private final Environment environment;
    /** Of the last command, for those who keep it. */
    int exitCode;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    Terminal(Environment environment) {
        this.environment = environment;
    }

    /** Two models that work, one that cannot be opened and one that diverges. */
    static Terminal withFakes() {
        return new Terminal(environment(new BackendCheck(() -> {}, name -> false)));
    }

    static Environment environment(BackendCheck backend) {
        return new Environment(loader -> fakes(), backend, writer -> new PlainProgress(writer, System::nanoTime));
    }

    static Registry fakes() {
        return Registry.empty()
                .with(new FakeTask("addition"))
                .with(new FakeCorpusTask())
                .with(new FakeTrainer())
                .with(new FakeModel("mlp"))
                .with(new FakeModel("nano-gpt"))
                .with(new FakeModel("broken"))
                .with(new FakeModel("unstable"));
    }

    int run(String... arguments) {
        CommandLine commandLine = new Program(environment)
                .commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    /** The commands with all their options. */
    CommandLine commandLine() {
        return new Program(environment).commandLine();
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
