package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.transformerbench.models.engine.Parity.assertClose;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Gradients;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.Gru;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.NanoGptConfig;
import org.transformerbench.models.block.Activation;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.KernelSets;
import org.transformerbench.models.samediff.SameDiffTrainer;

/**
 * Targets that do not count, whichever micro-batches, groups and lanes they fall into: stock SameDiff is the measure, one thread
 * the other.
 */
class IgnoredTargetsTest {
    private static final double LEARNING_RATE = 1e-2;
    private static final SequenceShape SHAPE = new SequenceShape(7, 8, 8);
    /** Eight groups of several micro-batches each. */
    private static final int EXAMPLES = 400;

    /** A third of the batch, from the first example on: two groups and more of which no target counts. */
    private static final int WITHOUT_TARGETS = 130;

    /** A model as users ask for it. */
    record Case(String name, Model<?> model, Record config, Targets targets) {
        @Override
        public String toString() {
            return name + " " + targets;
        }
    }

    static Stream<Case> cases() {
        Model<?> unrolled = new Gru();
        CustomModel withNd4jParts = Nd4jPartModels.activation();
        return Stream.of(
                new Case("rows with dropout", new NanoGpt(), nanoGpt(0.2), Targets.EVERY),
                new Case("rows", new NanoGpt(), nanoGpt(0), Targets.LAST),
                new Case("lanes", unrolled, unrolled.defaultConfig(SHAPE), Targets.EVERY),
                new Case("lanes and ND4J", withNd4jParts, withNd4jParts.defaultConfig(SHAPE), Targets.LAST));
    }

    private static NanoGptConfig nanoGpt(double dropout) {
        return new NanoGptConfig(24, 2, 3, dropout, true, Activation.GELU_TANH, 1e-5);
    }

    /** All that a session says of a batch. */
    private record Found(Gradients gradients, StepResult step, Map<String, Tensor> parameters) {
        static Found by(Trainer trainer, Case one, Batch batch) {
            try (TrainingSession session = open(trainer, one)) {
                return new Found(session.gradients(batch), session.step(batch, LEARNING_RATE), session.parameters());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void have_no_part_in_loss_and_gradients_for_any_number_of_threads(Case one) {
        Batch batch = batch(one.targets());
        Found stock = Found.by(new SameDiffTrainer(), one, batch);
        for (String kernels : KernelSets.names()) {
            Found first = Found.by(new CompiledTrainer(1, KernelChoice.named(kernels)), one, batch);
            assertThat(first.gradients().loss()).isEqualTo(stock.gradients().loss(), within(1e-5));
            assertClose(
                    kernels + " gradient",
                    first.gradients().byParameter(),
                    stock.gradients().byParameter());
            assertThat(first.step().loss()).isEqualTo(stock.step().loss(), within(1e-4));
            assertThat(first.step().accuracy()).isEqualTo(stock.step().accuracy(), within(0.002));
            for (int threads : new int[] {2, 4}) {
                assertThat(Found.by(new CompiledTrainer(threads, KernelChoice.named(kernels)), one, batch))
                        .as("%s, %d threads", kernels, threads)
                        .isEqualTo(first);
            }
        }
    }

    static Stream<Trainer> trainers() {
        return Stream.of(new SameDiffTrainer(), new CompiledTrainer(2));
    }

    @ParameterizedTest
    @MethodSource("trainers")
    void a_batch_of_nothing_else_is_refused_by_what_is_wrong(Trainer trainer) {
        Case one = cases().findFirst().orElseThrow();
        int[] targets = new int[16];
        Arrays.fill(targets, Batch.IGNORED);
        Batch nothing = new Batch(2, 8, 8, new int[16], targets);
        try (TrainingSession session = open(trainer, one)) {
            for (Runnable call :
                    List.<Runnable>of(() -> session.step(nothing, LEARNING_RATE), () -> session.gradients(nothing))) {
                assertThatThrownBy(call::run)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("The batch has no target that counts: all 16 are -1");
            }
            int[] below = targets.clone();
            below[3] = -2;
            assertThatThrownBy(() -> session.gradients(new Batch(2, 8, 8, new int[16], below)))
                    .hasMessage("The target -2 at index 3 is outside of the vocabulary [0, 7)");
        }
    }

    private static Batch batch(Targets mode) {
        int perExample = mode == Targets.LAST ? 1 : SHAPE.outputPositions();
        Batch whole = Fixtures.batch(SHAPE, EXAMPLES, perExample, 4);
        int[] targets = whole.targets().clone();
        for (int target = 0; target < targets.length; target++) {
            if (target < WITHOUT_TARGETS * perExample || target % 3 == 1) {
                targets[target] = Batch.IGNORED;
            }
        }
        return new Batch(EXAMPLES, SHAPE.contextLength(), perExample, whole.tokens(), targets);
    }

    @SuppressWarnings("unchecked")
    private static <C extends Record> TrainingSession open(Trainer trainer, Case one) {
        Model<C> model = (Model<C>) one.model();
        return trainer.open(new TrainingSpec<>(
                model,
                model.configType().cast(one.config()),
                SHAPE,
                one.targets(),
                new AdamW(LEARNING_RATE, 0.9, 0.999, 1e-3, 0.1),
                new SeedStreams(11)));
    }
}
