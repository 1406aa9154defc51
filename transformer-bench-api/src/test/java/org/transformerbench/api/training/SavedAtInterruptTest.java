package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ChainSession;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.run.TrainingConfigBuilder;

/** Wherever an interrupt comes, what was trained is saved, and a run that goes on from there makes up for the rest. */
class SavedAtInterruptTest {
    private static final int STEPS = 13;
    /** Fewer than a batch, and another number than of test data: an evaluation is known by how many it reads. */
    private static final int VALIDATION = 3;

    private static final int TEST = 2;
    private static final FakeData DATA =
            new FakeData(Rows.numbered(50), Rows.numbered(VALIDATION), Rows.numbered(TEST), List.of(Targets.LAST));

    private final List<TrainingProgress> saved = new ArrayList<>();
    private Map<String, Tensor> parameters = Map.of();
    private Map<String, Tensor> bestParameters = Map.of();
    private OptimizerState optimizer;

    /** Gives up once, at the evaluation of so many examples after a step, or inside of a step, as if it was interrupted there. */
    private static final class GivingUp extends ChainSession {
        private final long stepOfEvaluation;
        private final int examples;
        private final long stepInside;
        private boolean gaveUp;

        GivingUp(long stepOfEvaluation, int examples, long stepInside) {
            this.stepOfEvaluation = stepOfEvaluation;
            this.examples = examples;
            this.stepInside = stepInside;
        }

        @Override
        public StepResult step(Batch batch, double learningRate) {
            StepResult result = super.step(batch, learningRate);
            if (optimizerState().steps() == stepInside) {
                throw giveUp();
            }
            return result;
        }

        @Override
        public float[] logits(int[] tokens, int positions, Targets targets) {
            if (!gaveUp && optimizerState().steps() == stepOfEvaluation && tokens.length == examples) {
                throw giveUp();
            }
            return super.logits(tokens, positions, targets);
        }

        private IllegalStateException giveUp() {
            gaveUp = true;
            return new IllegalStateException("gave up", new InterruptedException());
        }
    }

    private TrainingLoop loop(ChainSession session, OptionalDouble stopAccuracy) {
        TrainingConfigBuilder config = TrainingConfig.builder()
                .batchSize(4)
                .evaluationInterval(3)
                .withoutStopAccuracy()
                .withoutBudgets()
                .maxSteps(STEPS);
        stopAccuracy.ifPresent(config::stopAccuracy);
        TrainingLoop loop = new TrainingLoop(
                session,
                DATA,
                Targets.LAST,
                config.build(),
                Protocol.strict(),
                new SeedStreams(9),
                new TrainingListener() {});
        loop.checkpointEvery(Duration.ofDays(1), () -> {
            assertThat(Thread.currentThread().isInterrupted())
                    .as("the interrupt would disturb whoever writes a file")
                    .isFalse();
            saved.add(loop.progress());
            bestParameters = loop.bestParameters();
            parameters = session.parameters();
            optimizer = session.optimizerState();
        });
        return loop;
    }

    @ParameterizedTest
    @CsvSource({
        "6, " + VALIDATION + ", , in an evaluation on the way",
        STEPS + ", " + VALIDATION + ", , in the validation of the end",
        STEPS + ", " + TEST + ", , in the test of the end",
        "3, " + TEST + ", 0.1, in the test of a run that was accurate enough"
    })
    void between_two_steps_the_step_before_it_is_saved_and_the_run_ends_as_if_nothing_had_happened(
            long step, int examples, Double stopAccuracy, String where) {
        OptionalDouble enough = stopAccuracy == null ? OptionalDouble.empty() : OptionalDouble.of(stopAccuracy);
        TrainingReport expected = loop(new ChainSession(), enough).run();

        TrainingReport interrupted =
                loop(new GivingUp(step, examples, -1), enough).run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(interrupted.outcome()).as(where).isEqualTo(Outcome.interrupted());
        assertThat(saved).extracting(TrainingProgress::steps).as(where).containsExactly(step);
        ChainSession session = new ChainSession();
        session.restore(parameters, optimizer);
        TrainingLoop again = loop(session, enough);
        again.resume(saved.get(0), bestParameters);
        assertThat(again.run())
                .as(where)
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*[tT]rainingTime", "evaluationTime", ".*trainingSeconds")
                .isEqualTo(expected);
    }

    @Test
    void inside_of_a_step_nothing_is_saved_for_nobody_knows_what_the_session_holds() {
        TrainingReport report =
                loop(new GivingUp(-1, 0, 6), OptionalDouble.empty()).run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isEqualTo(Outcome.interrupted());
        assertThat(report.steps()).isEqualTo(5);
        assertThat(saved).isEmpty();
    }
}
