package org.transformerbench.examples.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

@Command(
        name = "transformer-bench",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Compares small Transformers and an MLP on the same data with the same budget.",
        footer = {
            "",
            "Examples:",
            "  transformer-bench compare                      all models on addition, about three minutes",
            "  transformer-bench compare --help               all options",
            "  transformer-bench report                       results.jsonl as a page with charts",
            "  transformer-bench merge --help                 results of several folders, or of shards, put together",
            "  transformer-bench solve \"272+926=\"              a model learns addition, and solves it",
            "  transformer-bench predict --help               answers, classes or lines from a model",
            "  transformer-bench sample --help                text from a model",
            "  transformer-bench export --help                a saved model for other programs",
            "  transformer-bench import --help                a model of weights that PyTorch trained",
            "  transformer-bench list                         what is installed",
            "  transformer-bench speed --model mlp            microseconds per example",
            "  transformer-bench describe --model mlp         which kernels train a model"
        })
final class RootCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show log lines, and stack traces of errors.")
    private boolean verbose;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "A command is missing; there are: "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    static boolean verbose(CommandLine command) {
        return of(command).getCommand() instanceof RootCommand options && options.verbose;
    }

    /** Returns the program that a command is one of. */
    static CommandLine of(CommandLine command) {
        CommandLine root = command;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return root;
    }
}
