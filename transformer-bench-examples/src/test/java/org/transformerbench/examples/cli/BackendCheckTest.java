package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.transformerbench.api.BackendException;

class BackendCheckTest {
    private static final UnsatisfiedLinkError NO_DRIVER =
            new UnsatisfiedLinkError("libcuda.so.1: cannot open shared object file");

    @Test
    void a_backend_that_starts_is_no_problem() {
        assertThatCode(() -> new BackendCheck(() -> {}, name -> true).check()).doesNotThrowAnyException();
    }

    @Test
    void a_backend_starts_beside_other_work_and_its_failure_waits_for_the_check() throws InterruptedException {
        BlockingQueue<Thread> starts = new LinkedBlockingQueue<>();
        BackendCheck check = new BackendCheck(
                () -> {
                    starts.add(Thread.currentThread());
                    throw NO_DRIVER;
                },
                name -> name.endsWith("CpuBackend"));

        check.begin();

        assertThat(starts.take()).isNotSameAs(Thread.currentThread());
        assertThatThrownBy(check::check).isInstanceOf(Failure.class);
    }

    @Test
    void a_gpu_is_started_by_the_check_alone() {
        AtomicInteger starts = new AtomicInteger();
        BackendCheck check = new BackendCheck(starts::incrementAndGet, name -> true);

        check.begin();
        check.check();

        assertThat(starts).hasValue(1);
    }

    @Test
    void a_missing_gpu_names_cause_need_and_way_back_in_one_sentence() {
        BackendCheck check = failing(new ExceptionInInitializerError(NO_DRIVER), "JCublasBackend");

        assertThatThrownBy(check::check)
                .isInstanceOf(Failure.class)
                .hasMessage(
                        "The GPU backend of ND4J cannot start (libcuda.so.1: cannot open shared object file): it needs"
                                + " an NVIDIA GPU, its driver and CUDA 11.6; to go back to the CPU, build without -Pcuda.");
    }

    @Test
    void a_backend_that_was_not_found_adds_no_advice_of_nd4js_own() {
        Error error = new ExceptionInInitializerError(new Nd4jBackend.NoAvailableBackendException("see the web"));

        assertThatThrownBy(failing(error, "JCublasBackend")::check)
                .hasMessageStartingWith("The GPU backend of ND4J cannot start: it needs an NVIDIA GPU");
    }

    @Test
    void what_the_gpu_backend_prints_by_itself_is_not_shown() {
        PrintStream before = System.err;
        BackendCheck check = new BackendCheck(
                () -> {
                    assertThat(System.err).isNotSameAs(before);
                    throw NO_DRIVER;
                },
                name -> true);

        assertThatThrownBy(check::check).isInstanceOf(Failure.class);

        assertThat(System.err).isSameAs(before);
    }

    @Test
    void a_cpu_without_natives_is_explained() {
        assertThatThrownBy(failing(new UnsatisfiedLinkError("no jnind4jcpu"), "CpuBackend")::check)
                .hasMessageStartingWith("The CPU backend of ND4J cannot start (no jnind4jcpu)");
    }

    @Test
    void no_backend_at_all_names_the_artifact_to_add() {
        BackendCheck check = new BackendCheck(
                () -> {
                    throw new BackendException("add org.nd4j:nd4j-native:1.0.0-M2.1");
                },
                name -> false);

        assertThatThrownBy(check::check).isInstanceOf(Failure.class).hasMessage("add org.nd4j:nd4j-native:1.0.0-M2.1");
    }

    private static BackendCheck failing(Error error, String installed) {
        return new BackendCheck(
                () -> {
                    throw error;
                },
                name -> name.endsWith(installed));
    }
}
