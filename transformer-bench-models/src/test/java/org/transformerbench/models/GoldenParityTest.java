package org.transformerbench.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.transformerbench.models.TensorAssert.assertClose;
import static org.transformerbench.models.TensorAssert.largest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.registry.UnknownProviderException;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.KernelSets;

/**
 * Every case of a folder against every trainer: logits, losses, gradients and AdamW steps. The folder is the system
 * property {@code golden.dir}, or the copies in the test resources.
 */
class GoldenParityTest {
    private static final Registry REGISTRY = Registry.discover();
    private static final double LOGITS = 1e-4;
    private static final double LOSS = 1e-5;
    private static final double GRADIENT_SHARE = 1e-4;
    private static final double GRADIENT_FLOOR = 1e-6;
    private static final double PARAMETER = 1e-4;

    static Stream<Arguments> cases() throws IOException {
        Path folder = Path.of(System.getProperty("golden.dir", "src/test/resources/golden"));
        List<Path> files;
        try (Stream<Path> list = Files.list(folder)) {
            files = list.filter(path -> path.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
        assertThat(files).as("cases in %s", folder.toAbsolutePath()).isNotEmpty();
        return files.stream()
                .flatMap(file -> trainers().entrySet().stream()
                        .map(trainer -> Arguments.of(
                                file.getFileName().toString(), file, trainer.getKey(), trainer.getValue())));
    }

    /** Every trainer on the class path, and the compiled one with each set of kernels. */
    private static Map<String, Trainer> trainers() {
        Map<String, Trainer> trainers = new LinkedHashMap<>();
        REGISTRY.trainers().forEach(installed -> trainers.put(installed.id(), installed.provider()));
        for (String kernels : KernelSets.names()) {
            trainers.put("compiled, " + kernels, new CompiledTrainer(2, KernelChoice.named(kernels)));
        }
        return trainers;
    }

    @ParameterizedTest(name = "{0} with {2}")
    @MethodSource("cases")
    void agrees_with_the_reference(String name, Path file, String trainerName, Trainer trainer) throws IOException {
        GoldenCase golden = new GoldenCase(file);
        Map<String, Tensor> parameters = golden.below("param/");
        Batch all = golden.batch(Targets.EVERY);

        try (TrainingSession session = trainer.open(golden.spec(REGISTRY, Targets.EVERY))) {
            session.load(parameters);
            assertThat(session.parameterCount())
                    .isEqualTo(golden.json().path("parameters").asLong());
            Tensor expectedLogits = golden.tensor("out/logits");
            Tensor logits =
                    Tensor.of(session.logits(all.tokens(), all.positions(), Targets.EVERY), expectedLogits.shape());
            assertClose("logits", logits, expectedLogits, LOGITS);
            assertGradients(session.gradients(all), golden.json().path("loss_all"), golden.below("grad_all/"));
            assertSteps(session, all, golden);
        }
        try (TrainingSession session = trainer.open(golden.spec(REGISTRY, Targets.LAST))) {
            session.load(parameters);
            Gradients gradients = session.gradients(golden.batch(Targets.LAST));
            assertGradients(gradients, golden.json().path("loss_last"), golden.below("grad_last/"));
        }
        assertThat(golden.unused())
                .as("tensors of the file that were not compared")
                .isEmpty();
    }

    private static void assertGradients(Gradients actual, JsonNode loss, Map<String, Tensor> expected) {
        assertThat(actual.loss()).isEqualTo(loss.asDouble(), within(LOSS));
        assertThat(actual.byParameter()).containsOnlyKeys(expected.keySet());
        expected.forEach((name, gradient) -> assertClose(
                "gradient of " + name,
                actual.byParameter().get(name),
                gradient,
                GRADIENT_SHARE * largest(gradient) + GRADIENT_FLOOR));
    }

    private static void assertSteps(TrainingSession session, Batch batch, GoldenCase golden) {
        JsonNode losses = golden.json().path("adamw_losses");
        double rate = golden.json().path("adamw").path("lr").asDouble();
        int steps = golden.json().path("adamw").path("steps").asInt();
        assertThat(losses).hasSize(steps);
        for (int step = 0; step < steps; step++) {
            assertThat(session.step(batch, rate).loss())
                    .as("loss of step %d", step + 1)
                    .isEqualTo(losses.get(step).asDouble(), within(10 * LOSS));
        }
        Map<String, Tensor> after = golden.below("after/");
        Map<String, Tensor> actual = session.parameters();
        assertThat(actual).containsOnlyKeys(after.keySet());
        after.forEach((name, tensor) ->
                assertClose(name + " after " + steps + " steps", actual.get(name), tensor, PARAMETER));
    }

    @Test
    void fails_when_the_model_of_a_case_is_unknown(@TempDir Path folder) throws IOException {
        Path source = Path.of("src/test/resources/golden/mlp-small");
        Files.copy(source.resolveSibling("mlp-small.safetensors"), folder.resolve("odd.safetensors"));
        String json = Files.readString(source.resolveSibling("mlp-small.json"), StandardCharsets.UTF_8);
        Files.writeString(folder.resolve("odd.json"), json.replace("\"mlp\"", "\"mlpp\""), StandardCharsets.UTF_8);
        GoldenCase golden = new GoldenCase(folder.resolve("odd.safetensors"));
        assertThatThrownBy(() -> golden.spec(REGISTRY, Targets.EVERY))
                .isInstanceOf(UnknownProviderException.class)
                .hasMessageContaining("mlpp")
                .hasMessageContaining("did you mean 'mlp'");
    }
}
