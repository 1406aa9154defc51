package org.transformerbench.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.Batch;
import org.transformerbench.api.DataException;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.config.ConfigException;

/** What users bring that is not as it should be: an error with its place, or the right behaviour. */
class BadInputTest {
    @TempDir
    private Path folder;

    private Path file(String content) {
        return Tables.write(folder, "data.csv", content);
    }

    private void fails(String content, String message) {
        fails(LabelsConfig.builder().data(file(content)).build(), message);
    }

    private void fails(LabelsConfig config, String message) {
        fails(config, DataException.class, message);
    }

    private void refuses(LabelsConfig config, String message) {
        fails(config, ConfigException.class, message);
    }

    private void fails(LabelsConfig config, Class<? extends Exception> type, String message) {
        assertThatThrownBy(() -> Tables.labels(config))
                .isInstanceOf(type)
                .hasMessage(message.replace("FILE", "The file " + folder.resolve("data.csv")));
    }

    private static String rows(int count, String label) {
        return IntStream.range(0, count)
                .mapToObj(i -> "text" + i + "," + label + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void a_wrong_column() {
        Path data = file("word,language\nciao,italian\n");
        refuses(
                LabelsConfig.builder().data(data).label("langauge").build(),
                "FILE has no column 'langauge'; did you mean 'language'? Its columns: word, language");
        refuses(
                LabelsConfig.builder().data(data).label("3").build(),
                "FILE has no column 3, it has 2 columns. Its columns: word, language");
        refuses(
                LabelsConfig.builder()
                        .data(data)
                        .header(false)
                        .label("language")
                        .build(),
                "FILE is read without a header, so that the column 'language' must be given by its number, the first is 1");
        refuses(
                LabelsConfig.builder().data(file("a,b,a\n1,2,3\n")).text("a").build(),
                "FILE has two columns 'a'; say which by its number, the first is 1");
        refuses(
                LabelsConfig.builder().data(data).format(TableFormat.TEXT).build(),
                "FILE has no column 2, it has one column");
    }

    @Test
    void a_wrong_member() {
        Path data = Tables.write(folder, "data.jsonl", "{\"place\":\"a\"}\n".repeat(7));
        assertThatThrownBy(() -> Tables.lines(
                        LinesConfig.builder().data(data).column("plaec").build()))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "The file " + data + " has no row that can be used: line 1: it has no member 'plaec'; did you"
                                + " mean 'place'? Its members: place; line 2: the same; line 3: the same; line 4: the same; line 5:"
                                + " the same; ...");
    }

    @Test
    void an_unbalanced_quote() {
        String rule =
                ": the quote there opens a value that does not end with a quote before a comma or a line end; write a"
                        + " quote inside of a value as two, or say format=tsv for values without quotes";
        fails("word,language\nciao,italian\n\"hola,spanish\nb,c\n", "FILE, line 3, column 1" + rule);
        fails("word,language\na,\"b\"\n\u00e4,\"c\"d\ne,f\n", "FILE, line 3, column 3" + rule);
        fails("\ufeff\"word,language\r\na,b\r\n", "FILE, line 1, column 1" + rule);
        fails("word,language\r\n\"a\r\nb\",c\r\n\ud83d\ude00,\"d\r\ne,f\r\n", "FILE, line 4, column 3" + rule);
    }

    @Test
    void a_binary_file() throws IOException {
        Path data = folder.resolve("data.csv");
        Files.write(data, new byte[] {'a', ',', 'b', '\n', 0, 1, 2});
        LabelsConfig config = LabelsConfig.builder().data(data).build();
        fails(
                config,
                "FILE is no UTF-8 text but looks like a binary file or UTF-16: its byte 4, line 2, column 1, is zero;"
                        + " convert it to UTF-8 first");
        Files.write(data, "a,b\nc,d\n".getBytes(StandardCharsets.UTF_16));
        assertThatThrownBy(() -> Tables.labels(config)).hasMessageContaining("its byte 2, line 1, column 3, is zero");
        Files.write(data, ("text,label\n" + rows(20_000, "x") + "\ud83d\ude00\0,x\n").getBytes(StandardCharsets.UTF_8));
        for (TableFormat format : List.of(TableFormat.CSV, TableFormat.JSON_LINES)) {
            LabelsConfig any = LabelsConfig.builder().data(data).format(format).build();
            assertThatThrownBy(() -> Tables.labels(any)).hasMessageContaining(", line 20002, column 2, is zero");
        }
        Files.write(data, "a,b\nc\u00e4,d\nx\u00f6y,z\n".getBytes(StandardCharsets.ISO_8859_1));
        fails(
                config,
                "FILE is not valid UTF-8: the byte at offset 5, line 2, column 2, is not part of a character; convert it to"
                        + " UTF-8 first");
    }

    @Test
    void a_file_without_rows() {
        fails("", "FILE is empty");
        fails("\ufeff", "FILE has no rows below its header");
        fails("\r\n\r\n", "FILE has no rows below its header");
        fails("word,language\n", "FILE has no rows below its header");
        fails(
                "word,language\na\nb,\n",
                "FILE has no row that can be used: line 2: it has 1 value, not 2; line 3: column '2' is blank");
        fails(
                "text,label\nx,a\ny,b\n",
                "The data of the task 'labels' is too small, or too much of it belongs together: of 2 rows in 2 classes,"
                        + " each of which keeps one for training, 2 are for training, 0 for validation"
                        + " (validationShare=0.1) and 0 for test (testShare=0.1)");
    }

    @Test
    void a_file_that_is_not_there_or_a_folder() {
        assertThatThrownBy(() -> Tables.labels(
                        LabelsConfig.builder().data(folder.resolve("none.csv")).build()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("none.csv does not exist (looked for ");
        assertThatThrownBy(() -> Tables.labels(LabelsConfig.builder()
                        .data(folder)
                        .format(TableFormat.CSV)
                        .build()))
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> Tables.labels(LabelsConfig.defaults()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("The task 'labels' needs a file with rows: give one with --data FILE (key data)");
    }

    @Test
    void one_class_only() {
        fails(
                "text,label\n" + rows(30, "only"),
                "The column '2' has one class only, 'only': there is nothing to tell apart");
    }

    @Test
    void a_class_with_one_example_is_learned_and_said_so() {
        TableDataset data = Tables.labels(LabelsConfig.builder()
                .data(file("text,label\n" + rows(40, "often") + "x,once\n"
                        + rows(40, "too").replace("text", "y")))
                .build());

        assertThat(data.textEncoding().orElseThrow().labels())
                .extracting(TextEncoding.Label::name)
                .containsExactly("often", "once", "too");
        assertThat(Tables.rows(data, data.train(Targets.EVERY))).contains("x -> once");
        assertThat(data.notes()).contains("1 of 3 classes have one row only, which is in the training data: once");
    }

    @Test
    void rows_in_memory_that_cannot_be_used() {
        List<LabelledText> texts = new ArrayList<>(Tables.endings(50));
        texts.add(3, LabelledText.of(" ", "soft"));
        texts.add(5, LabelledText.of("x\ud83d", "soft"));
        TableDataset data = Tables.load(Tasks.labels(texts), 1);

        assertThat(data.notes())
                .contains(
                        "The list of texts: 50 rows and 2 that cannot be used (row 4: value 1 is blank; row 6: it has half a"
                                + " character (a lone surrogate))");
        assertThatThrownBy(() -> Tasks.labels(List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("texts ([]) must have rows");
    }

    @Test
    void an_input_that_is_longer_than_the_context() {
        TableDataset dropped = Tables.load(Tasks.pairs(Tables.reversals(200)), 1);
        TextEncoding strict = dropped.textEncoding().orElseThrow();
        assertThatThrownBy(() -> strict.encode("1".repeat(65)))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("has 65 characters; the model was trained on at most maxLength (64)");

        TableDataset cut = Tables.labels(LabelsConfig.builder()
                .data(file("text,label\n" + rows(40, "a") + rows(40, "b").replace("text", "y")))
                .maxLength(3)
                .build());
        TextEncoding.Prompt prompt = cut.textEncoding().orElseThrow().encode("texttext");
        assertThat(prompt.cutUnits()).isEqualTo(5);
        assertThat(cut.vocabulary().decode(prompt.tokens())).isEqualTo("tex<separator>");
    }

    /** Whatever is typed can be classified, also where no text of the data is as long as maxLength allows. */
    @Test
    void an_input_that_is_longer_than_any_in_the_data_is_cut_to_what_models_read() {
        TableDataset data = Tables.labels(LabelsConfig.builder()
                .data(file("text,label\n" + rows(40, "a") + rows(40, "b").replace("text", "y")))
                .build());

        TextEncoding.Prompt prompt = data.textEncoding().orElseThrow().encode("text0".repeat(20));
        assertThat(prompt.tokens()).hasSize("text39".length() + 1).hasSize(data.contextLength());
        assertThat(prompt.cutUnits()).isEqualTo(94);
    }

    @Test
    void columns_by_number_of_a_table_with_others_are_named() {
        StringBuilder csv = new StringBuilder("id,text,kind\n");
        IntStream.range(0, 40)
                .forEach(i -> csv.append("a1,t")
                        .append(i)
                        .append(",x\n")
                        .append("b1,t")
                        .append(i)
                        .append(",y\n"));
        LabelsConfig.Builder builder = LabelsConfig.builder().data(file(csv.toString()));

        assertThat(Tables.labels(builder.text("2").label("3").build()).notes())
                .contains("The file " + folder.resolve("data.csv")
                        + ": column 2 is 'text', column 3 is 'kind'; its columns: id, text, kind");
        assertThat(Tables.labels(builder.text("text").label("kind").build()).notes())
                .noneMatch(note -> note.contains("its columns"));
        assertThat(Tables.labels(LabelsConfig.builder()
                                .data(file("text,label\n" + rows(30, "a")
                                        + rows(30, "b").replace("text", "y")))
                                .build())
                        .notes())
                .noneMatch(note -> note.contains("its columns"));
    }

    @Test
    void an_output_with_a_unit_that_training_never_saw() {
        Path train =
                Tables.write(folder, "train.csv", "in,out\n1,a\n2,b\n3,ab\n4,ba\n5,aa\n6,bb\n7,a\n8,b\n9,a\n10,b\n");
        Path test = Tables.write(folder, "test.csv", "in,out\n11,ac\n1x,ab\n");
        TableDataset data = Tables.pairs(PairsConfig.builder()
                .data(train)
                .testData(test)
                .validationShare(0)
                .build());

        assertThat(Tables.show(data, data.test(Targets.EVERY)))
                .containsExactly(
                        "11<separator>a<unknown> -> ..a<unknown><end>", "1<unknown><separator>ab -> ..ab<end>");
        assertThat(data.notes())
                .contains(
                        "1 characters or words of inputs for validation and test are not in the training data: each is read as the"
                                + " unknown sign",
                        "1 rows for validation and test have a character, word or class to predict that is not in the training"
                                + " data: no model can get them right");
        assertThat(data.textEncoding().orElseThrow().encode("1yz").unknownUnits())
                .isEqualTo(2);
    }

    @Test
    void a_byte_order_mark_and_windows_line_ends_change_nothing() {
        String plain = "text,label\n" + rows(30, "a") + rows(30, "b").replace("text", "y");
        List<String> expected = Tables.rows(
                Tables.labels(LabelsConfig.builder().data(file(plain)).build()));
        List<String> found = Tables.rows(Tables.labels(LabelsConfig.builder()
                .data(file("\ufeff" + plain.replace("\n", "\r\n")))
                .text("text")
                .build()));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void mixed_normal_forms_are_one_text() {
        List<Pair> pairs = new ArrayList<>(Tables.reversals(60));
        pairs.add(Pair.of("caf\u00e9", "x"));
        pairs.add(Pair.of("cafe\u0301", "x"));
        for (long seed = 1; seed < 6; seed++) {
            TableDataset data = Tables.load(Tasks.pairs(pairs), seed);
            assertThat(data.vocabulary().tokens()).doesNotContain("\u0301");
            List<String> test = Tables.rows(data, data.test(Targets.EVERY));
            assertThat(test.stream().filter(row -> row.startsWith("caf")).count())
                    .isIn(0L, 2L);
        }
        TextEncoding encoding =
                Tables.load(Tasks.pairs(pairs), 1).textEncoding().orElseThrow();
        assertThat(encoding.encode("e\u0301").tokens()).hasSize(2);
    }

    @Test
    void mixed_normal_forms_are_one_class_and_one_group() {
        StringBuilder csv = new StringBuilder("text,label,group\n");
        for (int i = 0; i < 60; i++) {
            csv.append("text").append(i).append(i % 2 == 0 ? ",caf\u00e9" : ",cafe\u0301");
            csv.append(i % 2 == 0 ? ",\u00e9" : ",e\u0301").append(i / 6).append('\n');
            csv.append("other").append(i).append(",tea,").append(i).append('\n');
        }
        TableDataset data = Tables.labels(
                LabelsConfig.builder().data(file(csv.toString())).group("group").build());

        assertThat(data.textEncoding().orElseThrow().labels())
                .extracting(TextEncoding.Label::name)
                .containsExactly("caf\u00e9", "tea");
        List<String> test = Tables.rows(data, data.test(Targets.EVERY));
        long[] together = LongStream.range(0, 10)
                .map(group -> LongStream.range(6 * group, 6 * group + 6)
                        .filter(i -> test.contains("text" + i + " -> caf\u00e9"))
                        .count())
                .toArray();
        assertThat(together).containsOnly(0, 6).contains(6);
    }

    @Test
    void emoji_are_characters_like_others() {
        List<Pair> pairs = IntStream.range(0, 50)
                .mapToObj(i ->
                        Pair.of("\ud83d\ude00".repeat(i % 5 + 1) + i, "\u2764\ufe0f" + "\ud83d\udc4d".repeat(i % 3)))
                .toList();
        TableDataset data = Tables.load(Tasks.pairs(pairs), 3);

        assertThat(Tables.rows(data))
                .containsExactlyInAnyOrderElementsOf(pairs.stream()
                        .map(pair -> pair.input() + " -> " + pair.output())
                        .toList());
        Batch batch = data.test(Targets.LAST).batch(0);
        assertThat(batch.tokens()).doesNotContain(Batch.IGNORED);
    }

    @Test
    void the_length_of_a_text_is_counted_in_code_points() {
        String faces = IntStream.range(0, 30)
                .mapToObj(
                        i -> Character.toString(0x1f600 + i / 6) + Character.toString(0x1f600 + i % 6) + "\ud83d\ude00")
                .collect(Collectors.joining("\n"));
        LinesConfig.Builder builder = LinesConfig.builder().data(Tables.write(folder, "faces.txt", faces));

        TableDataset whole = Tables.lines(builder.maxLength(3).build());
        assertThat(Tables.rows(whole)).hasSize(30);
        assertThat(whole.contextLength()).isEqualTo(4);
        TableDataset cut =
                Tables.lines(builder.maxLength(2).tooLong(TooLong.TRUNCATE).build());
        assertThat(Tables.rows(cut))
                .hasSize(30)
                .allMatch(row -> row.codePointCount(" -> ".length(), row.length()) == 2);
    }

    @Test
    void files_and_rows_in_memory_at_once() {
        PairsTask task = (PairsTask) Tasks.pairs(Tables.reversals(30));
        PairsConfig config = PairsConfig.builder().data(file("a,b\n")).build();
        assertThatThrownBy(() -> task.load(config, new SeedStreams(1)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must be none: this task 'pairs' was made with rows in memory");
        PairsConfig grouped = PairsConfig.builder().group("3").build();
        assertThatThrownBy(() -> task.load(grouped, new SeedStreams(1)))
                .hasMessage("group (3) must be none: rows in memory have no column for it");
    }
}
