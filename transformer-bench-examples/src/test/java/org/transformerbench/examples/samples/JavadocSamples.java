package org.transformerbench.examples.samples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The samples in the comments of a source file. {@code <pre>{@code ...}</pre>} is Java; whatever else stands in {@code <pre>} says what
 * it is, as {@code <pre class="yaml">} does, so that no code can look like something else by mistake. The tag {@code @snippet} is
 * refused, because the javadoc of JDK 17 does not know it.
 */
final class JavadocSamples {
    private static final Set<String> OTHER_LANGUAGES = Set.of("yaml", "shell", "formula");
    private static final Pattern COMMENT = Pattern.compile("\\s*(/\\*)?\\*+ ?");
    private static final Pattern BLOCK = Pattern.compile(
            "<pre(?: class=\"(?<language>\\w+)\")?>(?<code>\\{@code[ \\n])?(?<text>.*?)(?<end>}?)</pre>",
            Pattern.DOTALL);
    private static final Pattern OPENING = Pattern.compile("<pre\\b|\\{@snippet\\b");

    private JavadocSamples() {}

    static List<Sample> of(Path file, String source) {
        // Line by line, so that places stay what they are.
        List<String> lines = source.lines()
                .map(line -> isComment(line) ? COMMENT.matcher(line).replaceFirst("") : "")
                .toList();
        String comments = String.join("\n", lines);
        List<Sample> samples = new ArrayList<>();
        Matcher block = BLOCK.matcher(comments);
        Matcher opening = OPENING.matcher(comments);
        for (int from = 0; opening.find(from); from = block.end()) {
            int line = lineOf(comments, opening.start());
            if (!block.find(opening.start()) || block.start() != opening.start()) {
                throw new IllegalArgumentException(
                        file + ":" + line
                                + ": write code as <pre>{@code ...}</pre>, and anything else as <pre class=\"LANGUAGE\">...</pre>");
            }
            boolean code = block.group("code") != null;
            String language = block.group("language");
            if (language == null ? !code : !OTHER_LANGUAGES.contains(language)) {
                throw new IllegalArgumentException(file + ":" + line
                        + ": write Java as <pre>{@code ...}</pre>, and what is not Java with its class: "
                        + OTHER_LANGUAGES);
            }
            samples.add(new Sample(
                    file,
                    lineOf(comments, block.start("text")),
                    language == null ? Sample.JAVA : language,
                    code ? block.group("text") : block.group("text") + block.group("end")));
        }
        return samples;
    }

    private static boolean isComment(String line) {
        return line.stripLeading().startsWith("*") || line.stripLeading().startsWith("/**");
    }

    private static int lineOf(String text, int position) {
        return (int) text.substring(0, position).chars().filter(c -> c == '\n').count() + 1;
    }
}
