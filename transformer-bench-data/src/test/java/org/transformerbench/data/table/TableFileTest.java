package org.transformerbench.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Sha256;

class TableFileTest {
    @TempDir
    private Path folder;

    private final List<String> read = new ArrayList<>();

    private Optional<String> keep(String[] values) {
        read.add(String.join("|", values));
        return Optional.empty();
    }

    private RowReport read(String name, String content, boolean header, String... columns) {
        read.clear();
        Path file = Tables.write(folder, name, content);
        return new TableFile(file, TableFormat.ofName(name), header).read(List.of(columns), this::keep);
    }

    @Test
    void reads_columns_by_name_or_number_in_the_wanted_order() {
        String csv = "word,language,note\nciao,italian,x\n\"a, \"\"b\"\"\",\"new\nline\",y\n";

        assertThat(read("a.csv", csv, true, "language", "word").used()).isEqualTo(2);
        assertThat(read).containsExactly("italian|ciao", "new\nline|a, \"b\"");
        read("a.csv", csv, true, "3", "1");
        assertThat(read).containsExactly("x|ciao", "y|a, \"b\"");
        read("a.csv", "1,2\nb,c\n", false, "2", "1");
        assertThat(read).containsExactly("2|1", "c|b");
    }

    @Test
    void a_name_that_is_a_number_comes_before_the_number() {
        read("a.csv", "2,1\nb,c\n", true, "1");
        assertThat(read).containsExactly("c");
    }

    @Test
    void a_quote_in_tab_separated_values_is_a_character() {
        read("a.tsv", "word\tphonemes\n\"tis\tt ih z\nsay \"a\"\tx\n", true, "1", "phonemes");
        assertThat(read).containsExactly("\"tis|t ih z", "say \"a\"|x");
    }

    @Test
    void reads_json_lines_by_member_or_place() {
        String json =
                "{\"text\":\"ci\\u00e0o\",\"label\":\"it\",\"n\":3}\n\n{\"text\":\"b\\n\",\"label\":true,\"n\":1.5}\n";

        assertThat(read("a.jsonl", json, true, "label", "n").used()).isEqualTo(2);
        assertThat(read).containsExactly("it|3", "true|1.5");
        read("a.ndjson", json, true, "1");
        assertThat(read).containsExactly("ci\u00e0o", "b\n");
    }

    @Test
    void reads_one_text_per_line_without_a_header() {
        assertThat(read("names.txt", "emma\n\nolivia, \"x\"\t1\nava", true, "1").used())
                .isEqualTo(3);
        assertThat(read).containsExactly("emma", "olivia, \"x\"\t1", "ava");
    }

    @ParameterizedTest
    @CsvSource({"a.csv", "a.tsv", "a.txt"})
    void ends_lines_as_any_system_does(String name) {
        String separator = name.endsWith("csv") ? "," : "\t";
        for (String end : List.of("\n", "\r\n", "\r")) {
            String row = name.endsWith("txt") ? "first" : "first" + separator + "x";
            String other = name.endsWith("txt") ? "second" : "second" + separator + "y";
            read(name, row + end + other + end, false, "1");
            assertThat(read).as(end).containsExactly("first", "second");
        }
    }

    @ParameterizedTest
    @CsvSource({"a.csv", "a.tsv", "a.txt", "a.jsonl"})
    void a_byte_order_mark_is_no_part_of_the_first_value(String name) {
        String content = name.endsWith("jsonl") ? "{\"a\":\"first\"}\n" : "first\nsecond\n";
        read(name, "\ufeff" + content, false, "1");
        assertThat(read.get(0)).isEqualTo("first");
        if (!name.endsWith("jsonl") && !name.endsWith("txt")) {
            read(name, "\ufefffirst\nsecond\n", true, "first");
            assertThat(read).containsExactly("second");
        }
    }

