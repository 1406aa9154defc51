package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.transformerbench.models.engine.CustomModel.embedding;
import static org.transformerbench.models.engine.CustomModel.head;
import static org.transformerbench.models.engine.FallbackModels.SHAPE;
import static org.transformerbench.models.engine.FallbackModels.WIDTH;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.Configs;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.Kernels;

/** A graph is compiled once per shape and use, however many sessions there are; sessions share nothing that they change. */
class ProgramCacheTest {
    private static final Batch BATCH = Fixtures.batch(SHAPE, 5, 5, 4);

    private final ProgramCache programs = new ProgramCache(16);
    private final CompiledTrainer trainer = trainer(programs);

    private static CompiledTrainer trainer(ProgramCache programs) {
        return new CompiledTrainer(2, KernelChoice::kernels, programs);
    }

    /** How many programs it takes to open a model: one for each way that is tried. */
    private static long programsOf(TrainingSpec<?> spec) {
        ProgramCache own = new ProgramCache(1);
        trainer(own).open(spec).close();
        return own.compilations();
    }

    private static TrainingSpec<?> nanoGpt(Map<String, String> settings, long seed) {
        NanoGpt model = new NanoGpt();
        return new TrainingSpec<>(
                model,
                new Configs().with(model.defaultConfig(SHAPE), settings),
                SHAPE,
                Targets.EVERY,
                new AdamW(Fixtures.LEARNING_RATE, 0.9, 0.99, 1e-3, 0.1),
                new SeedStreams(seed));
    }

    private static TrainingSpec<?> spec(CustomModel model) {
        return model.spec(SHAPE, Targets.EVERY);
    }

    /** What a user of a saved model does. */
    private static List<float[]> use(TrainingSession session) {
        List<float[]> results = new ArrayList<>();
        for (int positions = SHAPE.contextLength(); positions > 0; positions--) {
            results.add(session.logits(new int[2 * positions], positions, Targets.EVERY));
            results.add(session.logits(new int[2 * positions], positions, Targets.LAST));
        }
        Decoder decoder = session.decoder(1);
        results.add(decoder.append(1, 2));
        results.add(decoder.append(3));
        return results;
    }

    private List<float[]> openAndUse(TrainingSpec<?> spec) {
        try (TrainingSession session = trainer.open(spec)) {
            assertThat(session.backend()).startsWith("compiled");
            return use(session);
        }
    }

