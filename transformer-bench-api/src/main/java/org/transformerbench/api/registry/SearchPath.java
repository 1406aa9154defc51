package org.transformerbench.api.registry;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The class loaders in which providers are searched. One that is missing, or in which this library's interfaces are not those of
 * this library, finds nothing that could be used: the library's own loader takes its place.
 *
 * @param loaders in the order of the search
 * @param unusable the loader that was asked for and cannot be used, or nothing
 * @param note why the library's own loader is searched, as a sentence; empty where nobody needs to know
 */
record SearchPath(List<ClassLoader> loaders, Optional<ClassLoader> unusable, Optional<String> note) {
    private static final ClassLoader OWN = Registry.class.getClassLoader();

    /**
     * Returns the context class loader and the library's own, since a plug-in host may show classes without their services files.
     */
    static SearchPath ofContext() {
        SearchPath path = of(Thread.currentThread().getContextClassLoader(), "the context class loader");
        return path.loaders().contains(OWN)
                ? path
                : new SearchPath(List.of(path.loaders().get(0), OWN), Optional.empty(), Optional.empty());
    }

    /** Returns a path of the given class loader alone, if it can be used. */
    static SearchPath of(ClassLoader chosen) {
        return of(chosen, "the class loader that was given");
    }

    /** Returns the context class loader, or the library's own if the former cannot be used. */
    static ClassLoader usableContext() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return obstacle(context).isEmpty() ? context : OWN;
    }

    private static SearchPath of(ClassLoader wanted, String what) {
        if (wanted == OWN) {
            return new SearchPath(List.of(wanted), Optional.empty(), Optional.empty());
        }
        return obstacle(wanted)
                .map(obstacle -> new SearchPath(
                        List.of(OWN),
                        Optional.ofNullable(wanted),
                        Optional.of("Searched the library's own class loader (" + name(OWN) + "), because " + what + " "
                                + obstacle + ".")))
                .orElseGet(() -> new SearchPath(List.of(wanted), Optional.empty(), Optional.empty()));
    }

    private static Optional<String> obstacle(ClassLoader wanted) {
        if (wanted == null) {
            return Optional.of("is null");
        }
        try {
            return Class.forName(Registry.class.getName(), false, wanted) == Registry.class
                    ? Optional.empty()
                    : Optional.of("(" + name(wanted) + ") has another copy of this library");
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of("(" + name(wanted) + ") does not see this library");
        }
    }

    private static String name(ClassLoader loader) {
        return loader.getName() == null ? loader.toString() : "'" + loader.getName() + "'";
    }

    /** Returns failures for the providers that only the unusable loader knows. */
    List<ProviderFailure> outOfReach(Class<?> service) {
        if (unusable.isEmpty()) {
            return List.of();
        }
        Set<String> names = ServiceFiles.names(service, unusable.get());
        names.removeAll(ServiceFiles.names(service, OWN));
        return names.stream()
                .map(name -> new ProviderFailure(
                        service.getSimpleName(),
                        name,
                        "its class loader (" + name(unusable.get())
                                + ") does not see this library, or has another copy of it; give"
                                + " Registry.discover a class loader that sees both, as one with the library's as parent",
                        Optional.empty()))
                .toList();
    }
}
