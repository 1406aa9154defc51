package org.transformerbench.models.custom;

import org.junit.jupiter.api.Nested;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Trainer;
import org.transformerbench.models.custom.PlainModel.Nothing;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.testkit.contract.ModelContract;

/** Models of users keep the contract of models. */
class CustomModelsContractTest {

    abstract static class Contract extends ModelContract<Nothing> {
        @Override
        protected Trainer trainer() {
            return new CompiledTrainer(1);
        }

        @Override
        protected SequenceShape shape() {
            return new SequenceShape(7, 5, 5);
        }
    }

    @Nested
    class OfPlainGpt extends Contract {
        @Override
        protected Model<Nothing> model() {
            return new PlainGpt();
        }
    }

    @Nested
    class OfLstm extends Contract {
        @Override
        protected Model<Nothing> model() {
            return new Lstm();
        }
    }

    @Nested
    class OfLinearBiasAttention extends Contract {
        @Override
        protected Model<Nothing> model() {
            return new LinearBiasAttention();
        }
    }

    @Nested
    class OfLinearAttention extends Contract {
        @Override
        protected Model<Nothing> model() {
            return new LinearAttention();
        }
    }

    @Nested
    class OfCausalMixer extends Contract {
        @Override
        protected Model<Nothing> model() {
            return new CausalMixer();
        }
    }

    @Nested
    class OfDilatedConvolution extends Contract {
        @Override
        protected Model<Nothing> model() {
            return new DilatedConvolution();
        }
    }

    @Nested
    class OfBagOfWords extends Contract {
        @Override
        protected Model<Nothing> model() {
            return new BagOfWords();
        }
    }
}
