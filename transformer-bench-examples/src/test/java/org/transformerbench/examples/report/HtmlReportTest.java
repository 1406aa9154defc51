package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.result.RunResult;

class HtmlReportTest {
    private static final String EVERYTHING = html(RichResults.everything());

    @Test
    void it_answers_first_and_shows_every_part() {
        assertThat(EVERYTHING)
                .containsSubsequence(
                        "<h1>",
                        "Take mlp at learning rate 1e-2: 3 of 3 seeds reached accuracy 0.995, exact match 1.0000",
                        "<h3>Results</h3>",
                        "<h3>Pair by pair</h3>",
                        "<h3>Seeds and learning rates</h3>",
                        "<h3>Learning curves</h3>",
                        "<h3>Quality against training time</h3>",
                        "<h3>Speed</h3>",
                        "<h3>Parts of the test data</h3>",
                        "<h3>What the models wrote</h3>",
                        "<h3>Runs that went wrong</h3>",
                        "<h3>Reference lines</h3>",
                        "<h3>Protocol and settings</h3>",
                        "<h3>Made with</h3>",
                        "<h3>Which model to take</h3>",
                        "Take mlp at learning rate 1e-2");
    }

    @Test
    void tasks_and_protocols_have_sections_of_their_own() {
        assertThat(matches("<h2 id=\"[^\"]+\">([^<]+)</h2>", EVERYTHING))
                .containsExactly(
                        "addition, protocol strict",
                        "shakespeare, protocol strict",
                        "addition, protocol notebook-2023");
    }

    @Test
    void what_comes_from_results_is_text_and_never_markup() {
        assertThat(EVERYTHING)
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;", "where &lt;doth&gt; it breake?")
                .doesNotContain("<script", "<doth>");
    }

    @Test
    void model_names_are_text_in_charts_too() {
        String html = html(List.of(
                RichResults.addition(Protocol.strict(), "<b>bold</b>", 0, 1e-2, 1),
                RichResults.addition(Protocol.strict(), "a&b", 1, 1e-2, 1)));

        assertThat(html).contains("&lt;b&gt;bold&lt;/b&gt;", "a&amp;b").doesNotContain("<b>", "a&b<");
    }

    @Test
    void nothing_is_loaded_from_elsewhere() {
        String withoutNamespaces =
                EVERYTHING.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "");

        assertThat(withoutNamespaces)
                .doesNotContain("http:", "https:", "//cdn", " src=", "<link", "@import", "url(http");
    }

    @Test
    void ids_are_unique_and_references_have_targets() {
        List<String> ids = matches(" id=\"([^\"]+)\"", EVERYTHING);
        assertThat(ids).doesNotHaveDuplicates().isNotEmpty();
        assertThat(matches("url\\(#([^)]+)\\)", EVERYTHING)).isSubsetOf(ids);
        assertThat(matches("href=\"#([^\"]+)\"", EVERYTHING)).isNotEmpty().isSubsetOf(ids);
        for (String several : matches("aria-labelledby=\"([^\"]+)\"", EVERYTHING)) {
            assertThat(ids).contains(several.split(" "));
        }
    }

    @Test
    void tables_have_captions_and_headings_with_a_scope() {
        int tables = matches("<(table)>", EVERYTHING).size();

        assertThat(tables).isPositive();
        assertThat(matches("<(caption) id", EVERYTHING)).hasSize(tables);
        assertThat(matches("<th( )(?!scope=\"(?:col|row)\")", EVERYTHING)).isEmpty();
    }

    @Test
    void text_is_also_measured_in_bits() {
        String shakespeare = EVERYTHING.substring(
                EVERYTHING.indexOf("shakespeare, protocol strict</h2>"), EVERYTHING.indexOf("notebook-2023</h2>"));

        // 1.675 nats / ln 2
        assertThat(shakespeare).contains("bits per character", "1.6750", "2.4165");
    }

    @Test
    void who_is_best_within_which_time_is_said_in_a_table() {
        List<String> rows = matches("<tr>(<th scope=\"row\" class=\"number\">[0-9.]+ s</th>.*?)</tr>", EVERYTHING);

        assertThat(rows)
                .anySatisfy(row -> assertThat(row)
                        .containsSubsequence(">60 s<", ">mlp<", ">1e-2<", ">tl-transformer at learning rate 1e-2, "));
    }

    @Test
    void runs_that_learned_nothing_are_named_in_words() {
        assertThat(EVERYTHING)
                .contains(
                        "<small>no better than plateau</small>",
                        "No better than a reference line that needs no training:");
    }

    @Test
    void the_same_model_trained_in_two_ways_has_two_names() {
        ObjectNode other = new Configs().write(RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 1));
        other.withObject("/spec/trainingConfig").put("batchSize", 64);
        RunResult run = new Configs().read(other, RunResult.class);

        String html = html(List.of(run, RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 1)));

        assertThat(html).contains("mlp, batchSize 64", "mlp, batchSize 2048");
    }

    @Test
    void one_seed_has_neither_intervals_nor_bands() {
        String html = html(List.of(
                RichResults.addition(Protocol.strict(), "mlp", 0, 1e-2, 1),
                RichResults.addition(Protocol.strict(), "nano-gpt", 1, 1e-2, 1)));

        assertThat(html)
                .contains("exact match 1.0000 on one seed", "Numbers of one seed show a direction")
                .doesNotContain("<small>sd ", "fill-opacity=\"0.1", "Band:");
    }

    @Test
    void failed_runs_alone_make_a_report_too() {
        String html = html(List.of(RichResults.failed("mlp", "no memory"), RichResults.failed("nano-gpt", "no data")));

        assertThat(html)
                .contains("No run has a result on test data.", "no memory", "no data")
                .doesNotContain("<figure>");
    }

    @Test
    void a_run_that_diverged_at_once_makes_a_report_too() {
        assertThat(html(List.of(RichResults.diverged("mlp", 1)))).contains("the training loss is NaN at step 100");
    }

    @Test
    void two_hundred_runs_make_a_page_of_some_megabytes_at_most() {
        List<RunResult> many = new ArrayList<>();
        for (int model = 0; model < 20; model++) {
            for (long seed = 1; seed <= 10; seed++) {
                many.add(RichResults.addition(Protocol.strict(), "model-" + model, model, 1e-2, seed));
            }
        }
        String html = html(many);

        assertThat(html.length()).isLessThan(4_000_000);
        assertThat(html).contains("model-0", "model-19", "more pairs.");
    }

    @ParameterizedTest
    @EnumSource(ReportFormat.class)
    void the_default_locale_changes_nothing(ReportFormat format) {
        List<RunResult> results = RichResults.everything();
        String expected = format.text(results);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(format.text(results)).isEqualTo(expected);
        } finally {
            Locale.setDefault(before);
        }
    }

    private static String html(List<RunResult> results) {
        return ReportFormat.HTML.text(results);
    }

    private static List<String> matches(String pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
