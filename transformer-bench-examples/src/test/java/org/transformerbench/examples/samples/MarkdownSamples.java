package org.transformerbench.examples.samples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The fenced blocks of a text in Markdown that name their language. */
final class MarkdownSamples {
    private static final String FENCE = "```";

    private MarkdownSamples() {}

    static List<Sample> of(Path file, String text) {
        List<Sample> samples = new ArrayList<>();
        List<String> lines = text.lines().toList();
        int start = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith(FENCE)) {
                continue;
            }
            if (start < 0) {
                start = i;
                continue;
            }
            String language = lines.get(start).substring(FENCE.length());
            if (!language.isBlank()) {
                samples.add(new Sample(file, start + 2, language, String.join("\n", lines.subList(start + 1, i))));
            }
            start = -1;
        }
        if (start >= 0) {
            throw new IllegalArgumentException(file + ":" + (start + 1) + ": this block does not end");
        }
        return samples;
    }
}
