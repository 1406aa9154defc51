package org.transformerbench.models.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.BackendException;

/** ND4J starts once in a JVM or never: under a loader that sees it, wherever the first call comes from. */
class Nd4jStartTest {
    private static final String SHOW_INFORMATION = "-Dorg.slf4j.simpleLogger.defaultLogLevel=info";
    private static final Predicate<String> NATIVE_LIBRARIES = jar -> jar.matches(".*-(linux|macosx|windows)-.*");

    @TempDir
    private Path temporary;

    /** One line is left, of a check of the processor that ND4J logs without asking. */
    @Test
    void trains_without_a_context_class_loader_and_nd4j_works_ever_after_and_reports_nothing() throws Exception {
        List<String> lines = run(List.of(SHOW_INFORMATION), "null", "compiled", "samediff");

        assertThat(lines)
                .containsSubsequence(trained("compiled", "samediff"))
                .contains(HostedTraining.RESTORED, HostedTraining.COMPUTED + "3.0")
                .contains(HostedTraining.LOG_INITIALIZATION + " is null");
        assertThat(lines)
                .filteredOn(line -> line.contains("INFO org.nd4j."))
                .allMatch(line -> line.contains("Binary level"));
    }

    @Test
    void trains_under_a_context_class_loader_that_sees_nothing_and_nd4j_reports_what_it_finds_if_it_is_asked_to()
            throws Exception {
        List<String> options = List.of(SHOW_INFORMATION, "-D" + HostedTraining.LOG_INITIALIZATION + "=true");

        List<String> lines = run(options, "blind", "samediff", "compiled");

        assertThat(lines)
                .containsSubsequence(trained("samediff", "compiled"))
                .contains(HostedTraining.RESTORED, HostedTraining.COMPUTED + "3.0")
                .contains(HostedTraining.LOG_INITIALIZATION + " is true");
        assertThat(lines).anyMatch(line -> line.endsWith("Loaded [CpuBackend] backend"));
        assertThat(lines).anyMatch(line -> line.contains("Number of threads used for OpenMP BLAS"));
    }

    @Test
    void trains_in_a_class_loader_of_its_own_beside_another_copy() throws Exception {
        assertThat(run(List.of(), "copy", "compiled"))
                .containsSubsequence(trained("compiled"))
                .contains(HostedTraining.RESTORED);
    }

    @Test
    void without_a_backend_every_attempt_says_what_to_add() throws Exception {
        assertThat(trainWithout(jar -> jar.matches("nd4j-(native|cuda)-\\d.*"), "compiled", "samediff"))
                .hasSize(4)
                .allSatisfy(line -> assertThat(line)
                        .startsWith(BackendException.class.getName() + ": No backend of ND4J is on the class path")
                        .contains("add org.nd4j:nd4j-native:1.0.0-M2.1 (scope runtime or compile;"));
    }

    @Test
    void a_backend_without_its_native_libraries_is_named_with_what_it_needs_at_every_attempt() throws Exception {
        assertThat(trainWithout(NATIVE_LIBRARIES, "compiled"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .startsWith(BackendException.class.getName() + ": ND4J cannot start")
                        .contains("CpuBackend: the CPU needs org.nd4j:nd4j-native:1.0.0-M2.1 with the native libraries"
                                + " for " + System.getProperty("os.name")));
    }

    @Test
    void a_start_that_failed_before_the_library_came_to_it_is_told_from_what_the_class_path_lacks() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        try (URLClassLoader loader = without(NATIVE_LIBRARIES)) {
            thread.setContextClassLoader(loader);
            assertThatThrownBy(() -> Class.forName(Nd4j.class.getName(), true, loader))
                    .isInstanceOf(LinkageError.class);

            assertThat(HostedTraining.trainIn(loader, "compiled"))
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line)
                            .startsWith(BackendException.class.getName() + ": ND4J has failed to start earlier"));
        } finally {
            thread.setContextClassLoader(context);
        }
    }

    @Test
    void a_class_path_with_half_of_a_backend_is_named_with_the_class_that_is_missing() throws Exception {
        assertThat(trainWithout(NATIVE_LIBRARIES.or(jar -> jar.startsWith("nd4j-native-api-")), "compiled"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .startsWith(BackendException.class.getName() + ": ND4J cannot start")
                        .contains("org.nd4j.nativeblas"));
    }

    private static List<String> trainWithout(Predicate<String> jars, String... trainers) throws Exception {
        try (URLClassLoader loader = without(jars)) {
            return HostedTraining.trainIn(loader, trainers);
        }
    }

    /** In this JVM, since nothing here can load a native library. */
    private static URLClassLoader without(Predicate<String> jars) {
        return ClassPath.ofTests().without(jars).isolated();
    }

    private static String[] trained(String first) {
        return new String[] {HostedTraining.TRAINED + first, HostedTraining.TRAINED + first};
    }

    private static String[] trained(String first, String second) {
        return new String[] {
            HostedTraining.TRAINED + first,
            HostedTraining.TRAINED + first,
            HostedTraining.TRAINED + second,
            HostedTraining.TRAINED + second
        };
    }

    private List<String> run(List<String> options, String... arguments) throws IOException, InterruptedException {
        return OtherJvm.run(temporary, options, arguments);
    }
}
