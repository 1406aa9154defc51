package org.transformerbench.models.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.Model;
import org.transformerbench.testkit.contract.ModelContract;

/** The contract of models fails for a broken one, and its message names the cause. */
class BrokenModelTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            BAD_ID              | has_an_id_in_kebab_case                                | id() is 'My Model', but must be kebab-case
            UNSTABLE_CONFIG     | has_a_valid_default_configuration                      | change no value in the constructor
            LENIENT_CONFIG      | has_a_valid_default_configuration                      | Config with factor = NaN
            WRONG_SHAPE         | gives_logits_of_the_promised_shape                     | gave logits of shape [1, 6, 12] where (B, O, V) is [1, 6, 11]
            NOT_A_NUMBER        | gives_logits_of_the_promised_shape                     | The logit at index 0 of 1 positions is NaN before training
            MIXES_EXAMPLES      | reads_each_example_on_its_own                          | Example 0 has other logits in a batch than alone
            LOOKS_AHEAD         | is_causal_where_every_position_is_predicted            | Logits at position 0 change when the token at position 1 changes: the model is not causal
            COUNTS_FROM_THE_END | is_causal_where_every_position_is_predicted            | count positions from the first token
            LARGE_FIRST_VALUES  | begins_with_a_loss_near_ln_v                           | the first values are probably too large
            OWN_FIRST_VALUES    | gives_the_same_numbers_for_the_same_seed               | draw first values from the generator that the Initializer gets
            RANDOM_EVALUATION   | evaluates_deterministically                            | use no random operation in the graph but GraphScope.dropout
            WRONG_GRADIENT      | has_gradients_that_agree_with_finite_differences       | The gradient of the parameter table is wrong
            TOO_FAINT           | can_overfit_one_batch                                  | One batch of 4 examples cannot be learned by heart
            HIDDEN_CONSTANT     | gives_the_same_logits_after_save_and_load              | the model depends on something that is no parameter
            UNKNOWN_TIE         | gives_the_same_logits_after_save_and_load              | tiedParameters() ties head to tabel
            CHANGES_LOCALE      | touches_no_global_state                                | the default Locale was
            SETS_PROPERTY       | touches_no_global_state                                | the system property my.model was null and is now was here
            DRAWS_FROM_ND4J     | touches_no_global_state                                | the state of Nd4j.getRandom() was
            LEAVES_THREAD       | touches_no_global_state                                | Threads that are no daemons were left running: [forgotten
            STATIC_STATE        | two_instances_on_two_threads_do_not_disturb_each_other | they share state, such as a static field
            """)
    void fails_with_the_cause(BrokenModel.Mistake mistake, String test, String cause) {
        assertThat(ContractRun.failure(Contract.class, test, mistake)).contains(cause);
        assertThat(ContractRun.run(Contract.class, test, BrokenModel.Mistake.NONE)
                        .getTestsSucceededCount())
                .as("without the mistake")
                .isEqualTo(1);
    }

    @ExtendWith(ContractRun.class)
    static final class Contract extends ModelContract<BrokenModel.Config> {
        private final BrokenModel.Mistake mistake;

        Contract(BrokenModel.Mistake mistake) {
            this.mistake = mistake;
        }

        @Override
        protected Model<BrokenModel.Config> model() {
            return new BrokenModel(mistake);
        }
    }
}