    static Stream<TrainingSpec<?>> specs() {
        return Stream.of(
                nanoGpt(Map.of("layers", "1", "dropout", "0.2"), 7),
                spec(FallbackModels.activation()),
                spec(FallbackModels.sharedPart()));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void a_model_that_is_opened_again_compiles_nothing(TrainingSpec<?> spec) {
        List<float[]> first = openAndUse(spec);
        long before = programs.compilations();
        List<float[]> second = openAndUse(spec);

        // Training, logits of all and of the last position for each T; decoding on rows for the whole and for half a
        // context, or a
        // refusal, and then one position of each and a program of interleaved rows.
        assertThat(before)
                .isBetween(
                        programsOf(spec) + 2 * SHAPE.contextLength(), programsOf(spec) + 2 * SHAPE.contextLength() + 4);
        assertThat(programs.compilations()).isEqualTo(before);
        assertThat(second).usingRecursiveComparison().isEqualTo(first);
    }

    @Test
    void new_positions_compile_one_program() {
        try (TrainingSession session = trainer.open(nanoGpt(Map.of("layers", "1"), 7))) {
            session.logits(new int[4], 4, Targets.EVERY);
            long before = programs.compilations();
            session.logits(new int[3], 3, Targets.EVERY);
            assertThat(programs.compilations()).isEqualTo(before + 1);
            session.logits(new int[6], 3, Targets.EVERY);
            session.logits(new int[8], 4, Targets.EVERY);
            assertThat(programs.compilations()).isEqualTo(before + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void sessions_that_share_a_program_learn_as_if_they_were_alone(TrainingSpec<?> spec) {
        TrainingSpec<?> other = otherSeed(spec);
        try (TrainingSession left = trainer.open(spec);
                TrainingSession right = trainer.open(other)) {
            assertThat(programs.compilations()).isEqualTo(programsOf(spec));
            List<Object> leftResults = new ArrayList<>();
            List<Object> rightResults = new ArrayList<>();
            for (int step = 0; step < 3; step++) {
                leftResults.add(left.step(BATCH, Fixtures.LEARNING_RATE));
                rightResults.add(right.step(BATCH, Fixtures.LEARNING_RATE));
            }
            leftResults.add(left.parameters());
            rightResults.add(right.parameters());

            assertThat(leftResults).usingRecursiveComparison().isEqualTo(alone(spec));
            assertThat(rightResults).usingRecursiveComparison().isEqualTo(alone(other));
            assertThat(leftResults.get(2)).isNotEqualTo(rightResults.get(2));
        }
    }

    private static <C extends Record> TrainingSpec<C> otherSeed(TrainingSpec<C> spec) {
        return new TrainingSpec<>(
                spec.model(), spec.config(), spec.shape(), spec.targets(), spec.optimizer(), new SeedStreams(8));
    }

    private static List<Object> alone(TrainingSpec<?> spec) {
        try (TrainingSession session = trainer(new ProgramCache(1)).open(spec)) {
            List<Object> results = new ArrayList<>();
            for (int step = 0; step < 3; step++) {
                results.add(session.step(BATCH, Fixtures.LEARNING_RATE));
            }
            results.add(session.parameters());
            return results;
        }
    }

    /** Models of one name whose graphs differ in one place. */
    static Stream<List<CustomModel>> alike() {
        return Stream.of(
                models((scope, x) -> x.mul(2), (scope, x) -> x.mul(3)),
                models((scope, x) -> x.mean(true, 2), (scope, x) -> x.mean(true, 1)),
                models(
                        (scope, x) -> scope.graph().math().sin(x),
                        (scope, x) -> scope.graph().math().cos(x)),
                models((scope, x) -> x.mul(constant(scope, 1)), (scope, x) -> x.mul(constant(scope, 2))),
                models(
                        (scope, x) -> scope.graph().nn().softmax(x, 1),
                        (scope, x) -> scope.graph().nn().softmax(x, 2)),
                models(
                        (scope, x) -> scope.dropout(x, 0.1, scope.positions(), WIDTH),
                        (scope, x) -> scope.dropout(x, 0.5, scope.positions(), WIDTH)));
    }

    private static SDVariable constant(GraphScope scope, double value) {
        return scope.graph().constant(Nd4j.valueArrayOf(new long[] {1, 1, WIDTH}, value, DataType.FLOAT));
    }

    private static List<CustomModel> models(CustomModel.Part... parts) {
        return Stream.of(parts)
                .map(part -> new CustomModel("alike", (scope, tokens) -> {
                    SDVariable x = embedding(scope, tokens, WIDTH);
                    return head(scope, x.add(part.apply(scope, x)), WIDTH);
                }))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("alike")
    void graphs_that_differ_in_anything_have_programs_of_their_own(List<CustomModel> models) {
        for (int i = 0; i < 2; i++) {
            long before = programs.compilations();
            try (TrainingSession session = trainer.open(spec(models.get(i)))) {
                assertThat(programs.compilations() - before).isEqualTo(programsOf(spec(models.get(i))));
                assertThat(List.<Object>of(session.step(BATCH, Fixtures.LEARNING_RATE)))
                        .isEqualTo(alone(spec(models.get(i))).subList(0, 1));
            }
        }
    }

    @Test
    void other_sizes_have_programs_of_their_own() {
        trainer.open(nanoGpt(Map.of("layers", "1"), 7)).close();
        trainer.open(nanoGpt(Map.of("layers", "2"), 7)).close();
        trainer.open(new CustomModel("any", (scope, x) -> head(scope, embedding(scope, x, WIDTH), WIDTH))
                        .spec(new SequenceShape(7, 4, 4), Targets.EVERY))
                .close();
        trainer.open(new CustomModel("any", (scope, x) -> head(scope, embedding(scope, x, WIDTH), WIDTH))
                        .spec(new SequenceShape(7, 4, 4), Targets.LAST))
                .close();
        assertThat(programs.compilations()).isEqualTo(4);
    }

    @Test
    void the_graph_that_was_used_longest_ago_is_given_up() {
        ProgramCache two = new ProgramCache(2);
        CompiledTrainer small = trainer(two);
        List<CustomModel> models = models((scope, x) -> x.mul(2), (scope, x) -> x.mul(3), (scope, x) -> x.mul(4));

        small.open(spec(models.get(0))).close();
        small.open(spec(models.get(1))).close();
        small.open(spec(models.get(0))).close();
        small.open(spec(models.get(2))).close();
        long each = programsOf(spec(models.get(0)));
        assertThat(two.compilations()).isEqualTo(3 * each);
        small.open(spec(models.get(0))).close();
        assertThat(two.compilations()).isEqualTo(3 * each);
        small.open(spec(models.get(1))).close();
        assertThat(two.compilations()).isEqualTo(4 * each);
    }

    /** What a class of somebody else's does is not seen in its arguments. */
    @Test
    void operations_of_another_class_are_compiled_each_time() {
        CustomModel own =
                models((scope, x) -> new OwnTanh(scope, x).outputVariable()).get(0);
        trainer.open(spec(own)).close();
        assertThat(programs.compilations()).isEqualTo(programsOf(spec(common())));
        trainer.open(spec(own)).close();
        assertThat(programs.compilations()).isEqualTo(2 * programsOf(spec(common())));
    }

    private static CustomModel common() {
        return models((scope, x) -> scope.graph().math().tanh(x)).get(0);
    }

    private static final class OwnTanh extends Tanh {
        OwnTanh(GraphScope scope, SDVariable x) {
            super(scope.graph(), x, false);
        }
    }

    @Test
    void a_refusal_is_remembered_with_its_reason() {
        CustomModel mixing = models((scope, x) -> x.mean(true, 1)).get(0);
        Kernels kernels = KernelChoice.kernels();
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (Parameters parameters = new Parameters(new SeedStreams(1))) {
                ModelGraph graph = ModelGraph.build(mixing, new CustomModel.Nothing(), SHAPE, 5, true, parameters);
                FlatParameters flat = new FlatParameters(parameters.toTensors());
                assertThatThrownBy(() -> new RowBackend(programs, flat, new SeedStreams(1), kernels).decoding(graph))
                        .isInstanceOfSatisfying(UnsupportedGraphException.class, e -> reasons.add(e.getMessage()));
            }
        }
        assertThat(programs.compilations()).isEqualTo(1);
        assertThat(reasons.get(1)).isEqualTo(reasons.get(0)).isNotBlank();
    }
}
