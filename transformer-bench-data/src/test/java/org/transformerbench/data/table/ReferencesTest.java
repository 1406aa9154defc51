package org.transformerbench.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Targets;

class ReferencesTest {
    @TempDir
    private Path folder;

    private static ReferenceLine line(Dataset data, String beginning) {
        return line(data, Targets.LAST, beginning);
    }

    private static ReferenceLine line(Dataset data, Targets mode, String beginning) {
        return data.references(mode).stream()
                .filter(line -> line.name().startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_majority_class_is_right_as_often_as_it_comes() {
        List<LabelledText> texts = IntStream.range(0, 200)
                .mapToObj(i -> LabelledText.of("t" + i, i % 4 == 0 ? "rare" : "often"))
                .toList();
        ReferenceLine majority = line(Tables.load(Tasks.labels(texts), 1), "majority class");

        assertThat(majority.accuracy()).hasValue(0.75);
        assertThat(majority.loss()).isEqualTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), within(0.01));
    }

    @Test
    void classifiers_on_n_grams_learn_what_n_grams_say() {
        Dataset data = Tables.load(Tasks.labels(Tables.endings(2000)), 1);

        assertThat(data.references(Targets.LAST))
                .extracting(line -> line.name().replaceAll("[0-9]-", "N-"))
                .containsExactly(
                        "majority class", "naive Bayes on N- to N-grams", "logistic regression on N- to N-grams");
        assertThat(line(data, "majority class").accuracy().orElseThrow()).isLessThan(0.8);
        assertThat(line(data, "naive Bayes").accuracy().orElseThrow()).isGreaterThan(0.95);
        assertThat(line(data, "logistic regression").accuracy().orElseThrow()).isGreaterThan(0.98);
        assertThat(line(data, "logistic regression").loss()).isLessThan(0.1);
        assertThat(data.references(Targets.EVERY)).isEqualTo(data.references(Targets.LAST));
    }

    @Test
    void they_are_the_same_for_the_same_data() {
        assertThat(Tables.load(Tasks.labels(Tables.endings(500)), 1).references(Targets.LAST))
                .isEqualTo(Tables.load(Tasks.labels(Tables.endings(500)), 1).references(Targets.LAST));
        assertThat(Tables.load(Tasks.pairs(Tables.reversals(300)), 1).references(Targets.LAST))
                .isEqualTo(Tables.load(Tasks.pairs(Tables.reversals(300)), 1).references(Targets.LAST));
    }

    @Test
    void without_validation_data_a_part_of_the_training_data_chooses() {
        LabelsConfig config = LabelsConfig.builder()
                .data(Tables.write(
                        folder,
                        "endings.csv",
                        "t,l\n"
                                + String.join(
                                        "\n",
                                        Tables.endings(1000).stream()
                                                .map(text -> text.text() + "," + text.label())
                                                .toList())))
                .validationShare(0)
                .build();
        assertThat(line(Tables.labels(config), "naive Bayes").accuracy().orElseThrow())
                .isGreaterThan(0.9);
    }

    @Test
    void a_copy_is_right_where_outputs_are_inputs() {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            pairs.add(Pair.of("w" + i, i % 2 == 0 ? "w" + i : "none"));
        }
        Dataset data = Tables.load(Tasks.pairs(pairs), 1);
        long same = Tables.rows(data, data.test(Targets.EVERY)).stream()
                .filter(row -> !row.endsWith("none"))
                .count();