    /** As of a text: see {@code Corpus}. */
    @Test
    void its_checksum_is_that_of_the_bytes_behind_a_byte_order_mark() throws IOException {
        String content = "a\n" + "b\u00e9\n".repeat(100_000);
        Path file = Tables.write(folder, "a.csv", content);
        Path marked = Tables.write(folder, "marked.csv", "\ufeff" + content);

        assertThat(checksum(file)).isEqualTo(Sha256.of(Files.readAllBytes(file)));
        assertThat(checksum(marked)).isEqualTo(checksum(file));
        assertThat(checksum(Tables.write(folder, "short.csv", "a\n"))).isNotEqualTo(checksum(file));
    }

    private String checksum(Path file) {
        TableFile table = new TableFile(file, TableFormat.CSV, false);
        table.read(List.of("1"), this::keep);
        return table.checksum();
    }

    @Test
    void names_of_columns_are_equal_in_every_normal_form() {
        for (String name : List.of("l\u00e4nge", "la\u0308nge")) {
            for (String wanted : List.of("l\u00e4nge", "la\u0308nge")) {
                read("a.csv", "a," + name + "\n1,2\n", true, wanted);
                assertThat(read).containsExactly("2");
                read("a.jsonl", "{\"a\":1,\"" + name + "\":2}\n", true, wanted);
                assertThat(read).containsExactly("2");
            }
        }
    }

    @Test
    void counts_rows_that_cannot_be_used_and_names_the_first_ones() {
        String rows = IntStream.range(0, 7).mapToObj(i -> "x,\n").collect(Collectors.joining());
        RowReport report = read("a.csv", "a,b\n1,2\n1\n3,4,5\n,6\n" + rows + "7,8\n", true, "1", "b");

        assertThat(report.used()).isEqualTo(2);
        assertThat(report.unusable()).isEqualTo(10);
        assertThat(report)
                .hasToString("The file " + folder.resolve("a.csv")
                        + ": 2 rows and 10 that cannot be used (line 3: it has 1 value, not 2; line 4: it has 3 values, not 2;"
                        + " line 5: column '1' is blank; line 6: column 'b' is blank; line 7: the same; ...)");
    }

    @Test
    void lines_are_counted_in_the_file_and_not_in_rows() {
        RowReport report = read("a.csv", "a,b\n\"two\nlines\",2\n\n1\n", true, "1", "b");
        assertThat(report.reasons()).isEqualTo("line 5: it has 1 value, not 2");
        report = read("a.jsonl", "{\"a\":1}\n{\"a\":\n[1]\n{\"b\":2}\n{\"a\":null}\n{\"a\":\" \"}\n", true, "a");
        assertThat(report.reasons())
                .matches(
                        "line 2: column \\d+ is no JSON: .*; line 3: it is no JSON object;"
                                + " line 4: it has no member 'a'. Its members: b; line 5: member 'a' is no text; line 6: member 'a' is blank");
    }

    @ParameterizedTest
    @CsvSource({
        "a.csv, CSV",
        "B.TSV, TSV",
        "x.y/c.tab, TSV",
        "d.jsonl, JSON_LINES",
        "e.ndjson, JSON_LINES",
        "f.txt, TEXT"
    })
    void the_ending_says_the_format(String name, TableFormat format) {
        assertThat(TableFormat.ofName(name)).isEqualTo(format);
    }

    @Test
    void an_unknown_ending_asks_for_the_format() {
        assertThatThrownBy(() -> TableFormat.ofName("words.xlsx"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "data (words.xlsx) has none of the endings .csv, .tsv, .tab, .jsonl, .ndjson and .txt; say its"
                                + " format: format=csv, tsv, json_lines or text");
    }

    @Test
    void reads_what_is_far_larger_than_its_buffers() throws IOException {
        String text = "\u00e4\ud83d\ude00".repeat(50);
        Path file = folder.resolve("large.csv");
        StringBuilder content = new StringBuilder("id,text\n");
        for (int i = 0; i < 5000; i++) {
            content.append(i).append(",\"").append(text).append("\"\n");
        }
        Files.write(file, content.toString().getBytes(StandardCharsets.UTF_8));
        RowReport report = new TableFile(file, TableFormat.CSV, true).read(List.of("id", "text"), this::keep);

        assertThat(report.used()).isEqualTo(5000);
        assertThat(read.get(4999)).isEqualTo("4999|" + text);
    }
}
