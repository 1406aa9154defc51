package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.transformerbench.models.engine.Parity.assertClose;
import static org.transformerbench.models.engine.Parity.logits;
import static org.transformerbench.models.engine.ProjectionModels.attend;
import static org.transformerbench.models.engine.ProjectionModels.bare;
import static org.transformerbench.models.engine.ProjectionModels.model;
import static org.transformerbench.models.engine.ProjectionModels.own;
import static org.transformerbench.models.engine.ProjectionModels.weight;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.KernelSets;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Queries, keys and values that are projected apart: joined to one linear step or not, the numbers are stock SameDiff's. */
class JoinedLinearTest {
    private static final SequenceShape SHORT = new SequenceShape(7, 5, 5);
    /** More positions than those whose heads are computed at once. */
    private static final SequenceShape LONG = new SequenceShape(7, 40, 40);

    private static final String ONE = "32 -> 32, bias";
    private static final String TWO = "32 -> 64, bias";
    private static final String THREE = "32 -> 96, bias";
    private static final String BARE = "32 -> 32";

    /** A model, and all linear steps but that of its logits, in order. */
    record Case(CustomModel model, SequenceShape shape, Targets targets, List<String> linears) {
        @Override
        public String toString() {
            return model.id() + ", T" + shape.contextLength() + ", " + targets;
        }
    }

    static Stream<Arguments> cases() {
        List<Case> cases = new ArrayList<>();
        for (SequenceShape shape : List.of(SHORT, LONG)) {
            add(cases, ProjectionModels.twoLayers(), shape, List.of(THREE, THREE), List.of(THREE, TWO, ONE));
        }
        List<String> narrow = List.of("24 -> 24, bias", "24 -> 24, bias", "24 -> 24, bias");
        add(cases, ProjectionModels.noWholeVectors(), SHORT, narrow, narrow);
        addWeights(cases);
        addReaders(cases);
        addInputs(cases);
        return cases.stream().flatMap(one -> KernelSets.names().stream().map(kernels -> Arguments.of(one, kernels)));
    }

    private static void add(
            List<Case> cases, CustomModel model, SequenceShape shape, List<String> every, List<String> last) {
        cases.add(new Case(model, shape, Targets.EVERY, every));
        cases.add(new Case(model, shape, Targets.LAST, last));
    }

    private static void addWeights(List<Case> cases) {
        String out = "48 -> 20, bias";
        add(
                cases,
                ProjectionModels.headByHead(),
                SHORT,
                List.of("20 -> 144, bias", out),
                List.of("20 -> 96, bias", "20 -> 48, bias", out));
        add(cases, ProjectionModels.tiedQueriesAndKeys(), SHORT, List.of(THREE), List.of(TWO, ONE));
        // What is the same projection is computed once.
        add(cases, ProjectionModels.allTied(), SHORT, List.of("32 -> 64"), List.of("32 -> 64"));
        add(cases, ProjectionModels.outputFirst(), SHORT, List.of("32 -> 64"), List.of(BARE, BARE));
        CustomModel bareKeys = model(
                "keys-without-bias",
                (s, x, n) -> attend(s, own(s, "q", n), bare(s, n, weight(s, "k")), own(s, "v", n)));
        add(cases, bareKeys, SHORT, List.of(ONE, BARE, ONE), List.of(ONE, BARE, ONE));
        CustomModel bareQueries = model(
                "queries-without-bias",
                (s, x, n) -> attend(s, bare(s, n, weight(s, "q")), own(s, "k", n), own(s, "v", n)));
        add(cases, bareQueries, SHORT, List.of(BARE, ONE, ONE), List.of(TWO, BARE));
    }

    /** Two attentions, and sums that read the projections too. */
    private static void addReaders(List<Case> cases) {
        addProjected(
                cases, "and-queries", (s, q, k, v) -> attend(s, q, k, v).add(q), List.of(THREE), List.of(TWO, ONE));
        addProjected(
                cases, "queries-and", (s, q, k, v) -> q.add(attend(s, q, k, v)), List.of(THREE), List.of(ONE, TWO));
        addProjected(
                cases,
                "and-keys-and-values",
                (s, q, k, v) -> attend(s, q, k, v).add(k).add(v),
                List.of(THREE),
                List.of(TWO, ONE));
        addProjected(
                cases,
                "and-the-other-way-round",
                (s, q, k, v) -> attend(s, q, k, v).add(attend(s, v, k, q)),
                List.of(THREE),
                List.of(TWO, ONE));
    }

