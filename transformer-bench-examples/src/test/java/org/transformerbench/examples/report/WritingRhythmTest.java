package org.transformerbench.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WritingRhythmTest {
    private static final long DURATION = 5;

    private long now = Long.MAX_VALUE; // System.nanoTime may go over into negative numbers at any moment.
    private int written;
    private final WritingRhythm rhythm = new WritingRhythm(() -> now);

    private void write() {
        now += DURATION;
        written++;
    }

    @Test
    void what_comes_at_once_after_a_writing_waits_for_twenty_times_its_duration() {
        rhythm.mayWrite(this::write);
        rhythm.mayWrite(this::write);
        now += 19 * DURATION - 1;
        rhythm.mayWrite(this::write);
        assertThat(written).isOne();

        now += 1;
        rhythm.mayWrite(this::write);
        assertThat(written).isEqualTo(2);
    }

    @Test
    void what_was_left_is_written_once() {
        rhythm.catchUp(this::write);
        assertThat(written).isZero();

        rhythm.mayWrite(this::write);
        rhythm.mayWrite(this::write);
        rhythm.catchUp(this::write);
        rhythm.catchUp(this::write);
        assertThat(written).isEqualTo(2);
    }

    @Test
    void a_writing_that_is_asked_for_is_not_put_off() {
        rhythm.write(this::write);
        rhythm.write(this::write);
        assertThat(written).isEqualTo(2);
    }
}
