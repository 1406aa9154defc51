package org.transformerbench.api.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.config.Faults;
import org.transformerbench.api.config.Sha256;
import org.transformerbench.api.result.Fingerprints;
import org.transformerbench.api.result.Provenance;
import org.transformerbench.api.training.TrainingLoop;

/**
 * The checksums of the code of models, tasks and trainers. A class is followed to all classes that it refers to, superclasses,
 * nested classes and helpers among them. Classes outside of jars are taken one by one; a jar that one of them, or the
 * provider's own jar, refers to is taken as a whole, with its resources. Where the jars and folders are has no effect, nor has
 * when a jar was made. The JDK and the libraries that this one stands on are left out, and so is this library, if it is a
 * release: its version says all of it.
 *
 * <p>Safe for several threads. What it found of a class is kept: make a new one for each comparison.
 */
final class CodeFingerprints {
    private static final Logger LOG = LoggerFactory.getLogger(CodeFingerprints.class);

    private static final Pattern LIBRARY = Pattern.compile("org/transformerbench/(api|models|data)/.*");
    private static final List<String> FOUNDATIONS = List.of(
            "java/",
            "javax/",
            "jdk/",
            "sun/",
            "com/sun/",
            "org/nd4j/",
            "org/bytedeco/",
            "org/slf4j/",
            "org/apiguardian/",
            "com/fasterxml/jackson/",
            // The rest of Jackson has another name in the executable jar, where the text above has it too.
            "com/fasterxml/jackson/annotation/");
    /** The folder in which older versions of Maven note when a jar was made. */
    private static final String MAVEN_NOTES = "META-INF/maven/";

    private final String version;
    private final boolean release;
    private final Optional<Path> libraryJar;
    private final Map<Class<?>, Optional<String>> found = new HashMap<>();
    private final Map<Path, String> jars = new HashMap<>();
    private final Map<String, ClassFile> classFiles = new HashMap<>();
    private String library;

    CodeFingerprints() {
        this(Provenance.libraryVersion());
    }

    /**
     * @param version of this library
     */
    CodeFingerprints(String version) {
        this.version = version;
        this.release = !version.equals("development") && !version.endsWith("-SNAPSHOT");
        this.libraryJar = Optional.ofNullable(
                        resource(CodeFingerprints.class.getClassLoader(), name(CodeFingerprints.class)))
                .flatMap(CodeFingerprints::jar);
    }

    /** Returns the library's version; of one that is no release, which stays while the code changes, with a checksum. */
    synchronized String library() {
        if (library == null) {
            library = release
                    ? version
                    : version + ", " + search(TrainingLoop.class).orElse("of unknown classes");
        }
        return library;
    }

    /** @return empty if its classes cannot be read, as those that were made in memory */
    synchronized Optional<String> of(Class<?> provider) {
        return found.computeIfAbsent(provider, this::compute);
    }

    private Optional<String> compute(Class<?> provider) {
        boolean builtIn = isLibrary(name(provider))
                && provider.getClassLoader() == getClass().getClassLoader();
        if (builtIn && release) {
            return Optional.of(Fingerprints.BUILT_IN);
        }
        Optional<String> checksum = search(provider);
        return builtIn ? checksum.map(sum -> Fingerprints.BUILT_IN + " " + sum) : checksum;
    }

    private Optional<String> search(Class<?> provider) {
        try {
            return new Search(provider).fingerprint();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn(
                    "The classes of {} cannot be read, so that nothing will tell later whether they have changed: {}",
                    provider.getName(),
                    e.toString(),
                    Faults.trace(LOG, e));
            return Optional.empty();
        }
    }

    private static boolean isLibrary(String name) {
        return LIBRARY.matcher(name).matches();
    }

