package org.transformerbench.api.registry;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.transformerbench.api.Trainer;

/** Compiles small providers into a folder or a jar with its own {@code META-INF/services}. */
public final class ProviderClassPath {
    private final Path folder;
    private final Map<Path, String> sources = new LinkedHashMap<>();
    private final Map<Class<?>, List<String>> services = new LinkedHashMap<>();
    private String classPath = System.getProperty("java.class.path");

    public ProviderClassPath(Path folder) {
        this.folder = folder;
    }

    /** A class as it stands; its package and name are those of {@code className}. */
    public ProviderClassPath source(String className, String declaration) {
        int dot = className.lastIndexOf('.');
        String text = "package " + className.substring(0, dot) + ";\nimport org.transformerbench.api.*;\n"
                + "import org.nd4j.autodiff.samediff.SDVariable;\n" + declaration;
        sources.put(folder.resolve(className.replace('.', '/') + ".java"), text);
        return this;
    }

    /** A listed trainer that says {@code id}; more members come behind. */
    public ProviderClassPath trainer(String className, String id, String... members) {
        String name = className.substring(className.lastIndexOf('.') + 1);
        return lines(Trainer.class, className)
                .source(className, "public class " + name + trainerBody(id, String.join("\n", members)));
    }

    public static String trainerBody(String id, String members) {
        return " implements Trainer {\n" + members + "\npublic String id() { return \"" + id + "\"; }\n"
                + "public <C extends Record> TrainingSession open(TrainingSpec<C> spec) { return null; }\n}";
    }

    /** Lines of the services file, legal or not. */
    public ProviderClassPath lines(Class<?> service, String... lines) {
        services.computeIfAbsent(service, any -> new ArrayList<>()).addAll(List.of(lines));
        return this;
    }

    /** Compiles; classes that are named in {@code without} are then taken away. */
    public Path build(String... without) {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<Path, String> source : sources.entrySet()) {
                Files.createDirectories(source.getKey().getParent());
                Files.writeString(source.getKey(), source.getValue());
            }
            compile();
            for (Map.Entry<Class<?>, List<String>> service : services.entrySet()) {
                Path file =
                        folder.resolve("META-INF/services/" + service.getKey().getName());
                Files.createDirectories(file.getParent());
                Files.write(file, service.getValue());
            }
            for (String className : without) {
                Files.delete(folder.resolve(className.replace('.', '/') + ".class"));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles with other classes on the class path, and packs its own only. */
    public Path buildJarAgainst(String fileName, Path others) {
        classPath += File.pathSeparator + others;
        return buildJar(fileName);
    }

    private void compile() throws IOException {
        if (sources.isEmpty()) {
            return;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-d", folder.toString(), "-proc:none", "-cp", classPath);
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            options,
                            null,
                            files.getJavaFileObjectsFromPaths(List.copyOf(sources.keySet())))
                    .call();
            if (!compiled) {
                throw new IllegalStateException(messages.toString());
            }
        }
    }

    /** The same in a jar beside the folder. */
    public Path buildJar(String fileName) {
        Path jar = build().resolveSibling(fileName);
        try (Stream<Path> files = Files.walk(folder);
                OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(
                        new JarEntry(folder.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }

    public static URLClassLoader loader(Path... paths) {
        return new URLClassLoader(
                Stream.of(paths).map(ProviderClassPath::url).toArray(URL[]::new),
                ProviderClassPath.class.getClassLoader());
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
