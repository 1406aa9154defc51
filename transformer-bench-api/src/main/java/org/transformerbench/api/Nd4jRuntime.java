package org.transformerbench.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.common.config.ND4JEnvironmentVars;
import org.nd4j.common.config.ND4JSystemProperties;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ND4J runtime of this JVM; all code of this library starts ND4J through this class before its first use. By itself ND4J
 * starts when its class is first used: it looks for its backend through the context class loader of that moment, keeps that
 * loader for good, and if it does not start then, it never does in this JVM. So it is started here: under a class loader that
 * sees a backend, whatever the context class loader is; not at all where there is none; and without the lines that it logs about
 * what it found, unless the system property {@code org.nd4j.log.initialization} is set.
 */
@API(status = API.Status.INTERNAL)
public final class Nd4jRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(Nd4jRuntime.class);

    /** Path of Maven's own record of the version, because ND4J's manifest names none and is lost in a shaded jar. */
    private static final String MAVEN_RECORD = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

    /**
     * Start of the JVM's message about a class whose initialization has failed before; the message about a missing class differs.
     */
    private static final String FAILED_BEFORE = "Could not initialize class ";

    /** Whether ND4J has been started; there is one ND4J per JVM. */
    private static volatile boolean started;

    private static BackendException failure;

    private Nd4jRuntime() {}

    /**
     * Starts ND4J unless it is running already.
     *
     * @throws BackendException if there is no backend, or none that can run here
     */
    public static void start() {
        if (!started) {
            startOnce();
        }
    }

    private static synchronized void startOnce() {
        if (started) {
            return;
        }
        if (failure != null) {
            throw new BackendException(failure.getMessage(), failure.getCause());
        }
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        ClassLoader own = Nd4j.class.getClassLoader();
        thread.setContextClassLoader(own);
        try {
            ClassLoader loader = Stream.of(
                            ND4JClassLoading.getNd4jClassloader(), own, Nd4jRuntime.class.getClassLoader(), context)
                    .filter(candidate -> !backends(candidate).isEmpty())
                    .findFirst()
                    .orElseGet(() -> withoutBackend(own));
            thread.setContextClassLoader(loader);
            ND4JClassLoading.setNd4jClassloader(loader);
            startQuietly(backends(loader));
            started = true;
        } finally {
            thread.setContextClassLoader(context);
        }
    }

    /**
     * Returns the version of ND4J.
     *
     * @return of what is on the class path, such as 1.0.0-M2.1; empty if it does not say
     */
    public static Optional<String> version() {
        Properties properties = new Properties();
        try (InputStream record = Nd4j.class.getResourceAsStream(MAVEN_RECORD)) {
            if (record != null) {
                properties.load(record);
            }
        } catch (IOException e) {
            LOG.warn("The version of ND4J cannot be read: {}", e.toString());
        }
        return Optional.ofNullable(properties.getProperty("version"));
    }

    private static String artifact() {
        return "org.nd4j:nd4j-native" + version().map(number -> ":" + number).orElse("");
    }

    /** Returns the backends that a class loader finds, without starting them. */
    private static List<Class<?>> backends(ClassLoader loader) {
        List<Class<?>> found = new ArrayList<>();
        if (loader == null) {
            return found; // ND4J would look for its other classes beside the JDK's.
        }
        Iterator<ServiceLoader.Provider<Nd4jBackend>> providers =
                ServiceLoader.load(Nd4jBackend.class, loader).stream().iterator();
        try {
            while (providers.hasNext()) {
                found.add(providers.next().type());
            }
        } catch (ServiceConfigurationError e) {
            // A backend of another copy of ND4J; ND4J itself would stop here too.
            LOG.debug("The backends that {} sees cannot be used", loader, e);
            found.clear();
        }
        return found;
    }

    /**
     * Returns the class loader with which to start ND4J where no backend is on the class path; throws unless ND4J was told to
     * load one from elsewhere. ND4J can be told to load a backend from elsewhere.
     */
    private static ClassLoader withoutBackend(ClassLoader own) {
        if (System.getProperty(ND4JSystemProperties.DYNAMIC_LOAD_CLASSPATH_PROPERTY) != null
                || System.getenv(ND4JEnvironmentVars.BACKEND_DYNAMIC_LOAD_CLASSPATH) != null) {
            return own;
        }
        throw new BackendException("No backend of ND4J is on the class path, so that no model can be computed: add "
                + artifact() + " (scope runtime or compile; with scope test only tests have it)");
    }

    private static void startQuietly(List<Class<?>> backends) {
        boolean quiet = System.getProperty(ND4JSystemProperties.LOG_INITIALIZATION) == null;
        if (quiet) {
            System.setProperty(ND4JSystemProperties.LOG_INITIALIZATION, "false");
        }
        try {
            Nd4jBackend chosen = Nd4j.getBackend();
            Nd4j.factory().blas(); // Started, and reported, when it is first asked for.
            Nd4j.create(1).close(); // So is what arrays are freed by, which takes longer than all else about an array.
            if (quiet && backends.size() > 1 && chosen.getPriority() < Nd4jBackend.BACKEND_PRIORITY_GPU) {
                LOG.warn(
                        "ND4J runs on {}; start java with -D{}=true to see why not on another of {}",
                        chosen.getClass().getSimpleName(),
                        ND4JSystemProperties.LOG_INITIALIZATION,
                        names(backends));
            }
        } catch (LinkageError | RuntimeException e) {
            failure = new BackendException(explain(backends, e), e);
            throw failure;
        } finally {
            if (quiet) {
                System.clearProperty(ND4JSystemProperties.LOG_INITIALIZATION);
            }
        }
    }

    private static String explain(List<Class<?>> backends, Throwable error) {
        String why = reason(error).map(reason -> " (" + reason + ")").orElse("");
        if (error instanceof NoClassDefFoundError
                && String.valueOf(error.getMessage()).startsWith(FAILED_BEFORE)) {
            return "ND4J has failed to start earlier in this JVM, before this library used it" + why
                    + ", and cannot start again: start it where the context class loader sees its backend,"
                    + " or leave its start to this library";
        }
        return "ND4J cannot start with what is on the class path" + why + ", " + names(backends)
                + ": the CPU needs " + artifact() + " with the native libraries for "
                + System.getProperty("os.name") + " on " + System.getProperty("os.arch")
                + ", a GPU its driver and its version of CUDA";
    }

    private static String names(List<Class<?>> backends) {
        return backends.stream().map(Class::getSimpleName).collect(Collectors.joining(", "));
    }

    /** Returns the first line of the innermost cause; ND4J's own message says no more than that no backend was found. */
    private static Optional<String> reason(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root instanceof Nd4jBackend.NoAvailableBackendException
                ? Optional.empty()
                : String.valueOf(root.getMessage()).lines().findFirst();
    }
}
