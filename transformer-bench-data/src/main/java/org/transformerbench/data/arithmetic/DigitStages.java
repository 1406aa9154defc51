package org.transformerbench.data.arithmetic;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.transformerbench.api.CurriculumPace;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.config.Require;

/**
 * The stages of a curriculum by the digits of their problems, and the rule by which each ends. All digits are the last stage, which
 * has no span.
 *
 * @param pace of each stage but the last
 * @param spans of each stage but the last, each with more digits than the one before; not empty
 * @param digits of the last stage
 */
record DigitStages(CurriculumPace pace, List<DigitSpan> spans, int digits) {
    private static final String KEY = "curriculum";
    private static final String AT = "@";
    private static final String FORM =
            "must name stages by their digits after the " + AT + ", such as steps:1000@3,6 or steps:1000@1-3,1-6";

    DigitStages {
        spans = List.copyOf(spans);
    }

    /**
     * Parses the value of {@code curriculum}.
     *
     * @param text a pace such as {@code steps:1000}, for one digit more in each stage; or the pace of named stages, such as {@code
     *     steps:1000@3,6}
     * @param digits of the longer operand; at least 2
     * @throws ConfigException if it is neither, or the stages do not grow to fewer than all digits
     */
    static DigitStages parse(String text, int digits) {
        String[] parts = text.split(AT, 2);
        CurriculumPace pace = CurriculumPace.parse(parts[0]);
        return new DigitStages(pace, parts.length == 1 ? everyDigit(digits) : named(text, parts[1], digits), digits);
    }

    private static List<DigitSpan> everyDigit(int digits) {
        return IntStream.range(1, digits)
                .mapToObj(each -> new DigitSpan(each, each))
                .toList();
    }

    private static List<DigitSpan> named(String text, String names, int digits) {
        List<DigitSpan> spans = new ArrayList<>();
        int before = 0;
        for (String name : names.split(",", -1)) {
            DigitSpan span = DigitSpan.parse(name)
                    .orElseThrow(() -> new ConfigException(KEY + " (" + Excerpt.of(text) + ") " + FORM));
            Require.that(
                    span.least() >= 1 && span.least() <= span.most(),
                    KEY,
                    text,
                    "must have digits from 1 on, the fewer ones first: not %s",
                    span);
            Require.that(
                    span.most() > before,
                    KEY,
                    text,
                    "must have more digits in each stage than in the one before: %s follows %d",
                    span,
                    before);
            Require.that(
                    span.most() < digits,
                    KEY,
                    text,
                    "must have fewer than all %d digits in each stage: not %s, the last stage has all of them unnamed",
                    digits,
                    span);
            before = span.most();
            spans.add(span);
        }
        return spans;
    }

    /** Returns the number of stages, the last one included. */
    int count() {
        return spans.size() + 1;
    }

    /** Returns the most digits of any stage but the last. */
    int mostBeforeLast() {
        return spans.get(spans.size() - 1).most();
    }

    /** Returns the text that {@link #parse} reads, without the names of stages that would be so without them. */
    @Override
    public String toString() {
        return spans.equals(everyDigit(digits))
                ? pace.toString()
                : pace + AT + spans.stream().map(DigitSpan::toString).collect(Collectors.joining(","));
    }
}
