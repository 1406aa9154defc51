package org.transformerbench.models.contract;

import org.junit.jupiter.api.Nested;
import org.transformerbench.api.Trainer;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.samediff.SameDiffTrainer;
import org.transformerbench.testkit.contract.TrainerContract;

/** The contract of both trainers. */
class BuiltInTrainersTest {

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
