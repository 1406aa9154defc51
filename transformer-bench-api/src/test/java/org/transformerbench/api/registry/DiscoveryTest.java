package org.transformerbench.api.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.Task;
import org.transformerbench.api.Trainer;

/** Every kind of broken provider at once, between good ones. */
class DiscoveryTest {
    private static URLClassLoader loader;
    private static Registry registry;

    @BeforeAll
    static void discover(@TempDir Path temporary) {
        Path providers = new ProviderClassPath(temporary.resolve("all kinds"))
                .trainer("p.First", "first")
                .lines(Trainer.class, "p.Missing", "# a comment", "p.WrongType # not a trainer")
                .source("p.WrongType", "public class WrongType {}")
                .trainer("p.NeedsArgument", "needs-argument", "public NeedsArgument(int size) {}")
                .trainer("p.Private", "private", "private Private() {}")
                .trainer(
                        "p.Throws",
                        "throws",
                        "public Throws() { throw new IllegalStateException(\"file not found\"); }")
                .trainer(
                        "p.ThrowsWithCause",
                        "throws-with-cause",
                        "public ThrowsWithCause() { throw new IllegalStateException(\"outer\", new RuntimeException()); }")
                .trainer("p.StaticThrows", "static-throws", "static final int SIZE = Integer.parseInt(\"many\");")
                .source("p.Gone", "public class Gone {}")
                .source("p.GoneBase", "public class GoneBase {}")
                .lines(Trainer.class, "p.Orphan")
                .source(
                        "p.Orphan",
                        "public class Orphan extends GoneBase" + ProviderClassPath.trainerBody("orphan", ""))
                .trainer("p.UsesGone", "uses-gone", "private final Object gone = new Gone();")
                .lines(Trainer.class, "p.Hidden", "p.Unfinished")
                .source("p.Hidden", "class Hidden" + ProviderClassPath.trainerBody("hidden", "public Hidden() {}"))
                .source(
                        "p.Unfinished",
                        "public abstract class Unfinished" + ProviderClassPath.trainerBody("unfinished", ""))
                .trainer("p.Shouts", "Not_Kebab")
                .lines(Trainer.class, "p.IdThrows")
                .source(
                        "p.IdThrows",
                        "public class IdThrows"
                                + ProviderClassPath.trainerBody("", "")
                                        .replace("return \"\"", "throw new ArithmeticException(\"odd\")"))
                .trainer("p.Last", "last")
                .build("p.Gone", "p.GoneBase");
        Path garbage = new ProviderClassPath(temporary.resolve("garbage"))
                .lines(Trainer.class, "p.First", "what is this?")
                .lines(Task.class, "q.NoSuchTask")
                .build();
        Path after = new ProviderClassPath(temporary.resolve("after"))
                .trainer("r.AfterGarbage", "after-garbage")
                .build();
        loader = ProviderClassPath.loader(providers, garbage, after);
        registry = Registry.discover(loader);
    }

    @AfterAll
    static void close() throws IOException {
        loader.close();
    }

    @Test
    void finds_the_good_ones_among_the_broken_ones_sorted_by_id() {
        assertThat(registry.trainers())
                .extracting(InstalledProvider::id)
                .containsExactly("after-garbage", "first", "last");
        assertThat(registry.trainer("last").getClass().getName()).isEqualTo("p.Last");
        assertThat(registry.models()).isEmpty();
        assertThat(registry.tasks()).isEmpty();
    }

    @Test
    void tells_where_a_provider_came_from_as_a_readable_path() {
        assertThat(registry.trainers().get(1).source()).endsWith("all kinds");
    }

    @Test
    void knows_each_failure_by_its_class_name() {
        assertThat(registry.failures())
                .filteredOn(failure -> failure.provider().startsWith("p."))
                .extracting(ProviderFailure::provider)
                .containsExactlyInAnyOrder(
                        "p.Missing",
                        "p.WrongType",
                        "p.NeedsArgument",
                        "p.Private",
                        "p.Throws",
                        "p.ThrowsWithCause",
                        "p.StaticThrows",
                        "p.Orphan",
                        "p.UsesGone",
                        "p.Hidden",
                        "p.Unfinished",
                        "p.Shouts",
                        "p.IdThrows");
        assertThat(registry.failures()).hasSize(15);
    }

    @Test
    void explains_a_class_that_is_not_there() {
        assertThat(reason("p.Missing")).isEqualTo("is named in META-INF/services, but there is no such class");
    }

    @Test
    void explains_a_class_of_another_type() {
        assertThat(reason("p.WrongType")).isEqualTo("does not implement org.transformerbench.api.Trainer");
    }

    @Test
    void explains_a_missing_constructor() {
        String reason = "must have a public constructor without arguments";
        assertThat(List.of(reason("p.NeedsArgument"), reason("p.Private"))).containsOnly(reason);
    }

    @Test
    void explains_a_class_that_cannot_be_constructed() {
        assertThat(reason("p.Hidden")).isEqualTo("must be a public class");
        assertThat(reason("p.Unfinished")).isEqualTo("must not be abstract");
    }

    @Test
    void repeats_what_a_constructor_threw() {
        assertThat(reason("p.Throws"))
                .isEqualTo("its constructor threw java.lang.IllegalStateException: file not found");
        assertThat(reason("p.ThrowsWithCause"))
                .isEqualTo("its constructor threw java.lang.IllegalStateException: outer");
        assertThat(reason("p.StaticThrows"))
                .isEqualTo("its static initializer threw java.lang.NumberFormatException: For input string: \"many\"");
    }

    @Test
    void names_the_missing_class_of_a_dependency() {
        assertThat(reason("p.Orphan")).isEqualTo("needs the class p.GoneBase, which is not on the class path");
        assertThat(reason("p.UsesGone")).isEqualTo("needs the class p.Gone, which is not on the class path");
    }

    @Test
    void points_at_the_line_of_a_services_file_that_is_no_class_name() {
        assertThat(registry.failures())
                .filteredOn(
                        failure -> failure.provider().endsWith("META-INF/services/" + Trainer.class.getName() + ":2"))
                .singleElement()
                .satisfies(failure -> {
                    assertThat(failure.provider()).contains("garbage");
                    assertThat(failure.reason())
                            .startsWith(
                                    "all providers of this file are left out, because a line of it is no class name");
                });
    }

    @Test
    void keeps_service_and_cause_of_a_failure() {
        ProviderFailure task = failure("q.NoSuchTask");
        assertThat(task.service()).isEqualTo("Task");
        assertThat(failure("p.Throws").service()).isEqualTo("Trainer");
        assertThat(failure("p.Throws").cause().orElseThrow()).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void explains_an_id_that_is_not_kebab_case() {
        assertThat(reason("p.Shouts"))
                .isEqualTo("The id 'Not_Kebab' of p.Shouts must be kebab-case: letters, digits and single hyphens,"
                        + " a letter first, at most 64");
    }

    @Test
    void repeats_what_an_id_method_threw() {
        assertThat(reason("p.IdThrows")).isEqualTo("The id() of p.IdThrows threw java.lang.ArithmeticException: odd");
    }

    private static String reason(String provider) {
        return failure(provider).reason();
    }

    private static ProviderFailure failure(String provider) {
        return registry.failures().stream()
                .filter(failure -> failure.provider().equals(provider))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(provider + " is not among "
                        + registry.failures().stream()
                                .map(ProviderFailure::provider)
                                .toList()));
    }
}
