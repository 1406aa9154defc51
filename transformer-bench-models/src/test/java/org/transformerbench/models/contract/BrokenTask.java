package org.transformerbench.models.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TimeZone;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.transformerbench.api.Answers;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Slice;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.ConfigException;

/** Counting: which of ten symbols follows after three, with one mistake. */
record BrokenTask(Mistake mistake) implements Task<BrokenTask.Config> {
    private static final int V = 10;
    private static final int T = 3;

    enum Mistake {
        NONE,
        BAD_ID,
        LENIENT_CONFIG,
        FROM_THE_CLOCK,
        FROM_THE_ORDER,
        SHARED_ARRAYS,
        DIGEST_OF_NOTHING,
        DIGEST_WITHOUT_TARGETS,
        DIGEST_OF_THE_CLOCK,
        TOKEN_OUTSIDE,
        TARGET_OUTSIDE,
        WRONG_TARGET_COUNT,
        WRITES_ELSEWHERE,
        ENDLESS,
        OVERLAP,
        NO_TEST_DATA,
        NO_ANSWERS_AT_THE_END,
        ANSWER_WITHOUT_EXAMPLE,
        NOTHING_COUNTED,
        NOTHING_SCORED,
        EMPTY_SLICE,
        INFINITE_REFERENCE,
        CHANGES_TIME_ZONE,
        STATIC_STATE
    }

    /** The share of something; not checked if that is the mistake. */
    record Config(double share, Mistake mistake) {
        Config {
            if (mistake != Mistake.LENIENT_CONFIG && Double.isNaN(share)) {
                throw new ConfigException("share (NaN) must be a number");
            }
        }
    }

    /** What an author might think of as a cache. */
    private static final class Shared {
        static volatile long seed;
    }

    @Override
    public String id() {
        return mistake == Mistake.BAD_ID ? "counting_up" : "counting";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public Config defaultConfig() {
        return new Config(0.5, mistake);
    }

    @Override
    public Dataset load(Config config, SeedStreams seeds) {
        if (mistake == Mistake.CHANGES_TIME_ZONE) {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
        }
        long shift = seeds.stream(SeedStreams.DATA).nextLong(V);
        if (mistake == Mistake.STATIC_STATE) {
            Shared.seed = shift;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            shift = Shared.seed;
        }
        return new Data(
                mistake,
                mistake == Mistake.FROM_THE_CLOCK ? System.nanoTime() : shift,
                new long[1],
                new ConcurrentHashMap<>());
    }

    private record Data(Mistake mistake, long shift, long[] reads, Map<Long, Batch> batches) implements Dataset {
        @Override
        public Vocabulary vocabulary() {
            return Vocabulary.of("0123456789");
        }

        @Override
        public int contextLength() {
            return T;
        }

        @Override
        public List<Targets> targets() {
            return List.of(Targets.LAST);
        }

        @Override
        public ExampleSet train(Targets targets) {
            return new Examples(this, 0, 500);
        }

        @Override
        public ExampleSet validation(Targets targets) {
            return new Examples(this, 500, 0);
        }

        @Override
        public ExampleSet test(Targets targets) {
            return new Examples(
                    this, mistake == Mistake.OVERLAP ? 480 : 600, mistake == Mistake.NO_TEST_DATA ? 0 : 100);
        }

        @Override
        public List<ReferenceLine> references(Targets targets) {
            double loss = mistake == Mistake.INFINITE_REFERENCE ? Double.POSITIVE_INFINITY : Math.log(V);
            return List.of(new ReferenceLine("uniform", loss, OptionalDouble.empty()));
        }
    }

    /** As many answers as examples, of which the first has none. */
    private record WithAnEmptyOne(long count) implements Answers {
        @Override
        public long firstExample(long answer) {
            return Math.max(0, answer - 1);
        }

        @Override
        public long endExample(long answer) {
            return answer;
        }
    }

    /** Example i is the number i in three digits; its target is the sum of the digits. */
    private record Examples(Data data, long first, long size) implements ExampleSet {
        @Override
        public int positions() {
            return T;
        }

        @Override
        public int targetsPerExample() {
            return data.mistake() == Mistake.WRONG_TARGET_COUNT ? 2 : 1;
        }

        @Override
        public Answers answers() {
            return switch (data.mistake()) {
                case NO_ANSWERS_AT_THE_END -> Answers.each(1, Math.max(0, size - 1));
                case ANSWER_WITHOUT_EXAMPLE -> new WithAnEmptyOne(size);
                default -> Answers.each(1, size);
            };
        }

        @Override
        public int firstScoredTarget(long example) {
            return data.mistake() == Mistake.NOTHING_SCORED && example == 99 ? 1 : 0;
        }

        @Override
        public List<Slice> slices() {
            return List.of(new Slice("parity", data.mistake() == Mistake.EMPTY_SLICE ? "neither" : "even"));
        }

        @Override
        public boolean inSlice(int slice, long example, int output) {
            return data.mistake() != Mistake.EMPTY_SLICE && example % 2 == 0;
        }

        @Override
        public void read(long index, int[] tokens, int tokenOffset, int[] targets, int targetOffset) {
            if (data.mistake() != Mistake.ENDLESS) {
                Objects.checkIndex(index, size);
            }
            long number = first + Math.floorMod(index, Math.max(size, 1));
            int offset = data.mistake() == Mistake.WRITES_ELSEWHERE ? 0 : tokenOffset;
            tokens[offset] = (int) (number / 100);
            tokens[offset + 1] = (int) (number / 10 % 10);
            tokens[offset + 2] = data.mistake() == Mistake.TOKEN_OUTSIDE && number == 77 ? V : (int) (number % 10);
            long order = data.mistake() == Mistake.FROM_THE_ORDER ? data.reads()[0]++ : 0;
            // Other digits for each example, as one shift of all could by chance be the same twice.
            long clock = data.mistake() == Mistake.FROM_THE_CLOCK ? SeedStreams.mix(data.shift() + number) % V : 0;
            long sum = number / 100 + number / 10 % 10 + number % 10 + data.shift() % V + order + clock;
            targets[targetOffset] = switch (data.mistake()) {
                case TARGET_OUTSIDE -> Batch.IGNORED - 1;
                case NOTHING_COUNTED -> number == 7 ? Batch.IGNORED : Math.floorMod(sum, V);
                default -> Math.floorMod(sum, V);
            };
        }

        @Override
        public void updateDigest(MessageDigest digest) {
            switch (data.mistake()) {
                case DIGEST_OF_NOTHING -> {}
                case DIGEST_WITHOUT_TARGETS -> digest.update(("from " + first).getBytes(StandardCharsets.UTF_8));
                case DIGEST_OF_THE_CLOCK ->
                    digest.update(Long.toString(System.nanoTime()).getBytes(StandardCharsets.UTF_8));
                default -> ExampleSet.super.updateDigest(digest);
            }
        }

        @Override
        public Batch batch(long... indices) {
            return data.mistake() == Mistake.SHARED_ARRAYS
                    ? data.batches().computeIfAbsent(first + indices[0], none -> ExampleSet.super.batch(indices))
                    : ExampleSet.super.batch(indices);
        }
    }
}
