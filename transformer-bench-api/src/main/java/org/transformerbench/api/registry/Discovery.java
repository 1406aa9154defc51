package org.transformerbench.api.registry;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An iteration over a ServiceLoader in which one broken provider does not hide the others. */
final class Discovery<P> {
    /** Pattern of ServiceLoader's message for a line that is no class name: "service: file:line: what is wrong". */
    private static final Pattern BROKEN_FILE = Pattern.compile("[^:]+: (.+:\\d+): (.+)", Pattern.DOTALL);

    /** Pattern of the JVM's message for a class file that is newer than the JVM. */
    private static final Pattern NEWER_JAVA =
            Pattern.compile("^(\\S+) has been compiled by .*\\(class file version (\\d+)\\.\\d+\\)");

    /**
     * Offset of class file versions: class files of Java N have version 44 + N, see the Java Virtual Machine Specification, table
     * 4.1-A.
     */
    private static final int CLASS_FILE_VERSION_BEFORE_JAVA_1 = 44;

    private final Class<P> service;
    private final ClassLoader classLoader;
    private final Consumer<ProviderFailure> failures;
    /** Classes that another class loader has found already. */
    private final Set<Class<?>> known;
    /** Listed names that have been neither found nor reported as failed yet. */
    private final Set<String> pending;

    private Discovery(
            Class<P> service, ClassLoader classLoader, Set<Class<?>> known, Consumer<ProviderFailure> failures) {
        this.service = service;
        this.classLoader = classLoader;
        this.known = known;
        this.failures = failures;
        this.pending = new LinkedHashSet<>(ServiceFiles.names(service, classLoader));
    }

    /** Loads a provider once, even if several loaders find it, and reports its faults once. */
    static <P> List<P> load(Class<P> service, SearchPath path, Consumer<ProviderFailure> failures) {
        Set<Class<?>> known = new HashSet<>();
        Set<List<String>> told = new HashSet<>();
        List<P> found = new ArrayList<>();
        for (ClassLoader classLoader : path.loaders()) {
            found.addAll(new Discovery<>(service, classLoader, known, failure -> {
                        if (told.add(List.of(failure.provider(), failure.reason()))) {
                            failures.accept(failure);
                        }
                    })
                    .load());
        }
        path.outOfReach(service).forEach(failures);
        return found;
    }

    private List<P> load() {
        List<P> found = new ArrayList<>();
        Iterator<ServiceLoader.Provider<P>> iterator =
                ServiceLoader.load(service, classLoader).stream().iterator();
        // An iterator that fails on and on without a new name does not advance any more (JDK-8196182).
        int failuresWithoutName = 0;
        while (failuresWithoutName < 20) {
            try {
                if (!iterator.hasNext()) {
                    break;
                }
                ServiceLoader.Provider<P> provider = iterator.next();
                pending.remove(provider.type().getName());
                if (known.add(provider.type())) {
                    construct(provider).ifPresent(found::add);
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                Optional<String> name = failedName(e);
                failuresWithoutName += name.isPresent() ? 0 : 1;
                // One that does not advance says the same again and again, and is told once.
                failures.accept(name.map(failed -> failure(failed, whyNotLoaded(failed, e), e))
                        .orElseGet(() -> withoutName(e)));
            }
        }
        return found;
    }

    private Optional<P> construct(ServiceLoader.Provider<P> provider) {
        Class<? extends P> type = provider.type();
        try {
            return Optional.of(provider.get());
        } catch (ServiceConfigurationError | LinkageError e) {
            Throwable thrown = e instanceof ServiceConfigurationError && e.getCause() != null ? e.getCause() : e;
            failures.accept(failure(type.getName(), whyNotConstructed(type, thrown), e));
            return Optional.empty();
        }
    }

    private ProviderFailure failure(String provider, String reason, Throwable error) {
        return new ProviderFailure(service.getSimpleName(), provider, reason, Optional.of(error));
    }

    /** Returns the class that the message names, or else the next listed one. */
    private Optional<String> failedName(Throwable error) {
        List<String> words = List.of(String.valueOf(error.getMessage()).split(" "));
        Optional<String> name = pending.stream().filter(words::contains).findFirst();
        if (name.isEmpty() && error instanceof LinkageError) {
            name = pending.stream().findFirst();
        }
        name.ifPresent(pending::remove);
        return name;
    }

    private ProviderFailure withoutName(Throwable error) {
        // The message of ServiceLoader does not say why a file cannot be read; the cause does.
        String message = error.getMessage() + (error.getCause() instanceof IOException why ? " (" + why + ")" : "");
        Matcher brokenFile = BROKEN_FILE.matcher(message);
        return brokenFile.matches()
                ? failure(
                        brokenFile.group(1),
                        "all providers of this file are left out, because a line of it is no class name: "
                                + brokenFile.group(2),
                        error)
                : failure("unnamed provider of " + service.getSimpleName(), message, error);
    }

    /** Explains why a class was not loaded. Looks at the class itself: messages differ between Java versions. */
    private String whyNotLoaded(String name, Throwable error) {
        try {
            Class<?> type = Class.forName(name, false, classLoader);
            if (!service.isAssignableFrom(type)) {
                return "does not implement " + service.getName();
            }
            type.getConstructor();
        } catch (ClassNotFoundException e) {
            return "is named in META-INF/services, but there is no such class";
        } catch (NoSuchMethodException e) {
            return "must have a public constructor without arguments";
        } catch (LinkageError e) {
            return unlinked(e);
        }
        return String.valueOf(error.getMessage());
    }

    private static String whyNotConstructed(Class<?> type, Throwable thrown) {
        if (thrown instanceof IllegalAccessException) {
            return "must be a public class";
        }
        if (Modifier.isAbstract(type.getModifiers())) {
            return "must not be abstract";
        }
        if (thrown instanceof ExceptionInInitializerError && thrown.getCause() != null) {
            return "its static initializer threw " + thrown.getCause();
        }
        return thrown instanceof LinkageError error ? unlinked(error) : "its constructor threw " + thrown;
    }

    private static String unlinked(LinkageError error) {
        if (error instanceof NoClassDefFoundError
                && String.valueOf(error.getMessage()).matches("[\\w$/]+")) {
            return "needs the class " + error.getMessage().replace('/', '.') + ", which is not on the class path";
        }
        Matcher newer = NEWER_JAVA.matcher(String.valueOf(error.getMessage()));
        if (error instanceof UnsupportedClassVersionError && newer.find()) {
            int needed = Integer.parseInt(newer.group(2)) - CLASS_FILE_VERSION_BEFORE_JAVA_1;
            int here = Runtime.version().feature();
            return "the class " + newer.group(1).replace('/', '.') + " is compiled for Java " + needed
                    + ", and this is Java " + here + ": start Java " + needed
                    + " or later, or compile the class with --release " + here;
        }
        return "cannot be linked, a dependency is missing or of another version: " + error;
    }
}
