package org.transformerbench.models.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.transformerbench.api.Trainer;
import org.transformerbench.testkit.contract.TrainerContract;

/** The contract of trainers fails for a broken one, and its message names the cause. */
class BrokenTrainerTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            BAD_ID                | has_an_id_in_kebab_case                                       | id() is 'Trainer', but must be kebab-case
            NO_BACKEND            | describes_the_session                                         | backend() is empty
            WRONG_LOGITS          | gives_the_logits_of_the_formula                               | are not what the model's graph says: at index
            LAST_IS_FIRST         | gives_the_last_positions_logits_as_those_of_every_position    | Targets.LAST are not the last position's
            FORGETFUL_DECODER     | decodes_as_if_it_computed_the_whole_window                    | After 3 tokens, with a context length of 5, the decoder says something else
            DROPOUT_IN_EVALUATION | evaluates_without_dropout_and_trains_with_it                  | evaluation must leave it out
            NO_DROPOUT            | evaluates_without_dropout_and_trains_with_it                  | build the graph of steps for training
            EVALUATES_WITHOUT_DROPOUT | evaluates_with_dropout_as_the_next_step_trains            | draw the masks of that step
            EVALUATION_TAKES_MASKS | evaluates_with_dropout_as_the_next_step_trains               | number masks by steps, not by calls
            DROPOUT_WITHOUT_SEED  | draws_dropout_from_the_seed_and_anew_at_each_step             | Dropout does not depend on the seed
            GRADIENT_TIMES_T      | has_gradients_that_agree_with_finite_differences              | The gradient of the parameter token is wrong: along the gradient
            IGNORED_AS_FIRST_TOKEN | leaves_targets_that_do_not_count_out_of_gradients            | leave targets of Batch.IGNORED out, and divide by the number of the others
            IGNORED_IN_THE_MEAN   | leaves_targets_that_do_not_count_out_of_steps                 | step() gives the loss
            IGNORED_IN_GRADIENTS  | leaves_targets_that_do_not_count_out_of_gradients             | change places and both are averaged
            IGNORED_IN_ACCURACY   | leaves_targets_that_do_not_count_out_of_steps                 | of the targets that count are right
            IGNORED_PER_THREAD    | leaves_targets_out_alike_for_any_number_of_threads            | With 2 threads a step on a batch with targets that do not count
            LEARNS_FROM_NOTHING   | refuses_a_batch_of_which_no_target_counts                     | A step on a batch of which no target counts (all are Batch.IGNORED) is accepted
            GRADIENT_STEPS        | gradients_change_nothing                                      | A call of gradients() changes what follows
            NO_DECAY              | steps_as_adamw_does                                           | After step 1 with learning rate 0.02
            CONSTANT_RATE         | takes_the_learning_rate_of_each_step                          | After step 1 with learning rate 0.01
            ACCEPTS_NEGATIVE_RATES | refuses_what_does_not_fit_the_model                          | A learning rate of -0.1 is accepted
            DECAYS_ALL            | decays_matrices_alone_where_that_is_wanted                     | After step 1 with learning rate 0.02
            NO_LIMIT              | limits_the_norm_of_the_gradient                               | maxGradientNorm=OptionalDouble[0.02]
            LOSS_AFTER_STEP       | reports_loss_and_accuracy_before_the_step                     | both before the update
            THROWS_DIVERGENCE     | returns_a_loss_that_is_not_finite                             | return the loss as it is
            SEED_IGNORED          | gives_the_same_numbers_for_the_same_seed_only                 | Two seeds give the same numbers
            THREADS_MATTER        | gives_the_same_numbers_for_any_number_of_threads              | With 2 threads the numbers differ from those with 1
            LOADS_HALF            | moves_parameters_from_session_to_session                      | parameters() does not give what load() got; the first difference is in parameter head.bias
            ACCEPTS_UNKNOWN_NAMES | refuses_parameters_that_are_not_the_models                    | with the unknown name nobody.knows is accepted
            NO_RESTORE            | goes_on_from_a_saved_state_as_if_never_interrupted            | restore() refuses what a session of the same specification gave
            FORGETS_MOMENTS       | goes_on_from_a_saved_state_as_if_never_interrupted            | restore() does not take over all that it gets
            FORGETS_MOMENTS       | goes_on_from_a_saved_state_as_if_never_interrupted            | the first difference is in the first moment of
            FORGETS_STEPS         | goes_on_from_a_saved_state_as_if_never_interrupted            | the first difference is in the number of steps at index 0: 3.0 and 0.0
            COUNTS_ANEW           | goes_on_from_a_saved_state_as_if_never_interrupted            | correct their bias by the restored number of steps
            DROPOUT_PER_SESSION   | goes_on_from_a_saved_state_as_if_never_interrupted            | let masks be functions of the seed and the number of the step
            ACCEPTS_OTHER_STATES  | refuses_a_state_that_is_not_the_models                        | A state without the first moment of head.bias is accepted
            ACCEPTS_TOKENS        | refuses_what_does_not_fit_the_model                           | A token of V, for logits is accepted
            ACCEPTS_MODELS        | refuses_a_model_that_breaks_its_contract                      | A model that throws while it builds must be refused with ModelException
            LEAVES_THREAD         | ends_with_close                                               | Threads were left running after close(): [pool-of-mine]
            USABLE_AFTER_CLOSE    | ends_with_close                                               | Threads were left running after close()
            CHANGES_LOCALE        | touches_no_global_state                                       | the default Locale was
            STATIC_STATE          | two_sessions_on_two_threads_do_not_disturb_each_other         | Two sessions on two threads at once disturb each other
            SHARED_BUFFER         | answers_several_threads_as_it_answers_one                     | Asked by 4 threads at once, a session gives other
            LOSES_STEPS           | takes_the_steps_of_several_threads_one_after_the_other        | 20 steps on one batch give other parameters when 4 threads take them
            ANSWERS_WHILE_CLOSING | closes_after_the_calls_that_are_running                       | close() changes the logits of a call that is running
            """)
    void fails_with_the_cause(BrokenTrainer.Mistake mistake, String test, String cause) {
        assertThat(ContractRun.failure(Contract.class, test, mistake)).contains(cause);
        assertThat(ContractRun.run(Contract.class, test, BrokenTrainer.Mistake.NONE)
                        .getTestsSucceededCount())
                .as("without the mistake")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_CHECKPOINTABLE, goes_on_from_a_saved_state_as_if_never_interrupted",
        "NOT_CHECKPOINTABLE, refuses_a_state_that_is_not_the_models",
        "NO_DROPOUT_EVALUATION, evaluates_with_dropout_as_the_next_step_trains"
    })
    void a_trainer_without_a_capability_is_not_broken(BrokenTrainer.Mistake lack, String test) {
        TestExecutionSummary summary = ContractRun.run(Contract.class, test, lack);

        assertThat(summary.getTestsAbortedCount()).isEqualTo(1);
        assertThat(summary.getFailures()).isEmpty();
    }

    @ExtendWith(ContractRun.class)
    static final class Contract extends TrainerContract {
        private final BrokenTrainer.Mistake mistake;

        Contract(BrokenTrainer.Mistake mistake) {
            this.mistake = mistake;
        }

        @Override
        protected Trainer trainer() {
            return new BrokenTrainer(mistake, 2);
        }
    }
}
