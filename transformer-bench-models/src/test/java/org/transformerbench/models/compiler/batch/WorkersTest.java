package org.transformerbench.models.compiler.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.config.ThreadPools;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class WorkersTest {
    private final ExecutorService threads = Workers.pool(2);

    @AfterEach
    void close() {
        ThreadPools.close(threads);
    }

    @Test
    void each_task_runs_once() {
        ConcurrentLinkedQueue<Integer> numbers = new ConcurrentLinkedQueue<>();
        Workers.run(threads, 2, 50, (number, worker) -> numbers.add(number));

        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 50).boxed().toList());
    }

    @Test
    void what_one_thread_is_to_do_the_calling_thread_does() {
        Set<Thread> workers = ConcurrentHashMap.newKeySet();
        Workers.run(threads, 1, 50, (number, worker) -> workers.add(Thread.currentThread()));

        assertThat(workers).containsExactly(Thread.currentThread());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void after_a_failure_nothing_is_at_work_and_nothing_more_is_begun(int failing) {
        CountDownLatch second = new CountDownLatch(1);
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        assertThatThrownBy(() -> Workers.run(threads, 2, 1000, (number, worker) -> {
                    begun.incrementAndGet();
                    if (worker == failing) {
                        await(second);
                        throw new IllegalArgumentException("a bad slice");
                    }
                    atWork.incrementAndGet();
                    second.countDown();
                    pause(20);
                    atWork.decrementAndGet();
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A micro-batch failed: java.lang.IllegalArgumentException: a bad slice")
                .hasCauseInstanceOf(IllegalArgumentException.class);

        assertThat(atWork).hasValue(0);
        assertThat(begun).hasValueLessThan(1000);
    }

    @Test
    void an_interrupt_is_kept_until_all_tasks_are_done() {
        AtomicInteger done = new AtomicInteger();
        Thread.currentThread().interrupt();
        Workers.run(threads, 2, 4, (number, worker) -> {
            pause(5);
            done.incrementAndGet();
        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).hasValue(4);
    }

    @Test
    void closing_waits_for_the_threads_and_keeps_an_interrupt() {
        AtomicInteger done = new AtomicInteger();
        threads.execute(() -> {
            pause(20);
            done.incrementAndGet();
        });
        Thread.currentThread().interrupt();
        ThreadPools.close(threads);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).hasValue(1);
        assertThat(threads.isTerminated()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
