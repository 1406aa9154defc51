package org.transformerbench.models.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.transformerbench.models.compiler.batch.Workers;

@Timeout(30)
class WorkerPoolTest {

    private static WorkerPool<Integer> pool(int size) {
        return new WorkerPool<>(size, number -> number, Workers.pool(size));
    }

    @Test
    void each_part_is_run_once_by_a_worker_that_nobody_else_has() {
        try (WorkerPool<Integer> pool = pool(4)) {
            for (int parts : new int[] {0, 1, 2, 100}) {
                AtomicIntegerArray runs = new AtomicIntegerArray(parts);
                AtomicIntegerArray busy = new AtomicIntegerArray(4);
                pool.each(parts, (number, worker) -> {
                    assertThat(busy.incrementAndGet(worker)).isEqualTo(1);
                    runs.incrementAndGet(number);
                    Thread.yield();
                    busy.decrementAndGet(worker);
                });
                for (int part = 0; part < parts; part++) {
                    assertThat(runs.get(part)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void parts_are_shared_with_free_workers() throws Exception {
        try (WorkerPool<Integer> pool = pool(2)) {
            Set<Integer> met = ConcurrentHashMap.newKeySet();
            CountDownLatch both = new CountDownLatch(2);
            pool.each(2, (number, worker) -> {
                met.add(worker);
                both.countDown();
                await(both);
            });
            assertThat(met).containsExactlyInAnyOrder(0, 1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void the_first_of_the_parts_that_fail_says_why() {
        try (WorkerPool<Integer> pool = pool(3)) {
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> pool.each(30, (number, worker) -> {
                            if (number == 10) {
                                Thread.yield();
                            }
                            if (number >= 10) {
                                throw new IllegalArgumentException("part " + number);
                            }
                        }))
                        .hasMessage("part 10");
            }
        }
    }

    @Test
    void a_failure_ends_the_parts_and_leaves_the_pool_usable() {
        try (WorkerPool<Integer> pool = pool(3)) {
            AtomicInteger runs = new AtomicInteger();
            assertThatThrownBy(() -> pool.each(1_000, (number, worker) -> {
                        runs.incrementAndGet();
                        throw new IllegalArgumentException("part " + number);
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("part ");
            assertThat(runs.get()).isLessThanOrEqualTo(3);
            assertThatThrownBy(() -> pool.use(worker -> {
                        throw new AssertionError("own");
                    }))
                    .isInstanceOf(AssertionError.class);
            for (int i = 0; i < 10; i++) {
                assertThat(pool.<Integer>use(worker -> worker)).isBetween(0, 2);
            }
        }
    }

    @Test
    void closing_waits_for_running_calls_and_refuses_later_ones() throws Exception {
        WorkerPool<Integer> pool = pool(2);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        Thread caller = new Thread(() -> pool.use(worker -> {
            begun.countDown();
            await(goOn);
            return ended.incrementAndGet();
        }));
        caller.start();
        begun.await();
        Thread closer = new Thread(pool::close);
        closer.start();
        goOn.countDown();
        closer.join();

        assertThat(ended.get()).isEqualTo(1);
        assertThatThrownBy(() -> pool.use(worker -> worker)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pool.each(3, (number, worker) -> {})).isInstanceOf(IllegalStateException.class);
        caller.join();
    }
}
