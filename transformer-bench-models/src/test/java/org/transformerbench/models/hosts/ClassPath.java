package org.transformerbench.models.hosts;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The tests' class path, or a part of it. */
record ClassPath(List<Path> entries) {

    static ClassPath ofTests() {
        String paths = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ClassPath(
                Stream.of(paths.split(File.pathSeparator)).map(Path::of).toList());
    }

    /** Leaves out what has such a file name. */
    ClassPath without(Predicate<String> names) {
        return new ClassPath(entries.stream()
                .filter(entry -> !names.test(entry.getFileName().toString()))
                .toList());
    }

    /** Loads all of it anew. The native libraries of ND4J can be loaded by one class loader of a JVM only. */
    URLClassLoader isolated() {
        return new URLClassLoader(
                entries.stream().map(ClassPath::url).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
