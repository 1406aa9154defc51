package org.transformerbench.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The plug-in of the documentation, compiled and packed as its authors do it: with the model {@code bigram}. */
final class PluginJar {
    private static final Path PROJECT = Path.of("src/it/custom-model/src/main");

    private PluginJar() {}

    /** Makes the jar in a folder. */
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
        Path jar = folder.resolve("bigram.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path root : List.of(classes, PROJECT.resolve("resources"))) {
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
