package org.transformerbench.examples;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.TextEncodingFormat;
import org.transformerbench.data.arithmetic.AdditionTask;
import org.transformerbench.models.predict.Predictor;

/**
 * A class loader with nothing but the three modules of this library, jackson-core and slf4j-api: neither ND4J nor the rest of Jackson
 * is there. It loads everything anew, and remembers what it was asked for and does not have.
 */
final class FewJars extends URLClassLoader {
    private static final List<Class<?>> PRESENT = List.of(
            TextEncodingFormat.class, Predictor.class, AdditionTask.class, JsonFactory.class, LoggerFactory.class);

    private final Set<String> missed = new TreeSet<>();

    FewJars() {
        super(PRESENT.stream().map(FewJars::location).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    /** The jars, or folders of classes: that depends on how far the build has come. */
    static List<Path> places() {
        return PRESENT.stream().map(FewJars::place).toList();
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(location(type).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String classPath() {
        return places().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns the names that were asked for in vain. */
    Set<String> missed() {
        return missed;
    }

    @Override
    protected synchronized Class<?> findClass(String name) throws ClassNotFoundException {
        try {
            return super.findClass(name);
        } catch (ClassNotFoundException e) {
            missed.add(name);
            throw e;
        }
    }
}
