package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Model;
import org.transformerbench.data.arithmetic.AdditionTask;
import org.transformerbench.models.NanoGpt;

/** What is public is so on purpose: every public type of the library has a status, and stable ones lean on stable ones. */
class ApiStatusTest {
    private static final String ROOT = "org.transformerbench.";

    /** Another package of this library needs them. Add to these only what cannot be package-private. */
    private static final Set<String> INTERNAL_BUT_PUBLIC = Set.of(
            "api.Nd4jRuntime",
            "api.config.CanonicalJson",
            "api.config.CheckedPlugin",
            "api.config.Durations",
            "api.config.Excerpt",
            "api.config.Faults",
            "api.config.FileNames",
            "api.config.Json",
            "api.config.LaterKeys",
            "api.config.LearningRateText",
            "api.config.LogOnce",
            "api.config.OtherVersionException",
            "api.config.Sha256",
            "api.config.Suggestion",
            "api.config.TextPlace",
            "api.config.TextSettings",
            "api.config.ThreadPools",
            "api.config.VersionedJson",
            "api.inference.TrainedModelEvaluation",
            "api.result.AtomicFile",
            "api.training.CheckedDataset",
            "api.training.ListenerWatch",
            "api.training.Listeners",
            "models.engine.CompiledTrainer",
            "models.engine.GraphDescription",
            "models.graph.DropoutSite",
            "models.graph.InputCheck",
            "models.graph.ModelGraph",
            "models.graph.NativeArrays",
            "models.graph.Parameters",
            "models.graph.RefusedOperations",
            "models.kernel.ActivationKernels",
            "models.kernel.AdamWFactors",
            "models.kernel.Arithmetic",
            "models.kernel.AttentionKernels",
            "models.kernel.BlockedAttention",
            "models.kernel.BlockedSpace",
            "models.kernel.Curve",
            "models.kernel.DropoutMask",
            "models.kernel.ElementwiseKernels",
            "models.kernel.FastMath",
            "models.kernel.HeadLayout",
            "models.kernel.InterleavedKernels",
            "models.kernel.KernelChoice",
            "models.kernel.Kernels",
            "models.kernel.LaneElementwiseKernels",
            "models.kernel.LaneNormKernels",
            "models.kernel.LaneProductKernels",
            "models.kernel.LaneReductionKernels",
            "models.kernel.LossKernels",
            "models.kernel.NormKernels",
            "models.kernel.PerThread",
            "models.kernel.ProductKernels",
            "models.kernel.QueryLanes",
            "models.kernel.Strided",
            "models.kernel.Strides",
            "models.kernel.plain.PlainKernels",
            "models.kernel.vector.VectorKernels",
            "models.samediff.SameDiffTrainer",
            "models.samediff.SubGraph",
            "models.samediff.VariableShape");

    /** The compiler's packages read one another, and none of them is for users. */
    private static final String COMPILER = "models.compiler.";

    private final List<Class<?>> types = publicTypes();

    @Test
    void every_public_type_has_a_status() {
        assertThat(types)
                .hasSizeGreaterThan(100)
                .allSatisfy(type -> assertThat(status(type))
                        .as("@API of %s: annotate its package in package-info.java, or the type", type.getName())
                        .isPresent());
    }

    @Test
    void what_is_public_in_spite_of_being_internal_is_so_on_purpose() {
        assertThat(types.stream()
                        .filter(type -> is(API.Status.INTERNAL, type))
                        .map(type -> type.getName().substring(ROOT.length()))
                        .filter(name -> !name.startsWith(COMPILER)))
                .as("public types that are internal: make a new one package-private")
                .containsExactlyInAnyOrderElementsOf(INTERNAL_BUT_PUBLIC);
    }

    @Test
    void stable_types_mention_stable_types_only() {
        List<String> mentions = new ArrayList<>();
        for (Class<?> type : types) {
            if (is(API.Status.STABLE, type)) {
                signatures(type)
                        .flatMap(signature -> Pattern.compile("org\\.transformerbench\\.[\\w.]+")
                                .matcher(signature)
                                .results()
                                .map(match -> match.group()))
                        .filter(name -> types.stream()
                                .anyMatch(other -> other.getName().equals(name) && !is(API.Status.STABLE, other)))
                        .forEach(name -> mentions.add(type.getName() + " mentions " + name));
            }
        }

        assertThat(mentions).isEmpty();
    }

    @Test
    void the_compatibility_check_leaves_out_what_is_not_stable_and_nothing_else() throws IOException {
        Set<String> expected = new TreeSet<>();
        for (Class<?> type : types) {
            if (is(API.Status.INTERNAL, type.getPackage())) {
                expected.add(type.getPackageName());
            } else if (!is(API.Status.STABLE, type)) {
                expected.add(type.getName());
            }
        }

        assertThat(Pattern.compile("<exclude>(org\\.transformerbench\\.[^<]*)</exclude>")
                        .matcher(Files.readString(Path.of("../pom.xml")))
                        .results()
                        .map(match -> match.group(1)))
                .as("the excludes of the profile compatibility in the parent POM, in order")
                .containsExactlyElementsOf(expected);
    }

    @Test
    void internal_packages_say_so_in_their_first_words() throws IOException {
        for (Class<?> type : types) {
            if (is(API.Status.INTERNAL, type.getPackage())) {
                Path file = Path.of(
                        "../transformer-bench-models/src/main/java",
                        type.getPackageName().replace('.', '/'),
                        "package-info.java");
                assertThat(file).content().startsWith("/**\n * Internal: may change in any release.");
            }
        }
    }

    private static boolean is(API.Status status, Class<?> type) {
        return status(type).equals(Optional.of(status));
    }

    private static boolean is(API.Status status, AnnotatedElement element) {
        return own(element).equals(Optional.of(status));
    }

    /** The type's own, or else its package's. */
    private static Optional<API.Status> status(Class<?> type) {
        return own(type).or(() -> own(type.getPackage()));
    }

    private static Optional<API.Status> own(AnnotatedElement element) {
        return Optional.ofNullable(element.getAnnotation(API.class)).map(API::status);
    }

    private static Stream<String> signatures(Class<?> type) {
        Stream<String> members = Stream.<Member[]>of(
                        type.getDeclaredMethods(), type.getDeclaredConstructors(), type.getDeclaredFields())
                .flatMap(Stream::of)
                .filter(member -> (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
                .map(ApiStatusTest::signature);
        return Stream.concat(Stream.of(type.toGenericString(), String.valueOf(type.getGenericSuperclass())), members);
    }

    private static String signature(Member member) {
        return member instanceof Field field
                ? field.toGenericString()
                : member instanceof Executable executable ? executable.toGenericString() : "";
    }

    /** Of api, models and data, in the order of their names. */
    private static List<Class<?>> publicTypes() {
        return Stream.of(Model.class, NanoGpt.class, AdditionTask.class)
                .flatMap(type -> classNames(type).stream())
                .sorted()
                .<Class<?>>map(ApiStatusTest::load)
                .filter(type -> Modifier.isPublic(type.getModifiers()))
                .toList();
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiStatusTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Top-level classes beside one, in a folder or in a jar: that depends on how far the build has come. */
    private static List<String> classNames(Class<?> type) {
        try {
            Path place = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(place)) {
                return classNames(place);
            }
            try (FileSystem jar = FileSystems.newFileSystem(place)) {
                return classNames(jar.getPath("/"));
            }
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> classNames(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.matches("org/transformerbench/[\\w/]+\\.class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .toList();
        }
    }
}
