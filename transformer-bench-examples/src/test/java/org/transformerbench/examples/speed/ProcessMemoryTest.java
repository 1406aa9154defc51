package org.transformerbench.examples.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    @Test
    void the_resident_set_is_read_from_its_line() {
        assertThat(ProcessMemory.resident(List.of("VmSize:\t  9999 kB", "VmRSS:\t  2560 kB")))
                .contains(2.5);
        assertThat(ProcessMemory.resident(List.of("Name:\tjava"))).isEmpty();
    }

    @Test
    void this_process_has_some() {
        assertThat(ProcessMemory.residentMib()).isGreaterThan(10);
    }
}
