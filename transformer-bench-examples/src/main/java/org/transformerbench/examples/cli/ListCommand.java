package org.transformerbench.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Task;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.registry.InstalledProvider;
import org.transformerbench.api.registry.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Shows which models, tasks and trainers are installed.",
        description =
                "Each with its class, its jar and its settings, those that have no value unless --set gives one as 'not set',"
                        + " and what was found but cannot be loaded.",
        footer = {
            "",
            "Examples:",
            "  transformer-bench list",
            "  transformer-bench list --plugins my-models.jar",
            "  transformer-bench list --plugins first.jar --plugins second.jar"
        })
final class ListCommand implements Callable<Integer> {
    /** Number of symbols for which defaults are shown, that of 3-digit addition, since they may depend on the data. */
    private static final int VOCABULARY = 16;

    private static final int CONTEXT = 12;

    private static final String NOT_SET = "not set: ";

    private final Environment environment;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PluginOptions plugins;

    ListCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        try (URLClassLoader loader = plugins.open()) {
            Registry registry = environment.discovery().apply(loader);
            PrintWriter out = spec.commandLine().getOut();
            section(out, "Models, with settings for 3-digit addition", registry.models(), ListCommand::settings);
            section(out, "Tasks", registry.tasks(), ListCommand::settings);
            section(out, "Trainers", registry.trainers(), trainer -> List.of());
            if (!registry.failures().isEmpty()) {
                out.println("Failed to load:");
                registry.failures()
                        .forEach(failure -> out.println(
                                "  " + failure.service() + " " + failure.provider() + ": " + failure.reason()));
            }
            registry.discoveryNote().ifPresent(out::println);
            out.flush();
            return ExitCode.OK;
        }
    }

    private interface Describer<P> {
        List<String> describe(P provider);
    }

    private static <P> void section(
            PrintWriter out, String title, List<InstalledProvider<P>> all, Describer<? super P> describer) {
        out.println(title + (all.isEmpty() ? ": none" : ":"));
        for (InstalledProvider<P> installed : all) {
            out.println("  " + installed.id());
            out.println("      " + installed.provider().getClass().getName() + " in " + installed.source());
            describer.describe(installed.provider()).forEach(line -> out.println("      " + line));
        }
    }

    private static List<String> settings(Model<?> model) {
        return printed(() -> model.defaultConfig(SequenceShape.of(VOCABULARY, CONTEXT, model.predicts())));
    }

    private static List<String> settings(Task<?> task) {
        return printed(task::defaultConfig);
    }

    /** Returns a configuration as lines of text, those settings apart that have no value. A plug-in that breaks here is listed too. */
    private static List<String> printed(Callable<? extends Record> defaults) {
        try {
            Record config = Objects.requireNonNull(defaults.call(), "defaultConfig gave null");
            ObjectNode values = new Configs().write(config);
            Map<Boolean, List<String>> keys =
                    Configs.keys(config.getClass()).stream().collect(Collectors.partitioningBy(values::hasNonNull));
            String given = keys.get(true).stream()
                    .map(key -> key + "=" + Configs.text(values.path(key)))
                    .collect(Collectors.joining(", "));
            return Stream.of(given, NOT_SET + String.join(", ", keys.get(false)))
                    .filter(line -> !line.isEmpty() && !line.equals(NOT_SET))
                    .toList();
        } catch (Exception | LinkageError e) {
            return List.of("no settings can be shown: " + e);
        }
    }
}
