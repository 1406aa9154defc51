package org.transformerbench.models.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.samediff.SameDiffTrainer;
import org.transformerbench.testkit.contract.TrainerContract;

/** The contract of both trainers. */
class BuiltInTrainersTest {

    /** Who adds one adds its contract here. */
    @Test
    void no_trainer_is_forgotten() {
        assertThat(Registry.discover().trainers())
                .extracting(installed -> installed.id())
                .containsExactly("compiled", "samediff");
    }

    @Nested
    class OfSameDiff extends TrainerContract {
        @Override
        protected Trainer trainer() {
            return new SameDiffTrainer();
        }
    }

    @Nested
    class OfCompiled extends TrainerContract {
        @Override
        protected Trainer trainer() {
            return new CompiledTrainer(2);
        }
    }
}
