package org.transformerbench.api.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.Answers;
import org.transformerbench.api.DataException;
import org.transformerbench.api.DropoutEvaluation;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.Fakes.OverRows;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.Slice;
import org.transformerbench.api.Targets;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.SliceMetrics;

class EvaluatorTest {

    /** For token t: output o has the logits {@code table[t][o]}. */
    private static class TableSession extends FakeSession {
        private final float[][][] table;
        private int mostRows;

        TableSession(float[][]... table) {
            this.table = table;
        }

        @Override
        public float[] logits(int[] tokens, int positions, Targets targets) {
            mostRows = Math.max(mostRows, tokens.length);
            int outputs = table[0].length;
            float[] logits = new float[tokens.length * outputs * 3];
            for (int i = 0; i < tokens.length; i++) {
                for (int o = 0; o < outputs; o++) {
                    System.arraycopy(table[tokens[i]][o], 0, logits, (i * outputs + o) * 3, 3);
                }
            }
            return logits;
        }
    }

    private static Metrics evaluate(TableSession session, Rows examples, int batchSize) {
        return Evaluator.evaluate(session, examples, Targets.LAST, batchSize);
    }

    @Test
    void computes_mean_cross_entropy_and_accuracy() {
        TableSession session = new TableSession(new float[][] {{1, 2, 0.5f}}, new float[][] {{-1, -1, 3}});
        Rows examples = Rows.of(new int[] {0, 1}, new int[] {0, 2}, new int[] {1, 2}, new int[] {1, 0});

        double first = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(0.5));
        double second = Math.log(2 * Math.exp(-1) + Math.exp(3));
        double loss = ((first - 2) + (first - 0.5) + (second - 3) + (second + 1)) / 4;
        Metrics metrics = evaluate(session, examples, 4);
        assertThat(metrics.loss()).isCloseTo(loss, within(1e-12));
        assertThat(metrics.accuracy()).isEqualTo(0.5);
        assertThat(metrics.exactMatch()).isEmpty();
    }

    @Test
    void survives_logits_that_overflow_exp() {
        TableSession session = new TableSession(new float[][] {{1000, 999, -1000}});
        assertThat(evaluate(session, Rows.of(new int[] {0, 1}), 4).loss())
                .isCloseTo(1 + Math.log1p(Math.exp(-1)), within(1e-12));
    }

    @Test
    void gives_no_finite_loss_for_logits_that_are_not_finite() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            TableSession session = new TableSession(new float[][] {{0, bad, 1}});
            assertThat(evaluate(session, Rows.of(new int[] {0, 2}), 4).loss()).isNaN();
        }
    }

    @Test
    void scores_targets_from_the_first_scored_one_but_takes_the_loss_of_all() {
        float[][] outputs = {{0, 0, 5}, {0, 5, 0}, {5, 0, 0}};
        Rows allWrongFirst = new Rows(new int[][] {{0, 1, 1, 0}, {0, 1, 1, 1}}, 1, 1);
        Metrics metrics = evaluate(new TableSession(outputs, outputs), allWrongFirst, 2);

        double right = Math.log(2 + Math.exp(5)) - 5;
        double wrong = Math.log(2 + Math.exp(5));
        assertThat(metrics.accuracy()).isEqualTo(3.0 / 4);
        assertThat(metrics.exactMatch()).hasValue(0.5);
        assertThat(metrics.loss()).isCloseTo((3 * right + 3 * wrong) / 6, within(1e-12));
    }

    /** Answers of three examples: right, wrong in the middle, wrong at the end, right; batches cut through them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 12, 100})
    void finds_the_same_for_every_batch_size(int batchSize) {
        TableSession session =
                new TableSession(new float[][] {{2, 1, 0}}, new float[][] {{0, 2, 1}}, new float[][] {{1, 0, 4}});
        Rows answers = new Rows(
                new int[][] {
                    {0, 0}, {1, 1}, {2, 2}, {0, 0}, {1, 2}, {2, 2}, {1, 1}, {0, 0}, {2, 1}, {2, 2}, {1, 1}, {0, 0}
                },
                3,
                0);

        Metrics metrics = evaluate(session, answers, batchSize);
        assertThat(metrics.exactMatch()).hasValue(0.5);
        assertThat(metrics.accuracy()).isEqualTo(10.0 / 12);
        assertThat(metrics.loss()).isEqualTo(evaluate(session, answers, 6).loss());
        assertThat(session.mostRows).isLessThanOrEqualTo(Math.max(6, batchSize));
    }

    /** The model says 2, 1, 0; batches of one and two are of examples without any target too. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void targets_that_do_not_count_have_no_part_in_any_number(int batchSize) {
        float[][] outputs = {{0, 0, 5}, {0, 5, 0}, {5, 0, 0}};
        Rows rows = Rows.of(
                new int[] {0, 2, -1, 1},
                new int[] {0, -1, -1, -1},
                new int[] {0, -1, -1, -1},
                new int[] {0, 0, 1, -1},
                new int[] {0, -1, 1, 0});
        SlicedByOutput sliced = new SlicedByOutput(rows);
        Metrics metrics = Evaluator.evaluate(new TableSession(outputs), sliced, Targets.EVERY, batchSize);

        double right = Math.log(2 + Math.exp(5)) - 5;
        double wrong = Math.log(2 + Math.exp(5));
        assertThat(metrics.loss()).isCloseTo((4 * right + 2 * wrong) / 6, within(1e-12));
        assertThat(metrics.accuracy()).isEqualTo(4.0 / 6);
        assertThat(metrics.scored()).isEqualTo(6);
        assertThat(metrics.slices()).extracting(SliceMetrics::targets).containsExactly(2L, 2L);
        assertThat(metrics.slices().get(0).accuracy()).isEqualTo(0.5);
    }

    /** The second answer is wrong in the middle. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6})
    void answers_may_have_different_lengths(int batchSize) {
        TableSession session = new TableSession(new float[][] {{2, 1, 0}}, new float[][] {{0, 2, 1}});
        Rows rows = Rows.of(
                new int[] {0, 0}, new int[] {0, 2}, new int[] {1, 1}, new int[] {1, 2}, new int[] {1, 1}, new int[] {
                    0, -1
                });
        OverRows answers = new Answered(rows, Answers.ofLengths(1, 3, 2), 1);
        List<String> predictions = new ArrayList<>();
        Metrics metrics = Evaluator.evaluate(
                session,
                answers,
                Targets.LAST,
                batchSize,
                (example, output, predicted, target) ->
                        predictions.add(example + "." + output + ": " + predicted + " for " + target));

        assertThat(metrics.answers()).isEqualTo(3);
        assertThat(metrics.exactMatch()).hasValue(2.0 / 3);
        assertThat(metrics.accuracy()).isEqualTo(3.0 / 4);
        assertThat(metrics.scored()).isEqualTo(4);
        assertThat(predictions)
                .as("what is not scored or does not count is not handed on")
                .containsExactly("0.0: 0 for 0", "2.0: 1 for 1", "3.0: 1 for 2", "4.0: 1 for 1");
    }

    /** Example 1 is a question alone. */
    private record Answered(Rows rows, Answers answers, int question) implements OverRows {
        @Override
        public int firstScoredTarget(long example) {
            return example == question ? 1 : 0;
        }
    }

    @Test
    void refuses_to_score_nothing() {
        TableSession session = new TableSession(new float[][] {{2, 1, 0}});
        Rows nothing = Rows.of(new int[] {0, -1}, new int[] {0, -1});
        assertThatThrownBy(() -> evaluate(session, nothing, 2))
                .isInstanceOf(DataException.class)
                .hasMessage("Nothing can be scored: none of the targets of 2 examples counts for the accuracy");
        Rows noAnswer = Rows.of(new int[] {0, 0}, new int[] {0, -1}, new int[] {0, -1});
        assertThatThrownBy(() -> Evaluator.evaluate(
                        session, new Answered(noAnswer, Answers.ofLengths(1, 2), -1), Targets.LAST, 2))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "The answer 1, which ends with example 2, has no scored target that counts: whether it is right"
                                + " cannot be told");
    }

    @Test
    void bounds_the_logits_of_one_pass() {
        int outputs = 1 << 20;
        float[][] same = new float[outputs][3];
        int[] row = new int[outputs + 1];
        TableSession session = new TableSession(same, same);
        evaluate(session, Rows.of(row, row, row), 3);
        assertThat(session.mostRows).isEqualTo(1);
    }

    @Test
    void rejects_a_model_that_gives_another_number_of_logits() {
        TableSession twoOutputs = new TableSession(new float[][] {{2, 1, 0}, {2, 1, 0}});
        assertThatThrownBy(() -> evaluate(twoOutputs, Rows.of(new int[] {0, 1}), 1))
                .isInstanceOf(ModelException.class)
                .hasMessage("The model gave 6 logits for 1 examples x 1 targets x 3 tokens");
    }

    @Test
    void counts_what_it_scored() {
        float[][] outputs = {{0, 0, 5}, {0, 5, 0}, {5, 0, 0}};
        Rows answers = new Rows(new int[][] {{0, 1, 1, 0}, {0, 1, 1, 1}, {0, 1, 1, 1}}, 1, 1);
        Metrics metrics = evaluate(new TableSession(outputs, outputs), answers, 2);
        assertThat(metrics.scored()).isEqualTo(6);
        assertThat(metrics.answers()).isEqualTo(3);
    }

    /** Slices by output, over batches of 2 examples; none of the last slice. */
    @Test
    void scores_each_slice_on_its_own_and_leaves_an_empty_one_out() {
        float[][] outputs = {{0, 0, 5}, {0, 5, 0}};
        Rows rows = Rows.of(new int[] {0, 2, 2}, new int[] {0, 1, 1}, new int[] {0, 1, 1});
        Metrics metrics = Evaluator.evaluate(new TableSession(outputs), new SlicedByOutput(rows), Targets.EVERY, 2);

        double right = Math.log(2 + Math.exp(5)) - 5;
        double wrong = Math.log(2 + Math.exp(5));
        assertThat(metrics.slices()).hasSize(2);
        SliceMetrics first = metrics.slices().get(0);
        assertThat(first.slice()).isEqualTo(new Slice("output", "0"));
        assertThat(first.targets()).isEqualTo(3);
        assertThat(first.accuracy()).isEqualTo(1.0 / 3);
        assertThat(first.loss()).isCloseTo((right + 2 * wrong) / 3, within(1e-12));
        SliceMetrics lateSecond = metrics.slices().get(1);
        assertThat(lateSecond.slice()).isEqualTo(new Slice("output", "1, not of the first example"));
        assertThat(lateSecond.targets()).isEqualTo(2);
        assertThat(lateSecond.accuracy()).isEqualTo(1);
        assertThat(lateSecond.loss()).isCloseTo(right, within(1e-12));
    }

    private record SlicedByOutput(Rows rows) implements OverRows {
        @Override
        public List<Slice> slices() {
            return List.of(
                    new Slice("output", "0"),
                    new Slice("output", "1, not of the first example"),
                    new Slice("output", "7"));
        }

        @Override
        public boolean inSlice(int slice, long example, int output) {
            return slice == 0 && output == 0 || slice == 1 && output == 1 && example > 0;
        }
    }

    @Test
    void evaluates_with_dropout_by_the_logits_that_have_it() {
        class Dropping extends TableSession implements DropoutEvaluation {
            Dropping() {
                super(new float[][] {{9, 0, 0}});
            }

            @Override
            public float[] logitsWithDropout(int[] tokens, int positions, Targets targets) {
                return new float[] {0, 0, 9};
            }
        }
        TableSession session = new Dropping();
        Rows example = Rows.of(new int[] {0, 2});
        assertThat(Evaluator.evaluateWithDropout(session, example, Targets.LAST, 1)
                        .accuracy())
                .isEqualTo(1);
        assertThat(Evaluator.evaluate(session, example, Targets.LAST, 1).accuracy())
                .isZero();
    }
}
