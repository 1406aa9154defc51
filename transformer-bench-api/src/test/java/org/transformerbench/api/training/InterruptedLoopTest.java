package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.ForwardingDataset;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.run.TrainingConfig;

/** Whatever the end of an interrupted run is like: it was interrupted, and can go on. */
class InterruptedLoopTest {
    private static final FakeData DATA = new FakeData(
            Rows.numbered(50), Rows.of(new int[] {100, 1}), Rows.of(new int[] {200, 1}), List.of(Targets.LAST));

    private final ScriptedSession session = new ScriptedSession();
    private boolean trainIsGone;

    /** Data whose training part can be had only at the beginning. */
    private final Dataset data = new ForwardingDataset(DATA) {
        @Override
        public ExampleSet train(Targets targets) {
            if (trainIsGone) {
                throw new IllegalStateException("gone");
            }
            return super.train(targets);
        }
    };

    @BeforeEach
    void interruptInStepFive() {
        session.onStep = step -> {
            if (step == 5) {
                Thread.currentThread().interrupt();
            }
            return new StepResult(1.0 / step, 0.5);
        };
    }

    private TrainingLoop loop() {
        return new TrainingLoop(
                session,
                data,
                Targets.LAST,
                TrainingConfig.builder()
                        .batchSize(4)
                        .evaluationInterval(3)
                        .withoutBudgets()
                        .maxSteps(10)
                        .build(),
                Protocol.strict(),
                new SeedStreams(9),
                new TrainingListener() {});
    }

    private TrainingReport interrupted() {
        TrainingReport report = loop().run();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isEqualTo(Outcome.interrupted());
        assertThat(report.steps()).isEqualTo(5);
        assertThat(report.targets()).isEqualTo(20);
        return report;
    }

    @Test
    void an_end_that_cannot_be_evaluated_does_not_make_it_a_failure() {
        session.rightInValidation = step -> {
            if (step == 5) {
                throw new IllegalStateException("out of order");
            }
            return 0f;
        };
        assertThat(interrupted().curve()).extracting(CurvePoint::step).containsExactly(3L);
    }

    @Test
    void a_loss_that_is_not_finite_at_that_end_does_not_make_it_diverge() {
        session.rightInTest = step -> Float.NaN;
        TrainingReport report = interrupted();
        assertThat(report.curve()).extracting(CurvePoint::step).containsExactly(3L, 5L);
        assertThat(report.test()).isEmpty();
    }

    @Test
    void data_is_not_asked_for_again_at_the_end() {
        session.rightInValidation = step -> {
            trainIsGone = true;
            return 0f;
        };
        interrupted();
        assertThat(trainIsGone).isTrue();
    }

    @Test
    void before_the_first_step_there_is_no_progress() {
        TrainingLoop loop = loop();
        assertThatThrownBy(loop::progress)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no progress before the first step");
    }
}
