package org.transformerbench.api.registry;

import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.config.Suggestion;

/** The providers of one interface, sorted by id. Immutable. */
final class Providers<P> {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int LONGEST_ID = 64;

    private final Class<?> service;
    private final Function<P, String> idOf;
    private final Function<P, Class<?>> configTypeOf;
    private final Map<String, List<InstalledProvider<P>>> byId;

    /**
     * Creates an empty set of providers.
     *
     * @param configTypeOf the type of a provider's configuration, or Record where it has none
     */
    Providers(Class<?> service, Function<P, String> idOf, Function<P, Class<?>> configTypeOf) {
        this(service, idOf, configTypeOf, new TreeMap<>());
    }

    private Providers(
            Class<?> service,
            Function<P, String> idOf,
            Function<P, Class<?>> configTypeOf,
            Map<String, List<InstalledProvider<P>>> byId) {
        this.service = service;
        this.idOf = idOf;
        this.configTypeOf = configTypeOf;
        this.byId = byId;
    }

    /** Adds discovered providers; one with a broken id becomes a failure, two with the same id a conflict. */
    Providers<P> discovered(Collection<P> found, Consumer<ProviderFailure> failures) {
        Map<String, List<InstalledProvider<P>>> extended = copy();
        for (P provider : found) {
            try {
                InstalledProvider<P> installed = installed(provider);
                extended.computeIfAbsent(installed.id(), id -> new ArrayList<>())
                        .add(installed);
            } catch (BadProviderException e) {
                failures.accept(failure(provider, e.getMessage(), e));
            }
        }
        return new Providers<>(service, idOf, configTypeOf, extended);
    }

    /** Returns one failure per id that two providers share. */
    List<ProviderFailure> conflicts() {
        return byId.keySet().stream()
                .filter(id -> byId.get(id).size() > 1)
                .map(id -> new ProviderFailure(service.getSimpleName(), classes(id), conflict(id), Optional.empty()))
                .toList();
    }

    private ProviderFailure failure(P provider, String reason, Throwable error) {
        return new ProviderFailure(service.getSimpleName(), provider.getClass().getName(), reason, Optional.of(error));
    }

    private String classes(String id) {
        return byId.get(id).stream()
                .map(same -> same.provider().getClass().getName())
                .collect(Collectors.joining(" and "));
    }

    /** Adds a provider in place of those with the same id. */
    Providers<P> replacing(P provider) {
        Map<String, List<InstalledProvider<P>>> extended = copy();
        InstalledProvider<P> installed = installed(provider);
        extended.put(installed.id(), List.of(installed));
        return new Providers<>(service, idOf, configTypeOf, extended);
    }

    /**
     * Returns a provider by id.
     *
     * @param discoveryNote see {@link Registry#discoveryNote}
     */
    P get(String id, Collection<ProviderFailure> failures, Optional<String> discoveryNote) {
        List<InstalledProvider<P>> found = byId.get(id);
        if (found == null) {
            throw new UnknownProviderException(unknown(id, failures, discoveryNote));
        }
        if (found.size() > 1) {
            throw new DuplicateProviderException(conflict(id));
        }
        return found.get(0).provider();
    }

    List<InstalledProvider<P>> all() {
        return byId.values().stream()
                .filter(same -> same.size() == 1)
                .map(same -> same.get(0))
                .toList();
    }

    private InstalledProvider<P> installed(P provider) {
        String id = ask(provider, "id()", idOf);
        if (id == null || id.length() > LONGEST_ID || !ID.matcher(id).matches()) {
            throw new BadProviderException(
                    "The id '" + id + "' of "
                            + provider.getClass().getName()
                            + " must be kebab-case: letters, digits and single hyphens, a letter first, at most "
                            + LONGEST_ID,
                    null);
        }
        Class<?> config = ask(provider, "configType()", configTypeOf);
        if (config == null || !Record.class.isAssignableFrom(config)) {
            throw new BadProviderException(
                    "The configType() of " + provider.getClass().getName() + " is " + config
                            + ", must be a record class",
                    null);
        }
        return new InstalledProvider<>(id, provider, source(provider.getClass()));
    }

    private static <P, A> A ask(P provider, String method, Function<P, A> question) {
        try {
            return question.apply(provider);
        } catch (Exception | Error e) {
            Faults.rethrowIfFatal(e);
            throw new BadProviderException(
                    "The " + method + " of " + provider.getClass().getName() + " threw " + e, e);
        }
    }

    private String unknown(String id, Collection<ProviderFailure> failures, Optional<String> discoveryNote) {
        StringBuilder message = new StringBuilder("No " + word() + " '" + id + "'");
        message.append(Suggestion.nearest(id, byId.keySet())
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("."));
        message.append(" Known: ")
                .append(byId.isEmpty() ? "none" : String.join(", ", byId.keySet()))
                .append('.');
        String failed = failures.stream()
                .filter(failure -> failure.service().equals(service.getSimpleName()))
                .map(failure -> failure.provider() + " (" + failure.reason() + ")")
                .collect(Collectors.joining(", "));
        if (!failed.isEmpty()) {
            message.append(" Failed to load: ").append(failed).append('.');
        }
        discoveryNote.ifPresent(note -> message.append(' ').append(note));
        return message.toString();
    }

    private String conflict(String id) {
        return "The " + word() + " id '" + id + "' is taken by "
                + byId.get(id).stream()
                        .map(same -> same.provider().getClass().getName() + " in " + same.source())
                        .collect(Collectors.joining(" and by "))
                + "; remove one of them from the class path, or choose one with Registry.with";
    }

    private String word() {
        return service.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private Map<String, List<InstalledProvider<P>>> copy() {
        Map<String, List<InstalledProvider<P>>> copy = new TreeMap<>();
        byId.forEach((id, same) -> copy.put(id, new ArrayList<>(same)));
        return copy;
    }

    private static String source(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return "unknown source";
        }
        try {
            return Path.of(source.getLocation().toURI()).toString();
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            // A jar in a jar has no path of its own.
            return source.getLocation().toString();
        }
    }

    /** Thrown when a provider does not return what every provider must. */
    private static final class BadProviderException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        BadProviderException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
