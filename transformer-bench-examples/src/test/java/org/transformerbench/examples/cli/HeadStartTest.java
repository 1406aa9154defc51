package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeadStartTest {
    @Test
    void what_gets_a_head_start_is_a_command() {
        assertThat(Program.standard().commandLine().getSubcommands())
                .containsKeys(HeadStart.COMMANDS.toArray(String[]::new));
    }
}
