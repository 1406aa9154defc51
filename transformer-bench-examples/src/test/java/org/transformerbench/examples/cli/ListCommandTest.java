package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.registry.Registry;

class ListCommandTest {
    private static final String PLUGIN = """
            package plugin;
            public class PluginTrainer implements org.transformerbench.api.Trainer {
                public String id() { return "from-a-plugin"; }
                public <C extends Record> org.transformerbench.api.TrainingSession open(
                        org.transformerbench.api.TrainingSpec<C> spec) { return null; }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void shows_class_source_and_settings_of_everything() {
        Terminal terminal = Terminal.withFakes();

        assertThat(terminal.run("list")).isZero();

        assertThat(terminal.out())
                .contains("Models, with settings for 3-digit addition:", "  nano-gpt", "      heads=4")
                .contains("Tasks:", "  addition", "      digits=3", "      not set: corpus")
                .doesNotContain("=none")
                .contains("Trainers:", "  compiled")
                .contains(FakeTrainer.class.getName() + " in ")
                .doesNotContain("Failed to load");
    }

    @Test
    void plugins_are_found_in_several_jars_and_broken_ones_are_shown_with_the_reason() throws IOException {
        Path good = jar("good.jar", "plugin.PluginTrainer", compiled());
        Path bad = jar("bad.jar", "plugin.Missing", null);
        BackendCheck unused = new BackendCheck(() -> {}, name -> false);
        Terminal terminal = new Terminal(new Environment(
                Registry::discover, unused, Terminal.environment(unused).progress()));

        assertThat(terminal.run("list", "--plugins", good + File.pathSeparator + bad))
                .isZero();

        assertThat(terminal.out())
                .contains("  from-a-plugin", "plugin.PluginTrainer in ", "good.jar")
                .contains("Failed to load:", "  Trainer plugin.Missing: ", "META-INF/services");
    }

    @Test
    void a_class_loader_that_was_passed_over_is_named() {
        BackendCheck unused = new BackendCheck(() -> {}, name -> false);
        Terminal terminal = new Terminal(new Environment(
                loader -> Registry.discover(ClassLoader.getPlatformClassLoader()),
                unused,
                Terminal.environment(unused).progress()));

        assertThat(terminal.run("list")).isZero();

        assertThat(terminal.out())
                .contains("  nano-gpt", "  addition")
                .contains("because the class loader that was given ('platform') does not see this library.");
    }

    private Path compiled() throws IOException {
        Path source = Files.writeString(folder.resolve("PluginTrainer.java"), PLUGIN);
        int exitCode = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", folder.toString(), source.toString());
        assertThat(exitCode).isZero();
        return folder.resolve("plugin/PluginTrainer.class");
    }

    private Path jar(String name, String provider, Path classFile) throws IOException {
        Path jar = folder.resolve(name);
        try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
            entries.putNextEntry(new JarEntry("META-INF/services/org.transformerbench.api.Trainer"));
            entries.write((provider + "\n").getBytes(StandardCharsets.UTF_8));
            if (classFile != null) {
                entries.putNextEntry(new JarEntry("plugin/PluginTrainer.class"));
                entries.write(Files.readAllBytes(classFile));
            }
        }
        return jar;
    }

    @Test
    void compare_names_a_broken_plugin_in_one_line_before_the_first_run() throws IOException {
        Path bad = jar("bad.jar", "plugin.Missing", null);
        Environment fakes = Terminal.environment(new BackendCheck(() -> {}, name -> false));
        Terminal terminal = new Terminal(new Environment(
                loader -> Registry.discover(loader)
                        .with(new FakeTask("addition"))
                        .with(new FakeTrainer())
                        .with(new FakeModel("mlp")),
                fakes.backend(),
                fakes.progress()));

        assertThat(terminal.run(
                        "compare",
                        "--models=mlp",
                        "--steps=1",
                        "--plugins=" + bad,
                        "--output=" + folder.resolve("results")))
                .isZero();

        assertThat(terminal.err().lines().findFirst().orElseThrow())
                .isEqualTo(
                        "Failed to load and left out: Trainer plugin.Missing: is named in META-INF/services, but there"
                                + " is no such class");
    }
}
