package org.transformerbench.data.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.CurriculumPace;
import org.transformerbench.api.Task;
import org.transformerbench.data.arithmetic.AdditionTask;
import org.transformerbench.data.arithmetic.ArithmeticConfig;
import org.transformerbench.data.arithmetic.ArithmeticTargets;
import org.transformerbench.data.arithmetic.MultiplicationTask;
import org.transformerbench.data.arithmetic.SubtractionTask;
import org.transformerbench.data.characters.CharacterConfig;
import org.transformerbench.data.characters.ShakespeareTask;
import org.transformerbench.data.characters.TextTask;
import org.transformerbench.data.table.LabelledText;
import org.transformerbench.data.table.LabelsConfig;
import org.transformerbench.data.table.LabelsTask;
import org.transformerbench.data.table.LinesConfig;
import org.transformerbench.data.table.Pair;
import org.transformerbench.data.table.PairsConfig;
import org.transformerbench.data.table.Tasks;
import org.transformerbench.testkit.contract.TaskContract;

/** The contract of each task, with little data and without network. */
class BuiltInTasksTest {

    private static ArithmeticConfig problems(ArithmeticTargets targets) {
        return ArithmeticConfig.builder()
                .targets(targets)
                .draws(3000)
                .testProblems(200)
                .validationProblems(100)
                .build();
    }

    @Nested
    class OfAddition extends TaskContract<ArithmeticConfig> {
        @Override
        protected Task<ArithmeticConfig> task() {
            return new AdditionTask();
        }

        @Override
        protected ArithmeticConfig config() {
            return problems(ArithmeticTargets.PER_ANSWER_TOKEN);
        }
    }

    @Nested
    class OfSubtraction extends TaskContract<ArithmeticConfig> {
        @Override
        protected Task<ArithmeticConfig> task() {
            return new SubtractionTask();
        }

        @Override
        protected ArithmeticConfig config() {
            return problems(ArithmeticTargets.WHOLE_SEQUENCE);
        }
    }

    /** Answers of different lengths. */
    @Nested
    class OfMultiplication extends TaskContract<ArithmeticConfig> {
        @Override
        protected Task<ArithmeticConfig> task() {
            return new MultiplicationTask();
        }

        @Override
        protected ArithmeticConfig config() {
            return ArithmeticConfig.builder()
                    .digits(10)
                    .rightDigits(2)
                    .padded(false)
                    .draws(3000)
                    .testProblems(200)
                    .validationProblems(100)
                    .build();
        }
    }

    /** One digit first. */
    @Nested
    class OfAdditionInStages extends TaskContract<ArithmeticConfig> {
        @Override
        protected Task<ArithmeticConfig> task() {
            return new AdditionTask();
        }

        @Override
        protected ArithmeticConfig config() {
            return ArithmeticConfig.builder()
                    .digits(2)
                    .draws(3000)
                    .testProblems(200)
                    .validationProblems(100)
                    .curriculum(CurriculumPace.parse("accuracy:0.9"))
                    .build();
        }
    }

    /** Two digits first, as many problems of one as of two. */
    @Nested
    class OfAdditionInMixedStages extends TaskContract<ArithmeticConfig> {
        @Override
        protected Task<ArithmeticConfig> task() {
            return new AdditionTask();
        }

        @Override
        protected ArithmeticConfig config() {
            return ArithmeticConfig.builder()
                    .digits(3)
                    .draws(3000)
                    .testProblems(200)
                    .validationProblems(100)
                    .curriculum("accuracy:0.9@1-2")
                    .build();
        }
    }

    /** More problems than are held, and a loss on answers only. */
    @Nested
    class OfAdditionInALargeRange extends TaskContract<ArithmeticConfig> {
        @Override
        protected Task<ArithmeticConfig> task() {
            return new AdditionTask();
        }

        @Override
        protected ArithmeticConfig config() {
            return ArithmeticConfig.builder()
                    .digits(18)
                    .targets(ArithmeticTargets.WHOLE_SEQUENCE)
                    .lossOnQuestion(false)
                    .draws(1_000_000_000_000L)
                    .testProblems(200)
                    .validationProblems(100)
                    .build();
        }
    }

    /** Letters at random, so that no window of the text stands in it twice. */
    abstract static class OfCharacters extends TaskContract<CharacterConfig> {
        @TempDir
        private Path folder;

        @Override
        protected CharacterConfig config() {
            return CharacterConfig.builder().corpus(text()).contextLength(9).build();
        }

        Path text() {
            StringBuilder letters = new StringBuilder();
            new SplittableRandom(3).ints(4000, 'a', 'z' + 1).forEach(letters::appendCodePoint);
            try {
                return Files.writeString(folder.resolve("letters.txt"), letters, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Nested
    class OfText extends OfCharacters {
        @Override
        protected Task<CharacterConfig> task() {
            return new TextTask();
        }
    }

    /** With windows drawn at random. */
    @Nested
    class OfShakespeare extends OfCharacters {
        @Override
        protected Task<CharacterConfig> task() {
            return new ShakespeareTask();
        }

        @Override
        protected CharacterConfig config() {
            return CharacterConfig.builder()
                    .corpus(text())
                    .contextLength(9)
                    .fixedCover(false)
                    .evaluationWindows(50)
                    .build();
        }
    }

    /** Words of different lengths, of which the rows of the last position have many in common. */
    @Nested
    class OfLines extends TaskContract<LinesConfig> {
        @Override
        protected Task<LinesConfig> task() {
            return Tasks.lines(words());
        }

        @Override
        protected boolean partsAreDisjoint() {
            return false;
        }
    }

    @Nested
    class OfPairs extends TaskContract<PairsConfig> {
        @Override
        protected Task<PairsConfig> task() {
            return Tasks.pairs(words().stream()
                    .map(word -> Pair.of(word, word + word.length()))
                    .toList());
        }

        @Override
        protected PairsConfig config() {
            return PairsConfig.builder().lossOnInput(true).build();
        }
    }

    @Nested
    class OfLabels extends TaskContract<LabelsConfig> {
        @Override
        protected Task<LabelsConfig> task() {
            return Tasks.labels(words().stream()
                    .map(word -> LabelledText.of(word, word.length() % 2 == 0 ? "even" : "odd"))
                    .toList());
        }
    }

    /** A table in a file. */
    @Nested
    class OfLabelsInAFile extends TaskContract<LabelsConfig> {
        @TempDir
        private Path folder;

        @Override
        protected Task<LabelsConfig> task() {
            return new LabelsTask();
        }

        @Override
        protected LabelsConfig config() {
            StringBuilder csv = new StringBuilder("text,label\n");
            words().forEach(word ->
                    csv.append(word).append(',').append(word.length() % 3).append('\n'));
            try {
                return LabelsConfig.builder()
                        .data(Files.writeString(folder.resolve("words.csv"), csv, StandardCharsets.UTF_8))
                        .build();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static List<String> words() {
        SplittableRandom random = new SplittableRandom(4);
        return Stream.generate(() -> random.ints(1 + random.nextInt(7), 'a', 'm' + 1)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining()))
                .distinct()
                .limit(600)
                .toList();
    }
}
