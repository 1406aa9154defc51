package org.transformerbench.api.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Targets;
import org.transformerbench.api.inference.Scripted.Rows;
import org.transformerbench.api.inference.Scripted.Rule;
import org.transformerbench.api.inference.Scripted.Sequences;
import org.transformerbench.api.inference.Scripted.Text;
import org.transformerbench.api.result.InferenceSpeed;
import org.transformerbench.api.result.Percentiles;

class SpeedMeasurementTest {
    /** A clock that moves only when work is done. */
    private final AtomicLong clock = new AtomicLong();

    private final RepeatedTimes times =
            new RepeatedTimes(clock::get, Duration.ofNanos(2_000_000), Duration.ofMillis(1));

    private boolean warm;

    private InferenceSpeed measure(boolean cached, ExampleSet examples) {
        return new SpeedMeasurement(new Timed(cached), examples, times).measure();
    }

    /** Takes 3 microseconds for each call, and far longer as long as nobody has asked for its final speed. */
    private class Timed extends Rule {
        private final boolean cached;

        Timed(boolean cached) {
            super(4, 4, Scripted::increment);
            this.cached = cached;
        }

        @Override
        public float[] logits(int[] tokens, int positions, Targets targets) {
            clock.addAndGet(warm ? 3_000 : 500_000);
            return super.logits(tokens, positions, targets);
        }

        @Override
        public void warmUp() {
            warm = true;
        }

        @Override
        public Decoder decoder(int batchSize) {
            return cached ? new Quick(Decoder.recomputing(this, batchSize)) : super.decoder(batchSize);
        }
    }

    /** As if it kept keys and values: a third of the time. */
    private final class Quick implements Decoder {
        private final Decoder slow;

        Quick(Decoder slow) {
            this.slow = slow;
        }

        @Override
        public float[] append(int... tokens) {
            float[] logits = slow.append(tokens);
            clock.addAndGet(-2_000);
            return logits;
        }

        @Override
        public int length() {
            return slow.length();
        }

        @Override
        public int batchSize() {
            return slow.batchSize();
        }

        @Override
        public boolean cached() {
            return true;
        }
    }

    @Test
    void an_answer_takes_as_long_as_its_tokens() {
        InferenceSpeed speed = measure(true, new Sequences(5));
        assertThat(speed.answerTokens()).isEqualTo(3);
        assertThat(speed.answerMicros()).isEqualTo(new Percentiles(9, 9, 9, 112));
        assertThat(speed.cachedAnswerMicros())
                .hasValueSatisfying(kept -> assertThat(kept.p50()).isEqualTo(3));
        assertThat(speed.batchSize()).isEqualTo(4);
        assertThat(speed.batchMicros().p50()).isEqualTo(3);
        assertThat(speed.examplesPerSecond()).isEqualTo(4e6 / 3);
    }

    @Test
    void a_decoder_that_keeps_nothing_has_no_figure_of_its_own() {
        assertThat(measure(false, new Sequences(5)).cachedAnswerMicros()).isEmpty();
        assertThat(measure(false, new Text(5)).cachedAnswerMicros()).isEmpty();
    }

    @Test
    void padded_examples_move_on_with_each_token_so_that_nothing_can_be_kept() {
        InferenceSpeed speed = measure(true, new Rows(5));
        assertThat(speed.answerMicros().p50()).isEqualTo(9);
        assertThat(speed.cachedAnswerMicros()).isEmpty();
        assertThat(speed.batchSize()).isEqualTo(8);
    }

    @Test
    void text_fills_the_window() {
        InferenceSpeed speed = measure(true, new Text(5));
        assertThat(speed.answerTokens()).isEqualTo(2);
        assertThat(speed.answerMicros().p50()).isEqualTo(6);
        assertThat(speed.cachedAnswerMicros().orElseThrow().p50()).isEqualTo(2);
    }

    @Test
    void percentiles_are_measured_times_after_the_warm_up() {
        AtomicInteger calls = new AtomicInteger();
        RepeatedTimes hundred = new RepeatedTimes(clock::get, Duration.ofNanos(1), Duration.ofMillis(5));
        // The first call is the warm-up, which is slow; then come 100 calls of 1 to 100 microseconds: 5.05 ms.
        Percentiles found = hundred.of(() -> {
            int call = calls.getAndIncrement();
            clock.addAndGet(call == 0 ? 1_000_000_000 : call * 1_000L);
        });
        assertThat(found).isEqualTo(new Percentiles(50, 90, 99, 100));
    }

    @Test
    void work_that_takes_longer_than_the_measurement_is_done_five_times() {
        AtomicInteger calls = new AtomicInteger();
        Percentiles found = times.of(() -> {
            calls.incrementAndGet();
            clock.addAndGet(Duration.ofSeconds(1).toNanos());
        });
        assertThat(found).isEqualTo(new Percentiles(1e6, 1e6, 1e6, 5));
        assertThat(calls).hasValue(1 + 5);
    }

    @Test
    void work_that_takes_no_time_ends_all_the_same() {
        assertThat(times.of(() -> {})).isEqualTo(new Percentiles(0, 0, 0, 2000));
    }
}
