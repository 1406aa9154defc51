package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.transformerbench.api.registry.Registry;

class DescribeCommandTest {
    private final Terminal terminal = new Terminal(Real.environment(Registry.discover()
            .with(TableModel.rational())
            .with(TableModel.swish())
            .with(TableModel.noisy())));

    @Test
    void shows_each_step_and_the_totals() {
        assertThat(terminal.run("describe", "--model", "tl-transformer")).isZero();

        assertThat(terminal.out())
                .contains("model: tl-transformer", "kernels: ", "examples per micro-batch: ")
                .contains("embedding (", "layer norm (16)", "linear (16 -> 64, bias)", "gelu")
                .contains("causal attention (4 heads of 4, 12 positions)")
                .contains("total, forward", "total, training");
    }

    @Test
    void says_how_texts_are_continued() {
        assertThat(terminal.run("describe", "--model", "nano-gpt")).isZero();
        assertThat(terminal.out()).contains("decoding: keeps keys and values\n");

        assertThat(terminal.run("describe", "--model", "mlp")).isZero();
        assertThat(terminal.out())
                .contains("decoding: computes the whole text for each token (it reads whole windows)\n");
    }

    @Test
    void the_total_is_the_sum_of_the_steps() {
        assertThat(terminal.run(("describe --model mlp --set hiddenWidth=8" + Real.ONE_DIGIT).split(" ")))
                .isZero();

        long[] flops = terminal.out()
                .lines()
                .filter(line -> line.matches(" *\\d+  .*|.*total, forward.*"))
                .mapToLong(line -> {
                    String[] cells = line.trim().split(" {2,}");
                    return Long.parseLong(cells[cells.length - 2].replace(",", ""));
                })
                .toArray();
        long sum = 0;
        for (int step = 0; step < flops.length - 1; step++) {
            sum += flops[step];
        }
        assertThat(flops[flops.length - 1]).isEqualTo(sum).isPositive();
    }

    @Test
    void names_the_nodes_of_a_step_and_what_runs_without_kernel() {
        assertThat(terminal.run("describe", "--model", "rational")).isZero();

        assertThat(terminal.out())
                .contains("The model 'rational' runs 1 of 5 operations through ND4J (no kernel for: rational_tanh).")
                .containsPattern("3  matmul \\[B, 12, 16\\] +matmul ")
                .containsPattern("4  ND4J: rational_tanh +rational_tanh ");
    }

    @Test
    void a_model_without_steps_is_one_sentence() {
        assertThat(terminal.run("describe", "--model", "noisy")).isZero();

        assertThat(terminal.out().lines()).hasSize(1);
        assertThat(terminal.out())
                .startsWith("The model 'noisy' is trained by SameDiff itself: ")
                .contains("gaussian");
    }

    @Test
    void verbose_shows_the_graph_after_each_pass_and_the_schedule() {
        assertThat(terminal.run("describe", "--model", "swish")).isZero();
        String result = terminal.out();

        assertThat(terminal.run("describe", "--model", "swish", "--verbose")).isZero();

        String verbose = terminal.out().substring(result.length());
        assertThat(verbose).endsWith(result);
        assertThat(verbose.lines().filter(line -> line.matches("(After|Schedule).*")))
                .extracting(line -> line.replaceAll(":.*", ""))
                .containsExactly(
                        "After capture",
                        "After last position",
                        "After rules for composed operations",
                        "After gradients",
                        "After rules for interleaved micro-batches",
                        "Schedule");
        assertThat(verbose)
                .contains("[16, 16] = parameter 'table' (table)")
                .containsPattern("%\\d+ \\[B, 12, 16\\] = sigmoid of %\\d+ \\(swish\\)")
                .containsPattern("%\\d+ \\[B, 1, 16\\] = sigmoid of %\\d+ ")
                .containsPattern("(?m)^ *1 +forward +")
                .containsPattern("(?m)^ *\\d+ +backward +");
    }

    @Test
    void verbose_says_why_nd4j_computes_a_part() {
        assertThat(terminal.run("describe", "--model", "rational", "--verbose")).isZero();

        assertThat(terminal.out())
                .contains(
                        "= ND4J: rational_tanh ('rational_tanh' (rational_tanh): the compiler does not know this operation)")
                .contains("The model 'rational' runs 1 of 5 operations through ND4J");
    }
}