        assertThat(line(data, "copy of the input").exactMatch()).hasValue(same / 40.0);
        assertThat(line(data, "most frequent output").exactMatch()).hasValue((40 - same) / 40.0);
        assertThat(data.references(Targets.LAST))
                .allSatisfy(line -> assertThat(line.loss())
                        .isLessThan(Math.log(data.vocabulary().size())));
    }

    @Test
    void no_copy_is_tried_where_outputs_have_units_of_their_own() {
        Path file = Tables.write(
                folder,
                "sounds.tsv",
                "a\tb\n"
                        + String.join(
                                "\n",
                                Tables.words(100, 1).stream()
                                        .map(word -> word + "\t" + String.join(" ", word.split("")))
                                        .toList()));
        Dataset data = Tables.pairs(
                PairsConfig.builder().data(file).outputUnit(Unit.WORD).build());
        assertThat(data.references(Targets.EVERY))
                .extracting(ReferenceLine::name)
                .containsExactly("most frequent output", "output of the nearest training input");
    }

    @Test
    void inputs_that_are_learned_enter_the_loss_of_references_of_every_position_only() {
        Path file = Tables.write(
                folder,
                "words.csv",
                "a,b\n"
                        + String.join(
                                "\n",
                                Tables.words(200, 1).stream()
                                        .map(word -> word + ",x")
                                        .toList()));
        Dataset data =
                Tables.pairs(PairsConfig.builder().data(file).lossOnInput(true).build());

        assertThat(line(data, Targets.LAST, "most").loss()).isLessThan(0.05);
        assertThat(line(data, Targets.EVERY, "most").loss()).isBetween(1.0, 2.4);
        assertThat(line(data, Targets.EVERY, "most").exactMatch()).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void the_nearest_training_input_is_the_one_with_the_least_edit_distance(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Pair> pairs = Tables.words(400, seed).stream()
                .map(word -> Pair.of(word, "x" + random.nextInt(100)))
                .toList();
        TableDataset data = Tables.load(Tasks.pairs(pairs), seed);
        SequencePart train = data.part(Split.TRAIN);
        SequencePart test = data.part(Split.TEST);
        NearestPrompt nearest = new NearestPrompt(train);
        for (int sequence = test.from(); sequence < test.to(); sequence++) {
            int[] wanted = PairReferences.prompt(test.all(), sequence);
            int least = IntStream.range(train.from(), train.to())
                    .map(other -> EditDistance.of(PairReferences.prompt(train.all(), other), wanted))
                    .min()
                    .orElseThrow();
            int[] found = PairReferences.prompt(train.all(), nearest.of(sequence));
            assertThat(EditDistance.of(found, wanted)).isEqualTo(least);
        }
    }

    @Test
    void edit_distance_counts_insertions_deletions_and_replacements() {
        assertThat(EditDistance.of(points("kitten"), points("sitting"))).isEqualTo(3);
        assertThat(EditDistance.of(points("abc"), points(""))).isEqualTo(3);
        assertThat(EditDistance.of(points(""), points(""))).isZero();
        assertThat(EditDistance.of(points("ab"), points("ba"))).isEqualTo(2);
    }

    private static int[] points(String text) {
        return text.codePoints().toArray();
    }

    @Test
    void n_grams_know_what_comes_next_within_a_line() {
        // After an a comes a b, after a c a d: pairs of letters stand for the binary digits of a number.
        List<String> lines = IntStream.range(8, 400)
                .mapToObj(i -> Integer.toBinaryString(i).replace("0", "ab").replace("1", "cd"))
                .toList();
        Dataset data = Tables.load(Tasks.lines(lines), 1);

        assertThat(data.references(Targets.EVERY))
                .extracting(ReferenceLine::name)
                .startsWith("uniform", "unigram", "bigram");
        assertThat(line(data, "uniform").loss())
                .isEqualTo(Math.log(data.vocabulary().size() - 2), within(1e-9));
        assertThat(line(data, "unigram").loss()).isGreaterThan(1.2);
        assertThat(line(data, "bigram").loss()).isLessThan(0.6);
    }

    @Test
    void smoothed_counts_are_probabilities() {
        TableDataset data = Tables.load(Tasks.lines(Tables.words(200, 3)), 1);
        SequencePart train = data.part(Split.TRAIN);
        SequencePart test = data.part(Split.TEST);
        int[] predictable = IntStream.range(0, data.vocabulary().size())
                .filter(token -> token != Layout.PAD && token != Layout.GO)
                .toArray();
        SequenceGrams grams = new SequenceGrams(train.all(), SequenceSample.of(train, 1000), 4, predictable.length);
        double[][] found = new double[4][data.vocabulary().size()];
        for (int sequence = test.from(); sequence < test.to(); sequence++) {
            for (int place = 1; place < test.all().length(sequence); place++) {
                grams.probabilities(sequence, place, predictable, found);
                for (double[] probabilities : found) {
                    double sum = 0;
                    for (int token : predictable) {
                        assertThat(probabilities[token]).isPositive();
                        sum += probabilities[token];
                    }
                    assertThat(sum).isEqualTo(1, within(1e-9));
                }
            }
        }
    }
}
