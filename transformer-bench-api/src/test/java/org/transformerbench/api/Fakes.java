package org.transformerbench.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.config.Require;

/** Providers and data for tests, without any backend. Public because the tests of all packages share them. */
public final class Fakes {
    private Fakes() {}

    /** The values of a fake model. */
    public record WidthConfig(int width) {
        public WidthConfig {
            Require.between("width", width, 1, 99);
        }
    }

    /** The smallest legal model. */
    public record FakeModel(String id, Targets predicts) implements Model<WidthConfig> {
        public FakeModel(String id) {
            this(id, Targets.EVERY);
        }

        @Override
        public Class<WidthConfig> configType() {
            return WidthConfig.class;
        }

        @Override
        public WidthConfig defaultConfig(SequenceShape shape) {
            return new WidthConfig(5);
        }

        @Override
        public SDVariable logits(GraphScope graph, SDVariable tokens, WidthConfig config) {
            throw new UnsupportedOperationException("no backend in these tests");
        }
    }

    /** The values of a fake task. */
    public record CountConfig(int count, boolean reversed) {}

    /** Serves data that a function makes. */
    public record FakeTask(String id, Function<SeedStreams, Dataset> data) implements Task<CountConfig> {
        @Override
        public Class<CountConfig> configType() {
            return CountConfig.class;
        }

        @Override
        public CountConfig defaultConfig() {
            return new CountConfig(3, true);
        }

        @Override
        public Dataset load(CountConfig config, SeedStreams seeds) {
            return data.apply(seeds);
        }
    }

    /** Opens what a function makes. */
    public record FakeTrainer(String id, Function<TrainingSpec<?>, TrainingSession> sessions) implements Trainer {
        @Override
        public <C extends Record> TrainingSession open(TrainingSpec<C> spec) {
            return sessions.apply(spec);
        }
    }

    /** Three sets of one mode over 300 symbols, {@code abc} first: many tests know an example by its token. */
    public record FakeData(ExampleSet train, ExampleSet validation, ExampleSet test, List<Targets> targets)
            implements Dataset {
        /** No validation data, and the preferred mode is every position. */
        public static FakeData of(ExampleSet train, ExampleSet test) {
            return new FakeData(train, Rows.of(), test, List.of(Targets.EVERY, Targets.LAST));
        }

        @Override
        public Vocabulary vocabulary() {
            int[] symbols = IntStream.range('a', 'a' + 300).toArray();
            return Vocabulary.of(new String(symbols, 0, symbols.length));
        }

        @Override
        public int contextLength() {
            return train.positions();
        }

        @Override
        public ExampleSet train(Targets mode) {
            return train;
        }

        @Override
        public ExampleSet validation(Targets mode) {
            return validation;
        }

        @Override
        public ExampleSet test(Targets mode) {
            return test;
        }
    }

    /** The same data, as if it had been read from a file. */
    public static Dataset fromFile(Dataset data, String checksum) {
        return new ForwardingDataset(data) {
            @Override
            public Optional<String> dataChecksum() {
                return Optional.of(checksum);
            }
        };
    }

    /** Rows of one token and one target each: {@code {token, target}}, or of as many targets as the first row says. */
    public record Rows(int[][] rows, int examplesPerAnswer, int firstScoredTarget) implements ExampleSet {
        public static Rows of(int[]... rows) {
            return new Rows(rows, 0, 0);
        }

        /** Row i holds token i and target i % 3. */
        public static Rows numbered(int count) {
            int[][] rows = new int[count][];
            for (int i = 0; i < count; i++) {
                rows[i] = new int[] {i, i % 3};
            }
            return of(rows);
        }

        @Override
        public long size() {
            return rows.length;
        }

        @Override
        public Answers answers() {
            return examplesPerAnswer == 0 ? Answers.none() : Answers.each(examplesPerAnswer, size());
        }

        @Override
        public int firstScoredTarget(long example) {
            return firstScoredTarget;
        }

        @Override
        public int positions() {
            return 1;
        }

        @Override
        public int targetsPerExample() {
            return rows.length == 0 ? 1 : rows[0].length - 1;
        }

        @Override
        public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
            int[] row = rows[Math.toIntExact(index)];
            tokens[tokenOffset] = row[0];
            System.arraycopy(row, 1, targets, targetOffset, row.length - 1);
        }
    }

    /** Rows, with whatever else a test says of them. */
    public interface OverRows extends ExampleSet {
        Rows rows();

        @Override
        default long size() {
            return rows().size();
        }

        @Override
        default int positions() {
            return rows().positions();
        }

        @Override
        default int targetsPerExample() {
            return rows().targetsPerExample();
        }

        @Override
        default void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
            rows().read(index, tokens, tokenOffset, targets, targetOffset);
        }
    }

    /** A session whose steps and logits are scripted; it notes what happened to it. */
    public static class FakeSession implements TrainingSession {
        public final List<int[]> batches = new ArrayList<>();
        public int evaluations;
        public boolean closed;

        @Override
        public StepResult step(Batch batch, double learningRate) {
            batches.add(batch.tokens().clone());
            return new StepResult(2.0 / batches.size(), 0.25);
        }

        @Override
        public float[] logits(int[] tokens, int positions, Targets targets) {
            evaluations++;
            return new float[tokens.length * 3];
        }

        @Override
        public Gradients gradients(Batch batch) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String backend() {
            return "fake backend";
        }

        @Override
        public int threads() {
            return 7;
        }

        @Override
        public SequenceShape shape() {
            return new SequenceShape(3, 1, 1);
        }

        @Override
        public Map<String, Tensor> parameters() {
            return Map.of("w", Tensor.of(new float[6], 2, 3), "b", Tensor.of(new float[5], 5));
        }

        @Override
        public void load(Map<String, Tensor> parameters) {
            // Its numbers do not depend on them.
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
