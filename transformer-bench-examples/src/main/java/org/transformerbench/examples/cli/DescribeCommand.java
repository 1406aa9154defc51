package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLClassLoader;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.transformerbench.examples.report.GraphTable;
import org.transformerbench.examples.report.PassListing;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.engine.GraphDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Shows which kernels the trainer 'compiled' makes of a model.",
        description = {
            "One line per operation with its flops and bytes, or the reason why the model has none; and whether texts are",
            "continued with kept keys and values, or which operation is the reason why not.",
            "With --verbose, first the graph after each pass of the compiler, a line per value, and the schedule."
        },
        footer = {
            "",
            "Examples:",
            "  transformer-bench describe --model tl-transformer",
            "  transformer-bench describe --model nano-gpt --task shakespeare --set dropout=0",
            "  transformer-bench describe --model mlp --verbose"
        })
final class DescribeCommand implements Callable<Integer> {
    private final Environment environment;

    @Spec
    private CommandSpec spec;

    @Mixin
    private WorkloadOptions options;

    @Mixin
    private PluginOptions plugins;

    DescribeCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        environment.backend().begin();
        try (URLClassLoader loader = plugins.open()) {
            Workload<?> workload = Workload.of(options, environment.discovery().apply(loader));
            environment.backend().check();
            PrintWriter out = spec.commandLine().getOut();
            boolean verbose = RootCommand.verbose(spec.commandLine());
            PassListener listener = verbose ? new PassListing(out) : PassListener.NONE;
            CompiledTrainer trainer = new CompiledTrainer();
            GraphDescription graph = trainer.describe(workload.spec(), listener);
            Optional<String> recomputation =
                    graph.fallback().isEmpty() ? trainer.recomputation(workload.spec()) : Optional.empty();
            out.print(GraphTable.text(graph, recomputation));
            out.flush();
            return ExitCode.OK;
        }
    }
}
