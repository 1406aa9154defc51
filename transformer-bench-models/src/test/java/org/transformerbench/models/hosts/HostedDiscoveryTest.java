package org.transformerbench.models.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.registry.InstalledProvider;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.models.engine.CompiledTrainer;

/** What is found where the context class loader is not the one that loaded the library. */
class HostedDiscoveryTest {
    private static final ClassLoader OWN = Registry.class.getClassLoader();
    private static final String[] MODELS = {"gru", "hugging-face-gpt", "llama", "mlp", "nano-gpt", "tl-transformer"};

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void the_library_finds_its_own_without_a_context_class_loader() {
        Registry registry = discoverUnder(null);

        assertThat(registry.models()).extracting(InstalledProvider::id).contains(MODELS);
        assertThat(registry.discoveryNote())
                .hasValueSatisfying(note -> assertThat(note)
                        .startsWith("Searched the library's own class loader (")
                        .endsWith(", because the context class loader is null."));
        assertThat(Registry.discover(null).models())
                .extracting(InstalledProvider::id)
                .contains(MODELS);
    }

    @Test
    void the_library_finds_its_own_where_the_context_class_loader_does_not_see_it() {
        Registry registry = discoverUnder(ClassLoader.getPlatformClassLoader());

        assertThat(registry.trainers()).extracting(InstalledProvider::id).contains("compiled", "samediff");
        assertThat(registry.failures()).isEmpty();
        assertThatThrownBy(() -> registry.model("gpt"))
                .hasMessageContaining("Known: gru, hugging-face-gpt, llama, mlp")
                .hasMessageEndingWith("because the context class loader ('platform') does not see this library.");
    }

    @Test
    void another_copy_of_the_library_is_not_mixed_with_this_one() throws IOException {
        URL api = Registry.class.getProtectionDomain().getCodeSource().getLocation();
        URL models = CompiledTrainer.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader copy = new URLClassLoader(new URL[] {api, models}, null)) {
            Registry registry = discoverUnder(copy);

            assertThat(registry.models()).extracting(InstalledProvider::id).contains(MODELS);
            assertThat(registry.failures()).isEmpty();
            assertThat(registry.discoveryNote())
                    .hasValueSatisfying(note -> assertThat(note).endsWith(") has another copy of this library."));
        }
    }

    @Test
    void a_plug_in_that_its_class_loader_cuts_off_from_the_library_is_a_failure_that_says_what_to_do(
            @TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(Model.class.getName()), "far.away.Plugin\n");
        try (URLClassLoader alone =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Registry registry = discoverUnder(alone);

            assertThat(registry.models()).extracting(InstalledProvider::id).contains(MODELS);
            assertThat(registry.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.service()).isEqualTo("Model");
                assertThat(failure.provider()).isEqualTo("far.away.Plugin");
                assertThat(failure.reason()).contains("give Registry.discover a class loader that sees both");
            });
        }
    }

    @Test
    void plug_ins_of_a_child_that_hides_the_librarys_services_files_stand_beside_the_librarys(@TempDir Path folder)
            throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(Model.class.getName()), PluginModel.class.getName() + "\n");
        try (URLClassLoader child = new HidingClassLoader(folder)) {
            Registry registry = discoverUnder(child);

            assertThat(registry.models())
                    .extracting(InstalledProvider::id)
                    .contains(MODELS)
                    .contains(new PluginModel().id());
            assertThat(registry.failures()).isEmpty();
            assertThat(registry.discoveryNote()).isEmpty();
            assertThat(Registry.discover(child).models())
                    .as("a class loader that was chosen is searched alone")
                    .extracting(InstalledProvider::id)
                    .containsExactly(new PluginModel().id());
        }
    }

    @Test
    void providers_are_constructed_under_a_context_class_loader_that_sees_the_library(@TempDir Path folder)
            throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(Model.class.getName()), PluginModel.class.getName() + "\n");
        try (URLClassLoader child = new HidingClassLoader(folder)) {
            for (ClassLoader context : new ClassLoader[] {null, ClassLoader.getPlatformClassLoader(), child}) {
                Thread.currentThread().setContextClassLoader(context);

                PluginModel plugin = (PluginModel) Registry.discover(child).model("of-a-plug-in");

                assertThat(plugin.context).isSameAs(context == child ? child : OWN);
                assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(context);
            }
        }
    }

    @Test
    void what_both_class_loaders_see_is_there_once() throws IOException {
        try (URLClassLoader child = new URLClassLoader(new URL[0], OWN)) {
            assertThat(discoverUnder(child).models())
                    .extracting(InstalledProvider::id)
                    .isEqualTo(Registry.discover(OWN).models().stream()
                            .map(InstalledProvider::id)
                            .toList());
            assertThat(discoverUnder(child).failures()).isEmpty();
            assertThat(discoverUnder(child).discoveryNote()).isEmpty();
        }
    }

    private static Registry discoverUnder(ClassLoader context) {
        Thread.currentThread().setContextClassLoader(context);
        return Registry.discover();
    }

    /** As that of a plug-in host: classes of the parent are seen, its resources are not. */
    private static final class HidingClassLoader extends URLClassLoader {
        HidingClassLoader(Path folder) throws IOException {
            super(new URL[] {folder.toUri().toURL()}, OWN);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.startsWith("META-INF/services/") ? findResources(name) : Collections.emptyEnumeration();
        }
    }

    /** A provider that no services file of the library names. */
    public static final class PluginModel implements Model<PluginModel.Nothing> {
        /** There is nothing to configure. */
        public record Nothing() {}

        private final ClassLoader context = Thread.currentThread().getContextClassLoader();

        @Override
        public String id() {
            return "of-a-plug-in";
        }

        @Override
        public Class<Nothing> configType() {
            return Nothing.class;
        }

        @Override
        public Nothing defaultConfig(SequenceShape shape) {
            return new Nothing();
        }

        @Override
        public SDVariable logits(GraphScope graph, SDVariable tokens, Nothing config) {
            throw new UnsupportedOperationException();
        }
    }
}