    /** As {@link ProjectionModels.Mixing}, of projections of n. */
    private interface Projected {
        SDVariable mix(GraphScope scope, SDVariable q, SDVariable k, SDVariable v);
    }

    private static void addProjected(
            List<Case> cases, String id, Projected mixing, List<String> every, List<String> last) {
        CustomModel model = model(id, (s, x, n) -> mixing.mix(s, own(s, "q", n), own(s, "k", n), own(s, "v", n)));
        add(cases, model, SHORT, every, last);
    }

    private static void addInputs(List<Case> cases) {
        CustomModel crossed = model(
                "queries-of-another-value", (s, x, n) -> attend(s, own(s, "q", n), own(s, "k", x), own(s, "v", x)));
        add(cases, crossed, SHORT, List.of(ONE, ONE, ONE), List.of(TWO, ONE));
        CustomModel keysAreValues = model("keys-are-values", (s, x, n) -> {
            SDVariable k = own(s, "k", n);
            return attend(s, own(s, "q", n), k, k);
        });
        add(cases, keysAreValues, SHORT, List.of(TWO), List.of(ONE, ONE));
        CustomModel allTheSame = model("all-the-same", (s, x, n) -> {
            SDVariable q = own(s, "q", n);
            return attend(s, q, q, q);
        });
        add(cases, allTheSame, SHORT, List.of(ONE), List.of(ONE));
        CustomModel chained = model("keys-of-queries", (s, x, n) -> {
            SDVariable q = own(s, "q", n);
            return attend(s, q, own(s, "k", q), own(s, "v", n));
        });
        add(cases, chained, SHORT, List.of(ONE, ONE, ONE), List.of(ONE, ONE, ONE));
        add(cases, ProjectionModels.partOfProjection(), SHORT, List.of(TWO, THREE), List.of(TWO, TWO, ONE));
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("cases")
    void agrees_with_stock_samediff(Case one, String kernels) {
        int targets = one.targets() == Targets.LAST ? 1 : one.shape().contextLength();
        Batch batch = Fixtures.batch(one.shape(), 19, targets, 4);
        CompiledTrainer compiled = new CompiledTrainer(2, KernelChoice.named(kernels));
        try (TrainingSession stock = new SameDiffTrainer().open(one.model().spec(one.shape(), one.targets()));
                TrainingSession ours = compiled.open(one.model().spec(one.shape(), one.targets()))) {
            assertThat(ours.backend()).startsWith("compiled");
            assertJoined(one, compiled.describe(one.model().spec(one.shape(), one.targets())));
            assertClose("logits", logits(ours, batch), logits(stock, batch));
            Gradients expected = stock.gradients(batch);
            Gradients actual = ours.gradients(batch);
            assertThat(actual.loss()).isEqualTo(expected.loss(), within(1e-5));
            assertClose("gradient", actual.byParameter(), expected.byParameter());
            for (int step = 0; step < 2; step++) {
                assertThat(ours.step(batch, Fixtures.LEARNING_RATE).loss())
                        .as("loss of step %d", step)
                        .isEqualTo(stock.step(batch, Fixtures.LEARNING_RATE).loss(), within(1e-5));
            }
            assertClose("after two steps", ours.parameters(), stock.parameters());
        }
    }

    private static void assertJoined(Case one, GraphDescription description) {
        List<String> linears = description.operations().stream()
                .map(GraphDescription.OperationDescription::kernel)
                .filter(kernel -> kernel.startsWith("linear"))
                .map(kernel -> kernel.substring("linear (".length(), kernel.length() - 1))
                .toList();
        assertThat(linears.subList(0, linears.size() - 1)).containsExactlyInAnyOrderElementsOf(one.linears());
        assertThat(description.operations())
                .allSatisfy(step -> assertThat(step.nodes()).doesNotHaveDuplicates());
    }
}
