package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.OverRows;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.JudgedCheckpoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.run.TrainingConfig;

/** A run ends when validation no longer improves, and is judged by its best model. */
class PatienceTest {
    /** Both examples are the two tokens of one answer. */
    private static final Answers ONE_ANSWER = Answers.each(2, 2);

    private static final TrainingConfig CONFIG = TrainingConfig.builder()
            .batchSize(4)
            .withoutBudgets()
            .maxSteps(20)
            .evaluationInterval(1)
            .patience(3)
            .build();

    private static final Rows ROWS = Rows.of(new int[] {100, 1}, new int[] {101, 1});
    private static final Rows TEST = Rows.of(new int[] {200, 1}, new int[] {201, 1});

    private final Stepping session = new Stepping();

    /**
     * A session whose parameter is the number of its steps, and whose logits say how good that one is: by how much the correct token's,
     * 1, is above the others, at 0.
     */
    private static final class Stepping extends FakeSession {
        private final List<Double> margins = new ArrayList<>();
        private int parameter;
        private int loaded;

        @Override
        public StepResult step(Batch batch, double learningRate) {
            parameter++;
            return super.step(batch, learningRate);
        }

        @Override
        public float[] logits(int[] tokens, int positions, Targets targets) {
            float[] logits = super.logits(tokens, positions, targets);
            for (int i = 0; i < tokens.length; i++) {
                double margin = margins.get(Math.min(parameter, margins.size()) - 1);
                logits[3 * i + 1] = (float) margin;
            }
            return logits;
        }

        @Override
        public Map<String, Tensor> parameters() {
            return Map.of("w", Tensor.of(new float[] {parameter}, 1));
        }

        @Override
        public void load(Map<String, Tensor> parameters) {
            parameter = (int) parameters.get("w").values()[0];
            loaded++;
        }
    }

    private record WithAnswers(Rows rows) implements OverRows {
        @Override
        public Answers answers() {
            return ONE_ANSWER;
        }
    }

    private TrainingReport run(TrainingConfig config, Protocol protocol, boolean answers, double... margins) {
        for (double margin : margins) {
            session.margins.add(margin);
        }
        FakeData data = answers
                ? new FakeData(Rows.numbered(50), new WithAnswers(ROWS), TEST, List.of(Targets.LAST))
                : new FakeData(Rows.numbered(50), ROWS, TEST, List.of(Targets.LAST));
        return new TrainingLoop(
                        session, data, Targets.LAST, config, protocol, new SeedStreams(9), new TrainingListener() {})
                .run();
    }

    private TrainingReport run(boolean answers, double... margins) {
        return run(CONFIG, Protocol.strict(), answers, margins);
    }

    @Test
    void a_run_ends_when_its_validation_loss_does_not_improve_for_so_many_evaluations() {
        TrainingReport report = run(false, 1, 2, 1.5, 1, 1.9, 5);

        assertThat(report.outcome()).isEqualTo(Outcome.stopped("no better validation loss in 3 evaluations"));
        assertThat(report.steps()).isEqualTo(5);
    }

    @Test
    void the_best_model_is_judged_and_left_in_the_session() {
        TrainingReport report = run(false, 1, 2, 1.5, 1, 1.9);

        assertThat(report.judged()).contains(new JudgedCheckpoint(2, "validation loss"));
        assertThat(report.judgedEvaluation()).contains(report.curve().get(1));
        assertThat(session.parameter).isEqualTo(2);
        assertThat(report.test().orElseThrow().loss())
                .isEqualTo(report.curve().get(1).validation().orElseThrow().loss());
    }

    @Test
    void the_best_model_is_judged_whatever_ends_the_run() {
        TrainingReport report = run(CONFIG.toBuilder().maxSteps(3).build(), Protocol.strict(), false, 1, 2, 1.5);

        assertThat(report.outcome()).isEqualTo(Outcome.completed("3 steps"));
        assertThat(report.judged()).contains(new JudgedCheckpoint(2, "validation loss"));
        assertThat(session.parameter).isEqualTo(2);
    }

    @Test
    void a_last_model_that_is_the_best_is_not_loaded() {
        TrainingReport report = run(CONFIG.toBuilder().maxSteps(3).build(), Protocol.strict(), false, 1, 2, 3);

        assertThat(report.judged()).contains(new JudgedCheckpoint(3, "validation loss"));
        assertThat(session.loaded).isZero();
    }

    @Test
    void whole_answers_count_more_than_the_loss() {
        // The margin decides both here: an answer is correct above 0.
        TrainingReport report = run(true, -2, -1, 0.5, 0.4, 0.3, 0.2, 0.1);

        assertThat(report.judged()).contains(new JudgedCheckpoint(3, "validation exact match"));
        assertThat(report.outcome()).isEqualTo(Outcome.stopped("no better validation exact match in 3 evaluations"));
        assertThat(report.steps()).isEqualTo(6);
    }

    /** On a plateau no answer is correct, and the loss says that something is learned. */
    @Test
    void a_lower_loss_is_an_improvement_while_not_all_answers_are_correct() {
        TrainingReport report = run(true, -9, -8, -7, -6, -5, -4, -3, -2, -1, 1, 1, 1, 1);

        assertThat(report.steps()).isEqualTo(13);
        assertThat(report.judged().orElseThrow().step()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void when_all_answers_are_correct_a_lower_loss_is_kept_but_does_not_prolong_the_run() {
        TrainingReport report = run(true, 1, 2, 3, 4, 5, 6);

        assertThat(report.outcome()).isEqualTo(Outcome.stopped("no better validation exact match in 3 evaluations"));
        assertThat(report.steps()).isEqualTo(4);
        assertThat(report.judged()).contains(new JudgedCheckpoint(4, "validation exact match"));
    }

    @Test
    void test_data_that_is_read_all_the_time_is_read_again_with_the_judged_model() {
        Protocol reading = new Configs().with(Protocol.strict(), Map.of("testAtEndOnly", "false"));
        TrainingReport report = run(CONFIG, reading, false, 1, 2, 1.5, 1, 1.9);

        assertThat(report.test().map(Metrics::loss))
                .isEqualTo(report.curve().get(1).test().map(Metrics::loss));
    }

    @Test
    void without_patience_the_last_model_is_judged() {
        TrainingReport report =
                run(CONFIG.toBuilder().withoutPatience().maxSteps(3).build(), Protocol.strict(), false, 1, 2, 1.5);

        assertThat(report.judged()).isEmpty();
        assertThat(report.judgedEvaluation()).isEqualTo(report.last());
        assertThat(session.parameter).isEqualTo(3);
    }

    @Test
    void without_validation_data_patience_has_no_effect() {
        Protocol notebook = new Configs().with(Protocol.notebook2023(), Map.of("evaluationDropout", "false"));
        TrainingReport report = run(CONFIG.toBuilder().maxSteps(7).build(), notebook, false, 1, 2, 1.5, 1, 1, 1, 1);

        assertThat(report.outcome()).isEqualTo(Outcome.completed("7 steps"));
        assertThat(report.judged()).isEmpty();
    }

    @Test
    void a_run_that_diverges_has_no_judged_model() {
        TrainingReport report = run(false, 1, 2, Double.NaN);

        assertThat(report.outcome().kind()).isEqualTo(Outcome.Kind.DIVERGED);
        assertThat(report.judged()).isEmpty();
        assertThat(report.curve()).extracting(CurvePoint::step).containsExactly(1L, 2L);
    }
}
