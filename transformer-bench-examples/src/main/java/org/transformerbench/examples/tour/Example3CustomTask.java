package org.transformerbench.examples.tour;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;

/** 3. A task of one's own: which is the largest digit of a number? */
public final class Example3CustomTask {
    private Example3CustomTask() {}

    /** A task whose tokens are the digits of a number and whose target is the largest of them. */
    public static final class LargestDigitTask implements Task<LargestDigitTask.Config> {

        /**
         * The size of the data; a tenth of it is used for validation and another for test.
         *
         * @param digits of each number, leading zeros included; 2 to 9
         * @param numbers distinct numbers in all; at least 20, at most half of those that there are
         */
        public record Config(int digits, int numbers) {
            public Config {
                Require.between("digits", digits, 2, 9);
                Require.between("numbers", numbers, 20, (long) Math.pow(10, digits) / 2);
            }
        }

        /** Creates the task. */
        public LargestDigitTask() {}

        @Override
        public String id() {
            return "largest-digit";
        }

        @Override
        public Class<Config> configType() {
            return Config.class;
        }

        @Override
        public Config defaultConfig() {
            return new Config(6, 20_000);
        }

        @Override
        public Dataset load(Config config, SeedStreams seeds) {
            int[] drawn = seeds.stream(SeedStreams.DATA)
                    .ints(0, (int) Math.pow(10, config.digits()))
                    .distinct()
                    .limit(config.numbers())
                    .toArray();
            return new Digits(drawn, config.digits());
        }
    }

    private record Digits(int[] numbers, int digits) implements Dataset {
        private static final Vocabulary VOCABULARY = Vocabulary.of("0123456789");

        @Override
        public Vocabulary vocabulary() {
            return VOCABULARY;
        }

        @Override
        public int contextLength() {
            return digits;
        }

        @Override
        public List<Targets> targets() {
            return List.of(Targets.LAST);
        }

        @Override
        public ExampleSet test(Targets targets) {
            return new Part(this, 0, numbers.length / 10);
        }

        @Override
        public ExampleSet validation(Targets targets) {
            return new Part(this, numbers.length / 10, numbers.length / 5);
        }

        @Override
        public ExampleSet train(Targets targets) {
            return new Part(this, numbers.length / 5, numbers.length);
        }

        /**
         * Returns a reference by frequency. Who knows only how often each digit is the largest has the entropy of that as loss.
         */
        @Override
        public List<ReferenceLine> references(Targets targets) {
            double entropy = 0;
            double mostOften = 0;
            for (int digit = 0; digit < 10; digit++) {
                double share = Math.pow((digit + 1) / 10.0, digits) - Math.pow(digit / 10.0, digits);
                entropy -= share * Math.log(share);
                mostOften = Math.max(mostOften, share);
            }
            return List.of(new ReferenceLine("frequencies", entropy, OptionalDouble.of(mostOften)));
        }
    }

    private record Part(Digits data, int from, int to) implements ExampleSet {
        @Override
        public long size() {
            return to - from;
        }

        @Override
        public int positions() {
            return data.digits();
        }

        @Override
        public int targetsPerExample() {
            return 1;
        }

        @Override
        public Answers answers() {
            return Answers.each(1, size());
        }

        @Override
        public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
            int rest = data.numbers()[from + (int) index];
            int largest = 0;
            for (int position = data.digits() - 1; position >= 0; position--) {
                // The digit is its own token id.
                tokens[tokenOffset + position] = rest % 10;
                largest = Math.max(largest, rest % 10);
                rest /= 10;
            }
            targets[targetOffset] = largest;
        }
    }

    /**
     * Prints the results of a model and of guessing without learning.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        Registry registry = Registry.discover().with(new LargestDigitTask());
        Experiment experiment = Experiment.on("largest-digit")
                .models("mlp", "tl-transformer")
                .learningRates(1e-2)
                .training(TrainingConfig.defaults().withBatchSize(256).forSteps(150))
                .build();
        for (RunResult run : new ExperimentRunner(registry).run(experiment)) {
            run.measurements()
                    .lastEvaluation()
                    .test()
                    .ifPresentOrElse(
                            test -> line(out, run.spec().model(), test.loss(), test.accuracy()),
                            () -> out.println(run.spec().model() + ": " + Example1FirstComparison.ending(run)));
            run.measurements()
                    .references()
                    .forEach(line -> line(
                            out,
                            "  " + line.name(),
                            line.loss(),
                            line.accuracy().orElse(Double.NaN)));
        }
    }

    private static void line(PrintStream out, String name, double loss, double accuracy) {
        out.printf(Locale.ROOT, "%s: test loss %.3f, accuracy %.3f%n", name, loss, accuracy);
    }
}
