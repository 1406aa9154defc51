package org.transformerbench.examples.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.ConfigException;

class VocabularyFuzzTest {
    private static final String SYMBOLS = "0123456789.=+-m|\ud83d\ude00";
    private static final Pattern NONE = Pattern.compile("(?s)The symbol .* stands twice, at [0-9]+ and [0-9]+"
            + "|The symbol .* at [0-9]+ is half a character .*"
            + "|number of (distinct characters|symbols) \\([01]\\) must be at least 2");
    private static final Pattern UNKNOWN =
            Pattern.compile("(?s)Unknown symbol .* at position [0-9]+; the vocabulary has the [0-9]+ symbols \".*");
    private static final Pattern OUTSIDE =
            Pattern.compile("Token id -?[0-9]+ at position [0-9]+ is outside of \\[0, [0-9]+\\)");

    private final Vocabulary arithmetic = Vocabulary.of(SYMBOLS);

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Edit.some("0", "a", "\ud83d", "\ude00", "\ud83d\ude01", "\n", "\u0301", "123+456=");
    }

    @Fuzz
    void symbols_that_are_spoiled(@ForAll("edits") List<Edit> edits) {
        String symbols = Edit.apply(edits, SYMBOLS);
        Verdict.of(() -> Vocabulary.of(symbols), ConfigException.class, NONE).ifPresent(read -> {
            assertThat(read.symbols()).isEqualTo(symbols);
            assertThat(read.decode(read.encode(symbols))).isEqualTo(symbols);
        });
        Verdict.of(() -> Vocabulary.ofText(symbols), ConfigException.class, NONE)
                .ifPresent(read -> {
                    assertThat(Vocabulary.of(read.symbols())).isEqualTo(read);
                    assertThat(read.decode(read.encode(symbols))).isEqualTo(symbols);
                });
    }

    @Fuzz
    void texts_that_are_spoiled(@ForAll("edits") List<Edit> edits) {
        String text = Edit.apply(edits, "123+456=0579|");
        Verdict.of(() -> arithmetic.encode(text), DataException.class, UNKNOWN)
                .ifPresent(ids -> assertThat(arithmetic.decode(ids)).isEqualTo(text));
    }

    @Fuzz
    void any_ids(@ForAll int[] ids) {
        Verdict.of(() -> arithmetic.decode(ids), DataException.class, OUTSIDE)
                .ifPresent(text -> assertThat(arithmetic.encode(text)).isEqualTo(ids));
    }
}
