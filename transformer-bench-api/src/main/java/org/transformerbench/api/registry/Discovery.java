package org.transformerbench.api.registry;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** Walks over a ServiceLoader so that one broken provider does not hide the others. */
final class Discovery {
    /** A loader whose iterator fails this often in a row does not advance any more (JDK-8196182). */
    private static final int MOST_FAILURES_IN_A_ROW = 20;

    private Discovery() {}

    static <P> List<P> load(Class<P> service, ClassLoader classLoader, Consumer<ProviderFailure> failures) {
        List<P> found = new ArrayList<>();
        Iterator<ServiceLoader.Provider<P>> iterator =
                ServiceLoader.load(service, classLoader).stream().iterator();
        int failuresInARow = 0;
        while (failuresInARow < MOST_FAILURES_IN_A_ROW) {
            ServiceLoader.Provider<P> provider;
            try {
                if (!iterator.hasNext()) {
                    break;
                }
                provider = iterator.next();
                failuresInARow = 0;
            } catch (ServiceConfigurationError | LinkageError e) {
                failuresInARow++;
                failures.accept(failure(service, nameIn(service, e), e));
                continue;
            }
            construct(service, provider, failures).ifPresent(found::add);
        }
        return found;
    }

    private static <P> Optional<P> construct(
            Class<P> service, ServiceLoader.Provider<P> provider, Consumer<ProviderFailure> failures) {
        String name = provider.type().getName();
        try {
            return Optional.of(provider.get());
        } catch (ServiceConfigurationError | LinkageError e) {
            failures.accept(failure(service, name, e));
            return Optional.empty();
        }
    }

    private static ProviderFailure failure(Class<?> service, String provider, Throwable error) {
        Throwable root = error;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? "" : root.getMessage();
        String reason;
        if (message.contains("not a subtype")) {
            reason = "does not implement " + service.getName();
        } else if (message.contains("not found")) {
            reason = "the class named in META-INF/services is not there";
        } else if (root instanceof NoSuchMethodException || message.contains("public no-arg")) {
            reason = "must have a public constructor without arguments";
        } else if (root instanceof LinkageError) {
            reason = "cannot be linked, a dependency is missing or of another version: " + root;
        } else {
            reason = root == error ? message : "its constructor threw " + root;
        }
        return new ProviderFailure(service.getSimpleName(), provider, reason, error);
    }

    /** ServiceLoader names the class in its message only: "service: Provider name ...". */
    private static String nameIn(Class<?> service, Throwable error) {
        String message = String.valueOf(error.getMessage());
        int at = message.indexOf("Provider ");
        if (at < 0) {
            return "unnamed provider of " + service.getSimpleName();
        }
        String rest = message.substring(at + "Provider ".length());
        int end = rest.indexOf(' ');
        return end < 0 ? rest : rest.substring(0, end);
    }
}
