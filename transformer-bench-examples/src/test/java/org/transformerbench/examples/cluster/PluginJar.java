package org.transformerbench.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.transformerbench.api.Task;

/** Jars of plug-ins. */
final class PluginJar {
    private static final Path PROJECT = Path.of("src/it/custom-model/src/main");

    private PluginJar() {}

    /** Makes the jar of the documentation, compiled and packed as its authors do it: with the model {@code bigram}. */
    static Path in(Path folder) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        int exitCode = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        OutputStream.nullOutputStream(),
                        null,
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        "-cp",
                        path,
                        PROJECT.resolve("java/example/BigramModel.java").toString());
        assertThat(exitCode).isZero();
        return pack(folder.resolve("bigram.jar"), classes, PROJECT.resolve("resources"));
    }

    /** Makes a jar with a task that was compiled with the tests, and its nested classes. */
    static Path ofTask(Class<? extends Task<?>> task, Path folder) throws IOException {
        String name = task.getName().replace('.', '/');
        Path compiled = Path.of(URI.create(
                task.getProtectionDomain().getCodeSource().getLocation().toString()));
        Path root = Files.createDirectories(folder.resolve(task.getSimpleName()));
        Path target = Files.createDirectories(root.resolve(name).getParent());
        try (Stream<Path> files = Files.list(compiled.resolve(name).getParent())) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().matches(task.getSimpleName() + "(\\$.*)?\\.class")) {
                    Files.copy(file, target.resolve(file.getFileName()));
                }
            }
        }
        Path services = Files.createDirectories(root.resolve("META-INF/services"));
        Files.writeString(services.resolve(Task.class.getName()), task.getName() + "\n");
        return pack(folder.resolve(task.getSimpleName() + ".jar"), root);
    }

    private static Path pack(Path jar, Path... roots) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path root : List.of(roots)) {
                try (Stream<Path> files = Files.walk(root)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        out.putNextEntry(
                                new JarEntry(root.relativize(file).toString().replace(File.separatorChar, '/')));
                        Files.copy(file, out);
                        out.closeEntry();
                    }
                }
            }
        }
        return jar;
    }
}
