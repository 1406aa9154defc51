package org.transformerbench.data.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.TextEncoding;

/** Small made-up tables, and what an example reads as. */
final class Tables {
    private Tables() {}

    static Path write(Path folder, String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Different words of 1 to 8 letters. */
    static List<String> words(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> random.ints(1 + random.nextInt(8), 'a', 'k')
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining()))
                .distinct()
                .limit(count)
                .toList();
    }

    /** Numbers up to a bound, and the same back to front. */
    static List<Pair> reversals(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Pair.of(
                        String.valueOf(i),
                        new StringBuilder(String.valueOf(i)).reverse().toString()))
                .toList();
    }

    /** Words with a vowel at their end or without. */
    static List<LabelledText> endings(int count) {
        return words(count, 5).stream()
                .map(word -> LabelledText.of(word, "aei".indexOf(word.charAt(word.length() - 1)) < 0 ? "hard" : "soft"))
                .toList();
    }

    static TableDataset lines(LinesConfig config) {
        return (TableDataset) new LinesTask().load(config, new SeedStreams(1));
    }

    static TableDataset pairs(PairsConfig config) {
        return (TableDataset) new PairsTask().load(config, new SeedStreams(1));
    }

    static TableDataset labels(LabelsConfig config) {
        return (TableDataset) new LabelsTask().load(config, new SeedStreams(1));
    }

    static <C extends Record> TableDataset load(Task<C> task, long seed) {
        return (TableDataset) task.load(task.defaultConfig(), new SeedStreams(seed));
    }

    /** Returns an example as text: its tokens, an arrow, its targets; ignored targets are dots. */
    static String show(Dataset data, ExampleSet examples, long index) {
        Batch batch = examples.batch(index);
        StringBuilder text = new StringBuilder(data.vocabulary().decode(batch.tokens())).append(" -> ");
        for (int target : batch.targets()) {
            text.append(target == Batch.IGNORED ? "." : data.vocabulary().decode(target));
        }
        return text.toString().replace("<pad>", "_");
    }

    static List<String> show(Dataset data, ExampleSet examples) {
        List<String> all = new ArrayList<>();
        for (long index = 0; index < examples.size(); index++) {
            all.add(show(data, examples, index));
        }
        return all;
    }

    /** Returns the rows of a part, as its whole sequences say: prompt and answer, with an arrow between them. */
    static List<String> rows(Dataset data, ExampleSet every) {
        TextEncoding encoding = data.textEncoding().orElseThrow();
        List<String> rows = new ArrayList<>();
        for (long index = 0; index < every.size(); index++) {
            Batch batch = every.batch(index);
            int prompt = every.firstScoredTarget(index) + 1;
            int[] tokens = IntStream.of(batch.tokens()).limit(prompt).toArray();
            int[] answer = IntStream.of(batch.targets())
                    .skip(prompt - 1L)
                    .filter(target -> target != Batch.IGNORED)
                    .toArray();
            rows.add(encoding.decode(tokens) + " -> " + encoding.decode(answer));
        }
        return rows;
    }

    static List<String> rows(Dataset data) {
        List<String> rows = new ArrayList<>(rows(data, data.train(Targets.EVERY)));
        rows.addAll(rows(data, data.validation(Targets.EVERY)));
        rows.addAll(rows(data, data.test(Targets.EVERY)));
        return rows;
    }
}
