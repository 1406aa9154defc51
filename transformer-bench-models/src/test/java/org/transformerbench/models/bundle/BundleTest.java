package org.transformerbench.models.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.bundle.LetterFormat.Letters;
import org.transformerbench.models.checkpoint.Safetensors;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.custom.CustomModels;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.engine.FallbackModels;
import org.transformerbench.models.engine.Nd4jPartModels;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;

class BundleTest {
    static final Vocabulary SYMBOLS = Vocabulary.of("0123456789.=+-m|");

    @TempDir
    private Path folder;

    static Stream<Model<?>> models() {
        return Stream.concat(Fixtures.models(), CustomModels.all());
    }

    static <C extends Record> Bundle bundle(Model<C> model) {
        SequenceShape shape = Fixtures.addition(model);
        return bundle(model, shape, Optional.of(SYMBOLS), Optional.of(new Letters(SYMBOLS, 15)));
    }

    private static <C extends Record> Bundle bundle(
            Model<C> model, SequenceShape shape, Optional<Vocabulary> symbols, Optional<TextEncoding> encoding) {
        C config = model.defaultConfig(shape);
        try (Parameters parameters = new Parameters(new SeedStreams(9))) {
            ModelGraph.build(model, config, shape, shape.contextLength(), false, parameters);
            return ModelBundles.of(model, config, shape, Targets.EVERY, parameters.toTensors(), symbols, encoding);
        }
    }

    private Bundle writtenAndRead(Bundle bundle) throws IOException {
        Path file = folder.resolve("one/model.safetensors");
        new BundleWriter().write(file, bundle);
        return new BundleReader().read(file);
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_bundle_is_read_as_it_was_written(Model<?> model) throws IOException {
        Bundle bundle = bundle(model).withResult("{\"runId\":\"1\"}");

        Bundle read = writtenAndRead(bundle);

        assertThat(read.card()).isEqualTo(bundle.card());
        assertThat(read.encoding()).isEqualTo(bundle.encoding()).isPresent();
        assertThat(read.parameters()).isEqualTo(bundle.parameters());
        assertThat(read.parameters().keySet())
                .containsExactlyElementsOf(bundle.parameters().keySet());
        assertThat(read.result()).isEqualTo(bundle.result());
        assertThat(read.spec()).isEmpty();
        assertThat(read.forward().missing()).isEmpty();
        assertThat(read.forward().prefixStable()).isEqualTo(bundle.forward().prefixStable());
        assertThat(ForwardGraphs.listing(read.forward().require()))
                .isEqualTo(ForwardGraphs.listing(bundle.forward().require()));
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_bundle_knows_whether_keys_and_values_can_be_kept(Model<?> model) {
        boolean stable = bundle(model).forward().prefixStable();

        assertThat(stable || recomputation(model).isPresent()).isTrue();
        assertThat(stable && model.predicts() == Targets.LAST).isFalse();
    }

    private static <C extends Record> Optional<String> recomputation(Model<C> model) {
        SequenceShape shape = Fixtures.addition(model);
        return new CompiledTrainer(1)
                .recomputation(new TrainingSpec<>(
                        model,
                        model.defaultConfig(shape),
                        shape,
                        model.predicts(),
                        new AdamW(1e-2, 0.9, 0.99, 1e-3, 0.1),
                        new SeedStreams(1)));
    }

    @Test
    void the_graph_of_the_last_position_leaves_out_the_others() {
        ForwardGraph forward = bundle(new NanoGpt()).forward();

        assertThat(forward.at(Targets.LAST).outputs().get(0).shape()).isEqualTo(Shape.perExample(1, 16));
        assertThat(forward.at(Targets.EVERY).outputs().get(0).shape()).isEqualTo(Shape.perExample(12, 16));
        float[] last = ForwardGraphs.compute(forward.at(Targets.LAST)).get(0);
        float[] every = ForwardGraphs.compute(forward.at(Targets.EVERY)).get(0);
        for (int i = 0; i < last.length; i++) {
            assertThat(last[i]).isCloseTo(every[(i / 16 * 12 + 11) * 16 + i % 16], within(1e-5f));
        }
    }

    @Test
    void other_programs_read_the_file_as_the_weights_of_the_original() throws IOException {
        Bundle bundle = bundle(new NanoGpt());
        Path file = folder.resolve("weights.safetensors");

        new BundleWriter().write(file, bundle);

        Map<String, Tensor> weights = new Safetensors().read(file);
        assertThat(weights).isEqualTo(bundle.parameters()).containsKeys("transformer.wte.weight", "lm_head.weight");
        assertThat(new Safetensors().readMetadata(file)).containsEntry("format", "pt");
    }

    static List<CustomModel> withParts() {
        return List.of(Nd4jPartModels.activation(), Nd4jPartModels.branches());
    }

    @ParameterizedTest
    @MethodSource("withParts")
    void a_model_with_a_part_that_nd4j_computes_has_its_parameters_and_the_reason_why_there_is_no_graph(
            CustomModel model) throws IOException {
        Bundle bundle = bundle(model, FallbackModels.SHAPE, Optional.empty(), Optional.empty());

        Bundle read = writtenAndRead(bundle);

        assertThat(read.parameters()).isEqualTo(bundle.parameters()).isNotEmpty();
        assertThat(read.forward()).isEqualTo(bundle.forward());
        assertThat(read.forward().missing())
                .hasValueSatisfying(why -> assertThat(why)
                        .startsWith("a part of it is computed by ND4J, which the file cannot hold: ND4J: ")
                        .contains("rational_tanh"));
        assertThatThrownBy(() -> read.forward().require())
                .hasMessageStartingWith("The bundle holds parameters, but no graph to compute with: a part of it");
    }

    @Test
    void parameters_of_another_model_are_not_bundled() {
        NanoGpt model = new NanoGpt();
        SequenceShape shape = Fixtures.addition(model);
        Map<String, Tensor> parameters = new LinkedHashMap<>(bundle(model).parameters());
        parameters.put("more", Tensor.of(new float[1], 1));

        assertThatThrownBy(() -> ModelBundles.of(
                        model,
                        model.defaultConfig(shape),
                        shape,
                        Targets.EVERY,
                        parameters,
                        Optional.empty(),
                        Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown: [more]");
    }
}
