package org.transformerbench.models.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TextEncoding.Kind;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.TlTransformer;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.KernelSets;

/** Any number of threads may use a predictor, and none is left of it. */
@Timeout(60)
class PredictorThreadsTest {
    private static final List<String> INPUTS = IntStream.range(0, 400)
            .mapToObj(i -> "abcdefg".substring(i % 7) + "c")
            .toList();

    private Set<Thread> before;

    @BeforeEach
    void look_around() {
        before = alive();
    }

    /** A pool has ended a moment before the last of its threads has. */
    @AfterEach
    void no_thread_is_left() throws InterruptedException {
        Set<Thread> left = alive();
        left.removeAll(before);
        left.removeIf(thread -> !thread.getName().startsWith("transformer-bench"));
        for (Thread thread : left) {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        }
        assertThat(left).noneMatch(Thread::isAlive);
    }

    private static Set<Thread> alive() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    private static Bundle bundle(Targets mode) {
        return TrainedModels.bundle(new NanoGpt(), 9, mode, LetterEncoding.of(Kind.ANSWER));
    }

    @ParameterizedTest
    @EnumSource
    void many_threads_get_the_numbers_of_one(Targets mode) throws Exception {
        Bundle bundle = bundle(mode);
        List<Prediction> expected;
        try (Predictor alone = Predictor.of(bundle, 1)) {
            expected = alone.predict(INPUTS);
        }
        ExecutorService callers = Executors.newFixedThreadPool(6);
        try (Predictor predictor = Predictor.of(bundle, 3)) {
            List<Future<List<Prediction>>> all = new ArrayList<>();
            for (int caller = 0; caller < 6; caller++) {
                boolean oneByOne = caller % 2 == 0;
                all.add(callers.submit(() -> oneByOne
                        ? INPUTS.subList(0, 40).stream().map(predictor::predict).toList()
                        : predictor.predict(INPUTS)));
            }
            for (Future<List<Prediction>> each : all) {
                List<Prediction> found = each.get();
                assertThat(found).isEqualTo(expected.subList(0, found.size()));
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void an_interrupted_thread_gets_its_answer_and_stays_interrupted() {
        try (Predictor predictor = Predictor.of(bundle(Targets.EVERY), 2)) {
            List<Prediction> expected = predictor.predict(INPUTS);
            Thread.currentThread().interrupt();
            assertThat(predictor.predict(INPUTS)).isEqualTo(expected);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_closed_predictor_says_so() {
        Predictor predictor = Predictor.of(bundle(Targets.LAST));
        predictor.predict(INPUTS);
        predictor.close();
        predictor.close();

        assertThatThrownBy(() -> predictor.predict("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The predictor is closed");
        assertThatThrownBy(() -> predictor.predict(INPUTS)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(predictor::warmUp).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void kernels_that_take_over_give_the_same_numbers(Targets mode) {
        Bundle bundle = TrainedModels.bundle(new TlTransformer(), 9, mode, LetterEncoding.of(Kind.ANSWER));
        for (String set : KernelSets.names()) {
            try (Predictor predictor =
                    Predictor.open(bundle, 2, KernelChoice.named(set), Optional.of(KernelChoice.named("plain")))) {
                List<Prediction> first = predictor.predict(INPUTS);
                predictor.warmUp();
                predictor.warmUp();
                assertThat(predictor.predict(INPUTS)).isEqualTo(first);
            }
        }
    }
}
