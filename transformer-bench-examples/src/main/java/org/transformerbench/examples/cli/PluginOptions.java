package org.transformerbench.examples.cli;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.FileNames;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that name jars with further models, tasks and trainers. */
final class PluginOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--plugins",
            paramLabel = "JAR",
            description = {
                "Jars or folders with further models, tasks and trainers; several with the path separator of the"
                        + " system, or by repeating the option. Default: none."
            })
    private List<String> plugins = new ArrayList<>();

    /**
     * Opens a class loader over the application's and the plug-ins.
     *
     * @throws ParameterException if one of the paths does not exist
     */
    URLClassLoader open() {
        List<URL> urls = new ArrayList<>();
        paths().forEach(path -> urls.add(url(path)));
        return new URLClassLoader(urls.toArray(URL[]::new), PluginOptions.class.getClassLoader());
    }

    /** Returns the jars and folders, in order. */
    List<Path> paths() {
        List<Path> paths = new ArrayList<>();
        for (String entry : plugins) {
            for (String name : entry.split(Pattern.quote(File.pathSeparator))) {
                paths.add(path(name));
            }
        }
        return paths;
    }

    private Path path(String name) {
        try {
            return FileNames.ofThisJvm().path(name);
        } catch (ConfigException e) {
            throw new ParameterException(spec.commandLine(), "--plugins: " + e.getMessage(), e);
        }
    }

    /** Checks that a file is a jar. A class loader passes over a file that is no jar as if it were empty. */
    private void requireJar(Path path) {
        if (Files.isDirectory(path)) {
            return;
        }
        try (JarFile jar = new JarFile(path.toFile())) {
            jar.size();
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "--plugins: " + path + " is no jar that can be read: " + e.getMessage(), e);
        }
    }

    private URL url(Path path) {
        if (!Files.exists(path)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--plugins: there is no file " + path + " (seen from "
                            + Path.of("").toAbsolutePath() + ")");
        }
        requireJar(path);
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new ParameterException(spec.commandLine(), "--plugins: " + path + " is no usable path", e);
        }
    }
}
