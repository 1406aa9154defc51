package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.atIndex;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.transformerbench.models.kernel.plain.PlainKernels;

/** The build starts the tests with the Vector API's module: where the vector kernels cannot be had, these tests fail. */
class KernelChoiceTest {
    /** Stands for the vector kernels where the rules of the choice do not care which object it is. */
    private static final Kernels VECTOR = PlainKernels.create();

    @Test
    void the_vector_kernels_run_in_this_build() {
        assumeTrue(KernelSets.hasVectors(), "skipped: this processor's vectors are shorter than 256 bits");
        assertThat(KernelChoice.named("vector").name()).isEqualTo("vector");
        assertThat(KernelChoice.named("plain").name()).isEqualTo("plain");
    }

    @Test
    void auto_takes_the_vector_kernels_where_nothing_is_in_the_way() {
        assertThat(choose("auto", Optional.empty(), () -> VECTOR)).isSameAs(VECTOR);
        assertThat(choose("vector", Optional.empty(), () -> VECTOR)).isSameAs(VECTOR);
    }

    @Test
    void plain_does_not_even_look_at_the_vector_kernels() {
        Supplier<Kernels> broken = () -> {
            throw new LinkageError();
        };
        assertThat(choose("plain", Optional.empty(), broken).name()).isEqualTo("plain");
    }

    @Test
    void auto_falls_back_to_the_plain_kernels() {
        assertThat(choose("auto", Optional.of("no module"), () -> VECTOR).name())
                .isEqualTo("plain");
        assertThat(choose("auto", Optional.empty(), KernelChoiceTest::tooShort).name())
                .isEqualTo("plain");
    }

    @Test
    void asking_for_vectors_in_vain_is_an_error_that_says_why() {
        assertThatThrownBy(() -> choose("vector", Optional.of("no module"), () -> VECTOR))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no module");
        assertThatThrownBy(() -> choose("vector", Optional.empty(), KernelChoiceTest::tooShort))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("too short");
    }

    @Test
    void the_first_obstacle_is_named() {
        List<Supplier<Optional<String>>> both = List.of(() -> Optional.of("first"), () -> Optional.of("second"));
        assertThatThrownBy(() -> KernelChoice.choose("vector", both, () -> VECTOR))
                .hasMessageContaining("first")
                .hasMessageNotContaining("second");
    }

    @Test
    void each_obstacle_is_logged_once_however_many_sessions_meet_it() {
        PrintStream before = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            for (int session = 0; session < 3; session++) {
                choose("auto", Optional.of("the first obstacle"), () -> VECTOR);
                choose("auto", Optional.of("the second obstacle"), () -> VECTOR);
            }
        } finally {
            System.setErr(before);
        }
        assertThat(captured.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .satisfies(
                        line -> assertThat(line)
                                .endsWith(
                                        "Plain kernels, several times slower than vector kernels: the first obstacle"),
                        atIndex(0))
                .satisfies(line -> assertThat(line).endsWith(": the second obstacle"), atIndex(1));
    }

    @Test
    void a_broken_jar_is_not_taken_for_a_missing_feature() {
        assertThatThrownBy(() -> choose("auto", Optional.empty(), () -> {
                    throw new LinkageError("broken");
                }))
                .isInstanceOf(LinkageError.class);
    }

    @Test
    void unknown_names_are_answered_with_the_known_ones() {
        assertThatThrownBy(() -> KernelChoice.named("fast")).hasMessageContaining("auto, plain, vector");
        assertThatThrownBy(() -> KernelChoice.named("auto")).hasMessageContaining("plain, vector");
    }

    private static Kernels choose(String wanted, Optional<String> obstacle, Supplier<Kernels> vector) {
        return KernelChoice.choose(wanted, List.of(() -> obstacle), vector);
    }

    private static Kernels tooShort() {
        throw new UnsupportedOperationException("too short");
    }
}
