package org.transformerbench.api.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
    private static final String ONE = "sha256:" + "0123456789abcdef".repeat(4);
    private static final String OTHER = "sha256:" + "fedcba9876543210".repeat(4);

    private static Optional<Fingerprints> of(String library, String data, String model) {
        return Optional.of(new Fingerprints(
                library,
                Optional.ofNullable(data),
                Optional.of(Fingerprints.BUILT_IN),
                Optional.ofNullable(model),
                Optional.of(Fingerprints.BUILT_IN)));
    }

    @Test
    void the_same_fingerprints_are_no_difference() {
        assertThat(Fingerprints.difference(of("1", ONE, ONE), of("1", ONE, ONE)))
                .isEmpty();
        assertThat(Fingerprints.difference(Optional.empty(), Optional.empty())).isEmpty();
    }

    @Test
    void a_difference_names_each_part_with_both_values() {
        assertThat(Fingerprints.difference(of("1", ONE, ONE), of("1", OTHER, ONE)))
                .contains("the data has changed (then sha256:0123456789ab, now sha256:fedcba987654)");
        assertThat(Fingerprints.difference(of("1, " + ONE, ONE, ONE), of("2", ONE, "built-in " + OTHER)))
                .contains(
                        "the library has changed (then 1, sha256:0123456789ab, now 2); the code of the model has changed"
                                + " (then sha256:0123456789ab, now built-in sha256:fedcba987654)");
    }

    @Test
    void what_could_not_be_read_is_never_the_same() {
        assertThat(Fingerprints.difference(of("1", null, ONE), of("1", null, ONE)))
                .contains("the data cannot be compared, as it could not be read now");
        assertThat(Fingerprints.difference(of("1", ONE, null), of("1", ONE, ONE)))
                .contains("the code of the model cannot be compared, as it could not be read then");
    }

    @Test
    void results_without_fingerprints_cannot_be_verified() {
        assertThat(Fingerprints.difference(Optional.empty(), of("1", ONE, ONE)))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("there are no fingerprints"));
    }
}
