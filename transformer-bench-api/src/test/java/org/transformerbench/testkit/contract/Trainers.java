package org.transformerbench.testkit.contract;

import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.registry.InstalledProvider;
import org.transformerbench.api.registry.Registry;

/** The trainers that models are tested with. */
final class Trainers {
    private Trainers() {}

    /** Returns the library's default trainer, or else the first on the class path. */
    static Trainer discovered() {
        List<InstalledProvider<Trainer>> found = Registry.discover().trainers();
        return found.stream()
                .filter(trainer -> trainer.id().equals(Experiment.DEFAULT_TRAINER))
                .findFirst()
                .or(() -> found.stream().findFirst())
                .orElseGet(() -> Assertions.fail("No trainer is on the class path: add transformer-bench-models and an"
                        + " ND4J backend such as nd4j-native with scope test, or override trainer()"))
                .provider();
    }

    /** Returns the other trainers on the class path. */
    static List<Trainer> othersThan(Trainer trainer) {
        return Registry.discover().trainers().stream()
                .filter(other -> !other.id().equals(trainer.id()))
                .map(InstalledProvider::provider)
                .toList();
    }
}