    private static String name(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    private static URL resource(ClassLoader loader, String name) {
        return loader.getResource(name + ".class");
    }

    /** Returns the file of a jar; empty for folders, and for jars in jars. */
    private static Optional<Path> jar(URL resource) {
        try {
            return resource.openConnection() instanceof JarURLConnection connection
                            && connection.getJarFileURL().getProtocol().equals("file")
                    ? Optional.of(Path.of(connection.getJarFileURL().toURI()))
                    : Optional.empty();
        } catch (IOException | URISyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns a checksum of names and contents, in the order of the names: a jar that was packed again from the same files is
     * the same.
     */
    private String content(Path jar) {
        return jars.computeIfAbsent(jar, file -> {
            MessageDigest digest = Sha256.begin();
            try (JarFile open = new JarFile(file.toFile())) {
                List<JarEntry> entries = open.stream()
                        .filter(entry ->
                                !entry.isDirectory() && !entry.getName().startsWith(MAVEN_NOTES))
                        .sorted((one, other) -> one.getName().compareTo(other.getName()))
                        .toList();
                for (JarEntry entry : entries) {
                    try (InputStream in = open.getInputStream(entry)) {
                        Sha256.add(digest, entry.getName());
                        Sha256.add(digest, Sha256.of(in.readAllBytes()));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Sha256.end(digest);
        });
    }

    private record ClassFile(String checksum, Set<String> references) {}

    /** A search from one provider to all classes that it refers to. */
    private final class Search {
        private final Class<?> provider;
        private final ClassLoader loader;
        private final Optional<Path> ownJar;
        private final Map<String, String> classes = new TreeMap<>();
        private final Set<String> wholeJars = new TreeSet<>();
        private final Set<String> seen = new HashSet<>();
        private final Deque<String> left = new ArrayDeque<>();

        Search(Class<?> provider) {
            this.provider = provider;
            this.loader = Optional.ofNullable(provider.getClassLoader()).orElseGet(ClassLoader::getSystemClassLoader);
            this.ownJar = Optional.ofNullable(resource(loader, name(provider))).flatMap(CodeFingerprints::jar);
        }

        Optional<String> fingerprint() throws IOException {
            follow(name(provider));
            while (!left.isEmpty()) {
                visit(left.remove());
            }
            if (classes.isEmpty() && wholeJars.isEmpty()) {
                return Optional.empty();
            }
            MessageDigest digest = Sha256.begin();
            Sha256.add(digest, name(provider));
            classes.forEach((name, content) -> {
                Sha256.add(digest, name);
                Sha256.add(digest, content);
            });
            wholeJars.forEach(content -> Sha256.add(digest, content));
            return Optional.of(Sha256.end(digest));
        }

        private void follow(String name) {
            boolean skipped = FOUNDATIONS.stream().anyMatch(name::startsWith) || release && isLibrary(name);
            if (!skipped && seen.add(name)) {
                left.add(name);
            }
        }

        private void visit(String name) throws IOException {
            URL resource = resource(loader, name);
            if (resource == null || resource.getProtocol().equals("jrt")) {
                return; // What is not there has no effect, like an optional dependency; or it belongs to the JDK.
            }
            Optional<Path> jar = jar(resource).filter(file -> !Optional.of(file).equals(libraryJar));
            if (jar.isPresent() && !isLibrary(name)) {
                wholeJars.add(content(jar.get()));
                if (!jar.equals(ownJar)) {
                    return;
                }
            }
            ClassFile file = classFile(resource);
            if (jar.isEmpty() || isLibrary(name)) {
                classes.put(name, file.checksum);
            }
            file.references.forEach(this::follow);
        }

        /** Most classes of this library are met again by every search. */
        private ClassFile classFile(URL resource) throws IOException {
            String place = resource.toString();
            ClassFile known = classFiles.get(place);
            if (known == null) {
                byte[] bytes = read(resource);
                known = new ClassFile(Sha256.of(bytes), ClassReferences.of(bytes));
                classFiles.put(place, known);
            }
            return known;
        }

        /**
         * Past the cache of connections, which would give what a jar held when it was first read. The JDK shares the index of a jar
         * among all that have it open, as class loaders have, so that nothing is gained by keeping it open here too.
         */
        private byte[] read(URL resource) throws IOException {
            URLConnection connection = resource.openConnection();
            connection.setUseCaches(false);
            try (InputStream in = connection.getInputStream()) {
                return in.readAllBytes();
            }
        }
    }
}
