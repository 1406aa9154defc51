package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PerThreadTest {
    private final AtomicInteger made = new AtomicInteger();
    private final PerThread<int[]> values = new PerThread<>(() -> new int[] {made.getAndIncrement()});

    @Test
    void a_thread_keeps_its_value() {
        assertThat(values.get()).isSameAs(values.get()).containsExactly(0);
    }

    @Test
    void a_value_that_is_set_takes_the_place_of_the_first() {
        values.set(new int[] {7});

        assertThat(values.get()).containsExactly(7);
    }

    @Test
    void each_thread_has_its_own_value() throws InterruptedException {
        List<int[]> found = new CopyOnWriteArrayList<>();
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> {
                    int[] own = values.get();
                    for (int repetition = 0; repetition < 1000; repetition++) {
                        own[0]++;
                        if (values.get() != own) {
                            return;
                        }
                    }
                    found.add(own);
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(found).extracting(own -> own[0] - 1000).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void values_of_ended_threads_are_dropped_when_another_thread_comes() throws InterruptedException {
        List<WeakReference<int[]>> ended = new CopyOnWriteArrayList<>();
        Thread thread = new Thread(() -> ended.add(new WeakReference<>(values.get())));
        thread.start();
        thread.join();
        values.get();

        System.gc();
        assertThat(ended).allSatisfy(value -> assertThat(value.refersTo(null)).isTrue());
    }

    @Test
    void values_go_with_their_holder() {
        WeakReference<int[]> value = new WeakReference<>(new PerThread<>(() -> new int[1]).get());

        System.gc();
        assertThat(value.refersTo(null)).isTrue();
    }
}
