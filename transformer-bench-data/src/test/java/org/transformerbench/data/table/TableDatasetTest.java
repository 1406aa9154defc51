package org.transformerbench.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Slice;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Configs;

class TableDatasetTest {
    @TempDir
    private Path folder;

    private PairsConfig.Builder dates() {
        Path train = Tables.write(
                folder, "train.csv", "spoken,written\n3 May,05-03\n1 June,06-01\n7 May,05-07\n2 June,06-02\n");
        Path validation = Tables.write(folder, "validation.csv", "spoken,written\n5 May,05-05\n");
        Path test = Tables.write(folder, "test.csv", "spoken,written\n2 May,05-02\n31 June,x\n");
        return PairsConfig.builder().data(train).validationData(validation).testData(test);
    }

    @Test
    void a_pair_is_one_sequence_of_which_the_output_counts() {
        Dataset data = Tables.pairs(dates().build());

        assertThat(data.targets()).containsExactly(Targets.EVERY, Targets.LAST);
        assertThat(Tables.show(data, data.train(Targets.EVERY)))
                .containsExactly(
                        "3 May<separator>05-03_ -> .....05-03<end>.",
                        "1 June<separator>06-01 -> ......06-01<end>",
                        "7 May<separator>05-07_ -> .....05-07<end>.",
                        "2 June<separator>06-02 -> ......06-02<end>");
    }

    @Test
    void a_pair_is_one_row_per_output_unit_for_models_of_the_last_position() {
        Dataset data = Tables.pairs(dates().build());
        ExampleSet examples = data.validation(Targets.LAST);

        assertThat(Tables.show(data, examples))
                .containsExactly(
                        "______5 May<separator> -> 0",
                        "_____5 May<separator>0 -> 5",
                        "____5 May<separator>05 -> -",
                        "___5 May<separator>05- -> 0",
                        "__5 May<separator>05-0 -> 5",
                        "_5 May<separator>05-05 -> <end>");
        assertThat(examples.answers().count()).isEqualTo(1);
        assertThat(data.train(Targets.LAST).answers().firstExample(2)).isEqualTo(12);
    }

    @Test
    void inputs_are_learned_too_if_wanted_but_never_scored() {
        Dataset data = Tables.pairs(dates().lossOnInput(true).build());
        ExampleSet examples = data.validation(Targets.EVERY);

        assertThat(Tables.show(data, examples, 0)).isEqualTo("5 May<separator>05-05_ ->  May<separator>05-05<end>.");
        assertThat(examples.firstScoredTarget(0)).isEqualTo(5);
    }

    @Test
    void words_are_tokens_of_their_own() {
        Path data = Tables.write(
                folder,
                "sounds.tsv",
                "word\tphonemes\n"
                        + IntStream.range(0, 20)
                                .mapToObj(i -> "a" + i + "\taa  r a\n")
                                .collect(Collectors.joining()));
        TableDataset sounds = Tables.pairs(
                PairsConfig.builder().data(data).outputUnit(Unit.WORD).build());

        assertThat(sounds.vocabulary().tokens()).contains("a", " a", " aa", " r");
        assertThat(Tables.rows(sounds)).allSatisfy(row -> assertThat(row).endsWith(" -> aa r a"));
        assertThat(Tables.show(sounds, sounds.test(Targets.EVERY), 0)).contains("<separator> aa r a");
    }

    @Test
    void a_class_is_predicted_after_its_text() {
        List<LabelledText> texts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            texts.add(LabelledText.of("=" + i, i % 2 == 0 ? "even" : "="));
        }
        TableDataset data = Tables.load(Tasks.labels(texts), 1);

