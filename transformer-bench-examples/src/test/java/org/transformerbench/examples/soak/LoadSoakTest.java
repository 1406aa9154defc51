package org.transformerbench.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;

/** Long runs and many models: memory, threads, classes and open files stay as they are. */
@Tag("soak")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LoadSoakTest {
    private static final Logger LOG = LoggerFactory.getLogger(LoadSoakTest.class);
    private static final int SAMPLES = 20;
    private static final int MODELS = 500;
    private static final int UNCLOSED = 96;
    /** As many as there are models and trainers, so that samples are alike. */
    private static final int SOME = 8;
    /** Of 48 models; each that stayed would take more than 0.3 with its buffers. What the collector finds varies by 1. */
    private static final double UNCLOSED_HEAP_MIB = 4;

    @ParameterizedTest
    @CsvSource({
        "mlp, compiled, 64, 20000",
        "nano-gpt, compiled, 64, 2000",
        "tl-transformer, compiled, 64, 2000",
        "hugging-face-gpt, compiled, 64, 2000",
        "mlp, samediff, 8, 20000",
        "nano-gpt, samediff, 4, 2000",
        "tl-transformer, samediff, 4, 2000",
        "hugging-face-gpt, samediff, 4, 2000",
    })
    void long_training(String model, String trainer, int batchSize, int steps) {
        Samples samples = new Samples(steps, SAMPLES);
        RunResult result = Load.train(model, trainer, batchSize, steps, samples::after);

        assertThat(result.measurements().training().steps()).isEqualTo(steps);
        requireFlat(model + " with " + trainer + ", " + steps + " steps of " + batchSize, samples);
    }

    @Test
    void models_that_come_and_go() {
        Registry registry = Registry.discover();
        Samples samples = new Samples(MODELS, SAMPLES);
        for (int model = 1; model <= MODELS; model++) {
            Load.openAndClose(registry, model);
            samples.after(model);
        }
        requireFlat(MODELS + " models", samples);
    }

    /** As runs side by side have it. */
    @Test
    void models_that_come_and_go_each_on_a_thread_of_its_own() throws Exception {
        Registry registry = Registry.discover();
        Samples samples = new Samples(MODELS, SAMPLES);
        for (int model = 1; model <= MODELS; model++) {
            int number = model;
            Thread thread = new Thread(() -> Load.openAndClose(registry, number));
            thread.start();
            thread.join();
            samples.after(model);
        }
        requireFlat(MODELS + " models on as many threads", samples);
    }

    /** Their threads are the last to go, after ten idle seconds. */
    @Test
    void models_that_nobody_closes() throws Exception {
        Registry registry = Registry.discover();
        Samples samples = new Samples(UNCLOSED, UNCLOSED / SOME, UNCLOSED_HEAP_MIB);
        for (int model = 1; model <= UNCLOSED; model++) {
            Load.open(registry, model);
            if (model % SOME == 0) {
                RunningThreads.awaitNone("transformer-bench");
            }
            samples.after(model);
        }
        requireFlat(UNCLOSED + " models that nobody closes", samples, UNCLOSED / SOME);
    }

    /** The rule must see it, or the other tests say nothing. */
    @Test
    void a_thousand_floats_of_native_memory_per_step_are_seen() {
        assumeTrue(Footprint.heapIsFixed(), "needs a heap of fixed size: -Psoak");
        Samples samples = new Samples(20_000, SAMPLES);
        List<INDArray> kept = new ArrayList<>();
        for (int step = 1; step <= 20_000; step++) {
            kept.add(Nd4j.ones(1000));
            samples.after(step);
        }
        assertThat(samples.growing()).as(samples.table()).anyMatch(line -> line.startsWith("resident MiB grew by "));
        kept.forEach(INDArray::close);
    }

    private static void requireFlat(String what, Samples samples) {
        requireFlat(what, samples, SAMPLES);
    }

    private static void requireFlat(String what, Samples samples, int count) {
        LOG.info("{}:{}", what, samples.table());
        assertThat(samples.count()).isEqualTo(count);
        assertThat(samples.growing()).as(what + samples.table()).isEmpty();
    }
}
