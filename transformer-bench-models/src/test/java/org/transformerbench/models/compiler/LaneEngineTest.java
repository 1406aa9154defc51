package org.transformerbench.models.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Allocation;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.Gru;
import org.transformerbench.models.Llama;
import org.transformerbench.models.compiler.batch.LossSums;
import org.transformerbench.models.compiler.runtime.LaneEngine;
import org.transformerbench.models.compiler.runtime.LaneProgram;
import org.transformerbench.models.compiler.runtime.Nd4jRegions;
import org.transformerbench.models.custom.CustomModels;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.engine.FallbackModels;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.Kernels;

/** Programs on micro-batches have the numbers of the interpreter, which computes node by node. */
class LaneEngineTest {
    private static final List<Kernels> KERNELS = List.of(KernelChoice.named("plain"), KernelChoice.named("vector"));
    private static final int LANES = 16;

    static Stream<CustomModel> operations() {
        return CaptureTest.operations();
    }

    static Stream<CustomModel> models() {
        return CaptureTest.models();
    }

    static Stream<CustomModel> formulas() {
        return RightGradientTest.formulas();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void an_operation_has_the_numbers_of_the_interpreter(CustomModel model) {
        SequenceShape shape = new SequenceShape(5, 6, 6);
        compare(model.spec(shape, Targets.EVERY), shape, 3);
    }

    @ParameterizedTest
    @MethodSource("formulas")
    void what_samediff_gets_wrong_has_the_numbers_of_the_interpreter(CustomModel model) {
        SequenceShape shape = new SequenceShape(5, 3, 3);
        compare(model.spec(shape, Targets.EVERY), shape, 3);
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_model_has_the_numbers_of_the_interpreter(CustomModel model) {
        for (int examples : new int[] {1, 16, 37}) {
            compare(model.spec(FallbackModels.SHAPE, Targets.EVERY), FallbackModels.SHAPE, examples);
        }
    }

    /** Those of users, and built-in ones that have no kernels for rows. */
    static Stream<Model<?>> custom() {
        return Stream.concat(CustomModels.all(), Stream.of(new Llama(), new Gru()));
    }

    @ParameterizedTest
    @MethodSource("custom")
    void a_whole_model_has_the_numbers_of_the_interpreter(Model<?> model) {
        for (int positions : new int[] {5, 8}) {
            SequenceShape shape = new SequenceShape(7, positions, positions);
            compare(spec(model, shape), shape, 19);
        }
    }

    private static <C extends Record> TrainingSpec<C> spec(Model<C> model, SequenceShape shape) {
        return new TrainingSpec<>(
                model,
                model.defaultConfig(shape),
                shape,
                Targets.EVERY,
                new AdamW(1e-2, 0.9, 0.99, 1e-3, 0.1),
                new SeedStreams(7));
    }

    @ParameterizedTest
    @MethodSource("custom")
    void a_larger_batch_needs_no_larger_buffers(Model<?> model) {
        SequenceShape shape = new SequenceShape(7, 5, 5);
        requireSameBuffers(spec(model, shape), shape);
    }

    /** With plain kernels: loops over vectors make garbage until they are compiled. */
    private static <C extends Record> void requireSameBuffers(TrainingSpec<C> spec, SequenceShape shape) {
        Batch few = Fixtures.batch(shape, 8 * LANES, shape.outputPositions(), 11);
        Batch many = Fixtures.batch(shape, 40 * LANES, shape.outputPositions(), 11);
        try (Parameters declared = new Parameters(spec.seeds())) {
            ModelGraph graph =
                    ModelGraph.build(spec.model(), spec.config(), spec.shape(), shape.contextLength(), false, declared);
            LaneEngine engine = engine(graph, spec, KernelChoice.named("plain"), declared.toTensors(), true);
            long bytes = Compiler.compile(graph, Targets.EVERY, true, LANES).bufferBytes();
            engine.run(few, 0);
            long found = Allocation.allocatedBy(() -> engine.run(many, 0));
            // Some strides and lists; buffers for each micro-batch would be 32 times as much.
            assertThat(found).isLessThan(4 * bytes);
        }
    }

    private static <C extends Record> void compare(TrainingSpec<C> spec, SequenceShape shape, int examples) {
        Batch batch = Fixtures.batch(shape, examples, shape.outputPositions(), 11);
        try (Parameters declared = new Parameters(spec.seeds())) {
            ModelGraph graph =
                    ModelGraph.build(spec.model(), spec.config(), spec.shape(), shape.contextLength(), false, declared);
            Map<String, Tensor> values = declared.toTensors();
            CapturedModel reference = new CapturedModel(spec, shape.contextLength(), values);
            float[] logits = reference.logits(batch.tokens(), examples);
            Map<String, float[]> gradients = reference.gradients(batch);
            for (Kernels kernels : KERNELS) {
                LaneEngine forward = engine(graph, spec, kernels, values, false);
                requireClose("logits", forward.logits(batch.tokens(), examples, 0), logits, largest(logits));
                LaneEngine engine = engine(graph, spec, kernels, values, true);
                LossSums loss = engine.run(batch, 0);
                assertThat(loss.loss() / batch.targets().length).isBetween(0.1, 10.0);
                Map<String, float[]> found = new HashMap<>();
                engine.gradients((name, gradient) -> {
                    float[] copy = new float[gradient.size()];
                    gradient.copyTo(copy, 0);
                    found.put(name, copy);
                });
                float largest = 0;
                for (float[] gradient : gradients.values()) {
                    largest = Math.max(largest, largest(gradient));
                }
                for (Map.Entry<String, float[]> entry : gradients.entrySet()) {
                    requireClose(entry.getKey(), found.get(entry.getKey()), entry.getValue(), largest);
                }
            }
        }
    }

    private static <C extends Record> LaneEngine engine(
            ModelGraph graph, TrainingSpec<C> spec, Kernels kernels, Map<String, Tensor> values, boolean gradients) {
        LaneProgram program = Compiler.compile(graph, Targets.EVERY, gradients, LANES);
        LaneEngine engine = new LaneEngine(
                program,
                kernels.interleaved(),
                spec.seeds(),
                new Nd4jRegions(program, graph, spec.seeds()),
                LaneEngineTest::inOrder,
                1);
        engine.refresh((name, to) -> feed(values, name, to));
        return engine;
    }

    private static void feed(Map<String, Tensor> values, String name, float[] to) {
        float[] from = values.get(name).values();
        System.arraycopy(from, 0, to, 0, to.length);
    }

    private static void inOrder(int count, BiConsumer<Integer, Integer> task) {
        for (int i = 0; i < count; i++) {
            task.accept(i, 0);
        }
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float each : values) {
            largest = Math.max(largest, Math.abs(each));
        }
        return largest;
    }

    private static void requireClose(String what, float[] actual, float[] expected, float largest) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]) / largest)
                    .as("%s[%d]: %s instead of %s", what, i, actual[i], expected[i])
                    .isLessThan(1e-4f);
        }
    }
}
