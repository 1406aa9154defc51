package org.transformerbench.api.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Trainer;

class RegistryTest {
    private static final FakeTrainer SAMEDIFF = new FakeTrainer("samediff", spec -> null);

    @Test
    void names_both_classes_and_both_jars_of_a_duplicate_id(@TempDir Path temporary) throws IOException {
        try (URLClassLoader loader = duplicates(temporary)) {
            Registry registry = Registry.discover(loader);

            assertThatThrownBy(() -> registry.trainer("twice"))
                    .isInstanceOf(DuplicateProviderException.class)
                    .hasMessageContainingAll(
                            "'twice'",
                            "one.Twice in " + temporary.resolve("one.jar"),
                            "two.Twice in " + temporary.resolve("two.jar"));
            assertThat(registry.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.service()).isEqualTo("Trainer");
                assertThat(failure.provider()).isEqualTo("one.Twice and two.Twice");
                assertThat(failure.reason()).contains("one.jar", "two.jar");
            });
        }
    }

    @Test
    void keeps_other_ids_usable_beside_a_duplicate(@TempDir Path temporary) throws IOException {
        try (URLClassLoader loader = duplicates(temporary)) {
            Registry registry = Registry.discover(loader);

            assertThat(registry.trainers()).extracting(InstalledProvider::id).containsExactly("single");
            assertThat(registry.trainer("single").id()).isEqualTo("single");
        }
    }

    @Test
    void settles_a_duplicate_when_one_is_given_by_hand(@TempDir Path temporary) throws IOException {
        try (URLClassLoader loader = duplicates(temporary)) {
            Trainer mine = new FakeTrainer("twice", spec -> null);
            Registry registry = Registry.discover(loader).with(mine);

            assertThat(registry.trainer("twice")).isSameAs(mine);
            assertThat(registry.failures()).isEmpty();
        }
    }

    private static URLClassLoader duplicates(Path temporary) {
        Path one = new ProviderClassPath(temporary.resolve("1"))
                .trainer("one.Twice", "twice")
                .buildJar("one.jar");
        Path two = new ProviderClassPath(temporary.resolve("2"))
                .trainer("two.Twice", "twice")
                .trainer("two.Single", "single")
                .buildJar("two.jar");
        return ProviderClassPath.loader(one, two);
    }

    @Test
    void lists_failed_providers_when_an_id_is_unknown(@TempDir Path temporary) throws IOException {
        Path providers = new ProviderClassPath(temporary)
                .lines(Trainer.class, "p.Missing")
                .build();
        try (URLClassLoader loader = ProviderClassPath.loader(providers)) {
            Registry registry =
                    Registry.discover(loader).with(SAMEDIFF).with(new FakeTrainer("compiled", spec -> null));

            assertThatThrownBy(() -> registry.trainer("same-dif"))
                    .isInstanceOf(UnknownProviderException.class)
                    .hasMessage(
                            "No trainer 'same-dif'; did you mean 'samediff'? Known: compiled, samediff. Failed to load:"
                                    + " p.Missing (is named in META-INF/services, but there is no such class).");
            assertThatThrownBy(() -> registry.model("gpt")).hasMessage("No model 'gpt'. Known: none.");
        }
    }

    @Test
    void discovers_through_the_context_class_loader(@TempDir Path temporary) throws IOException {
        Path providers = new ProviderClassPath(temporary)
                .trainer("c.InContext", "in-context")
                .build();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = ProviderClassPath.loader(providers)) {
            Thread.currentThread().setContextClassLoader(loader);
            assertThat(Registry.discover().trainer("in-context").id()).isEqualTo("in-context");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void replaces_a_provider_of_the_same_id_and_leaves_the_older_registry_alone() {
        FakeModel old = new FakeModel("gpt");
        FakeModel other = new FakeModel("gpt", Targets.LAST);
        Registry before = Registry.empty().with(old);
        Registry after = before.with(other);

        assertThat(before.model("gpt")).isSameAs(old);
        assertThat(after.model("gpt")).isSameAs(other);
        assertThat(after.models()).hasSize(1);
    }

    @Test
    void keeps_models_tasks_and_trainers_apart_and_sorts_each_by_id() {
        Registry registry = Registry.empty()
                .with(new FakeModel("same"))
                .with(new FakeModel("alpha"))
                .with(new FakeTask("same", seeds -> null))
                .with(new FakeTrainer("same", spec -> null));

        assertThat(registry.models()).extracting(InstalledProvider::id).containsExactly("alpha", "same");
        assertThat(registry.task("same")).isInstanceOf(FakeTask.class);
        assertThat(registry.trainer("same")).isInstanceOf(FakeTrainer.class);
        assertThatThrownBy(() -> registry.task("alpha")).isInstanceOf(UnknownProviderException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "nano-gpt", "gpt2", "a-1-b2"})
    void accepts_ids_in_kebab_case(String id) {
        assertThat(Registry.empty().with(new FakeModel(id)).model(id).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GPT", "2gpt", "nano_gpt", "nano--gpt", "-gpt", "gpt-", "nano gpt", "größe"})
    void rejects_ids_that_are_not_in_kebab_case(String id) {
        assertThatThrownBy(() -> Registry.empty().with(new FakeModel(id)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'" + id + "'", FakeModel.class.getName(), "kebab-case");
    }

    @Test
    void rejects_an_id_of_65_characters_and_no_id() {
        assertThat(Registry.empty().with(new FakeModel("a".repeat(64))).models())
                .hasSize(1);
        assertThatThrownBy(() -> Registry.empty().with(new FakeModel("a".repeat(65))))
                .hasMessageContaining("at most 64");
        assertThatThrownBy(() -> Registry.empty().with(new FakeModel(null))).hasMessageContaining("'null'");
    }

    @Test
    void tells_once_why_services_files_cannot_be_read() {
        ClassLoader unreadable = new ClassLoader(getClass().getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                if (name.equals("META-INF/services/" + Trainer.class.getName())) {
                    throw new IOException("the disk is gone");
                }
                return Collections.emptyEnumeration();
            }
        };
        assertThat(Registry.discover(unreadable).failures()).singleElement().satisfies(failure -> {
            assertThat(failure.service()).isEqualTo("Trainer");
            assertThat(failure.reason()).contains("the disk is gone");
        });
    }
}