        assertThat(data.targets()).containsExactly(Targets.LAST, Targets.EVERY);
        assertThat(data.contextLength()).isEqualTo(4);
        assertThat(all(data, Targets.LAST)).contains("_=0<separator> -> =even", "=19<separator> -> ==");
        assertThat(all(data, Targets.EVERY)).contains("=0<separator>_ -> ..=even.", "=19<separator> -> ...==");
        assertThat(Tables.rows(data)).contains("=0 -> even", "=19 -> =");
    }

    private static List<String> all(Dataset data, Targets mode) {
        List<String> all = new ArrayList<>(Tables.show(data, data.train(mode)));
        all.addAll(Tables.show(data, data.validation(mode)));
        all.addAll(Tables.show(data, data.test(mode)));
        return all;
    }

    @Test
    void a_line_begins_and_ends_with_a_sign() {
        TableDataset data = Tables.load(Tasks.lines(Tables.words(40, 2)), 1);
        ExampleSet every = data.train(Targets.EVERY);
        ExampleSet last = data.train(Targets.LAST);

        assertThat(data.runningText()).isFalse();
        assertThat(every.answers().count()).isZero();
        String text = Tables.rows(data, every).get(0).substring(" -> ".length());
        int padding = data.contextLength() - text.length() - 1;
        assertThat(Tables.show(data, every, 0))
                .isEqualTo("<start>" + text + "_".repeat(padding) + " -> " + text + "<end>" + ".".repeat(padding));
        assertThat(Tables.show(data, last, 0))
                .isEqualTo("_".repeat(data.contextLength() - 1) + "<start> -> " + text.substring(0, 1));
        assertThat(Tables.show(data, last, text.length()))
                .isEqualTo("_".repeat(padding) + "<start>" + text + " -> <end>");
        assertThat(last.size())
                .isEqualTo(Tables.rows(data, every).stream()
                        .mapToLong(row -> row.length() - " -> ".length() + 1)
                        .sum());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void every_row_comes_back_from_its_tokens_once_whatever_the_seed(long seed) {
        List<Pair> pairs = Tables.reversals(300);
        TableDataset data = Tables.load(Tasks.pairs(pairs), seed);

        assertThat(Tables.rows(data))
                .containsExactlyInAnyOrderElementsOf(pairs.stream()
                        .map(pair -> pair.input() + " -> " + pair.output())
                        .toList());
        assertThat(data.test(Targets.EVERY).size()).isEqualTo(30);
        assertThat(data.validation(Targets.EVERY).size()).isEqualTo(30);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void both_modes_hold_the_same_targets_in_the_same_order(long seed) {
        TableDataset data = Tables.load(Tasks.lines(Tables.words(100, seed)), seed);
        List<String> fromLast = new ArrayList<>();
        for (String row : Tables.show(data, data.test(Targets.LAST))) {
            fromLast.add(row.substring(row.indexOf(" -> ") + 4));
        }
        String fromEvery = Tables.show(data, data.test(Targets.EVERY)).stream()
                .map(row -> row.substring(row.indexOf(" -> ") + 4).replaceAll("\\.+$", ""))
                .collect(Collectors.joining());
        assertThat(String.join("", fromLast)).isEqualTo(fromEvery);
    }

    @Test
    void inputs_that_stand_twice_are_in_one_part() {
        List<Pair> pairs = new ArrayList<>(Tables.reversals(200));
        Tables.reversals(200).forEach(pair -> pairs.add(Pair.of(pair.input(), pair.output() + "x")));
        for (long seed = 1; seed < 5; seed++) {
            TableDataset data = Tables.load(Tasks.pairs(pairs), seed);
            Set<String> train = inputs(data, data.train(Targets.EVERY));
            Set<String> test = inputs(data, data.test(Targets.EVERY));
            assertThat(train).doesNotContainAnyElementsOf(test);
            assertThat(Tables.rows(data)).hasSize(400);
        }
    }

    private static Set<String> inputs(Dataset data, ExampleSet every) {
        Set<String> inputs = new HashSet<>();
        Tables.rows(data, every).forEach(row -> inputs.add(row.substring(0, row.indexOf(" -> "))));
        return inputs;
    }

    @Test
    void rows_of_one_group_are_in_one_part() {
        StringBuilder csv = new StringBuilder("who,text,label\n");
        for (int i = 0; i < 300; i++) {
            csv.append("author")
                    .append(i % 60)
                    .append(",a")
                    .append(i % 60)
                    .append("_")
                    .append(i / 60)
                    .append(i % 2 == 0 ? ",x\n" : ",y\n");
        }
        TableDataset data = Tables.labels(LabelsConfig.builder()
                .data(Tables.write(folder, "texts.csv", csv.toString()))
                .text("text")
                .label("label")
                .group("who")
                .build());
        Set<String> trained = new HashSet<>();
        inputs(data, data.train(Targets.EVERY)).forEach(text -> trained.add(text.substring(0, text.indexOf('_'))));

        assertThat(inputs(data, data.test(Targets.EVERY)))
                .hasSize(30)
                .allSatisfy(text -> assertThat(trained).doesNotContain(text.substring(0, text.indexOf('_'))));
    }

    @Test
    void rows_of_a_test_file_are_not_trained_on() {
        Path train = Tables.write(folder, "train.csv", "a,b\naa,x\nab,y\nba,x\nbb,y\naab,x\nabb,y\n");
        Path validation = Tables.write(folder, "validation.csv", "a,b\nbab,x\naa,y\n");
        Path test = Tables.write(folder, "test.csv", "a,b\nbab,x\nab,y\n");
        TableDataset data = Tables.pairs(PairsConfig.builder()
                .data(train)
                .validationData(validation)
                .testData(test)
                .build());

        assertThat(Tables.rows(data, data.test(Targets.EVERY))).containsExactly("bab -> x", "ab -> y");
        assertThat(Tables.rows(data, data.validation(Targets.EVERY))).containsExactly("aa -> y");
        assertThat(inputs(data, data.train(Targets.EVERY))).containsExactlyInAnyOrder("ba", "bb", "aab", "abb");
        assertThat(data.notes())
                .contains("3 rows left out, because what belongs to them is in the data for validation or test too");
    }

    @Test
    void longer_texts_are_dropped_or_cut_as_asked_and_counted() {
        List<String> words = List.of("abcabc", "ab", "abca", "abc", "a", "b", "c", "ba", "ca", "bc", "aa", "cc");
        Path file = Tables.write(folder, "words.txt", String.join("\n", words));
        LinesConfig.Builder builder =
                LinesConfig.builder().data(file).maxLength(3).validationShare(0).testShare(0.2);

        TableDataset dropped = Tables.lines(builder.build());
        assertThat(Tables.rows(dropped)).hasSize(10).noneMatch(row -> row.length() > " -> ".length() + 3);
        assertThat(dropped.notes()).contains("The file " + file + ": 2 rows left out, longer than maxLength (3)");

        TableDataset cut = Tables.lines(builder.tooLong(TooLong.TRUNCATE).build());
        assertThat(Tables.rows(cut)).hasSize(12).filteredOn(" -> abc"::equals).hasSize(3);
        assertThat(cut.notes()).contains("The file " + file + ": 2 rows cut to maxLength (3)");
        assertThat(cut.contextLength()).isEqualTo(4);
    }

    @Test
    void slices_are_the_classes_or_the_lengths_of_inputs_that_a_part_has() {
        Dataset labels = Tables.load(Tasks.labels(Tables.endings(300)), 1);
        assertThat(labels.test(Targets.LAST).slices())
                .containsExactly(new Slice("class", "hard"), new Slice("class", "soft"));

        Dataset pairs = Tables.load(Tasks.pairs(Tables.reversals(300)), 1);
        ExampleSet test = pairs.test(Targets.EVERY);
        assertThat(test.slices()).contains(new Slice("input length", "2"), new Slice("input length", "3"));
        int two = test.slices().indexOf(new Slice("input length", "2"));
        for (long example = 0; example < test.size(); example++) {
            int length = test.firstScoredTarget(example);
            assertThat(test.inSlice(two, example, length)).isEqualTo(length == 2);
            assertThat(test.inSlice(two, example, length - 1)).isFalse();
        }
    }

    @Test
    void the_checksum_is_that_of_the_rows() {
        List<Pair> pairs = Tables.reversals(100);
        String checksum = Tables.load(Tasks.pairs(pairs), 1).dataChecksum().orElseThrow();

        assertThat(Tables.load(Tasks.pairs(pairs), 2).dataChecksum()).hasValue(checksum);
        assertThat(Tables.load(Tasks.pairs(Tables.reversals(101)), 1)
                        .dataChecksum()
                        .orElseThrow())
                .isNotEqualTo(checksum);
    }

    @Test
    void the_checksum_of_several_files_depends_on_what_each_is_for_and_not_on_its_path() {
        Path train = Tables.write(folder, "train.csv", "a,b\naa,x\nab,y\nba,x\nbb,y\naab,x\nabb,y\nbab,y\nbba,x\n");
        Path other = Tables.write(folder, "other.csv", "a,b\nbaa,x\nbbb,y\n");
        PairsConfig.Builder asTest =
                PairsConfig.builder().data(train).validationShare(0.2).testData(other);
        PairsConfig.Builder asValidation =
                PairsConfig.builder().data(train).testShare(0.2).validationData(other);
        String checksum = Tables.pairs(asTest.build()).dataChecksum().orElseThrow();
        Path copy = Tables.write(folder, "copy.csv", "a,b\nbaa,x\nbbb,y\n");

        assertThat(Tables.pairs(asValidation.build()).dataChecksum())
                .isPresent()
                .isNotEqualTo(Optional.of(checksum));
        assertThat(Tables.pairs(asTest.testData(copy).build()).dataChecksum()).hasValue(checksum);
        assertThat(Configs.locations(PairsConfig.class)).containsExactly("data", "validationData", "testData");
    }
}
