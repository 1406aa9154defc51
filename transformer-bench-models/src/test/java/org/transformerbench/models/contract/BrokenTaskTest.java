package org.transformerbench.models.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.Task;
import org.transformerbench.testkit.contract.TaskContract;

/** The contract of tasks fails for a broken one, and its message names the cause. */
class BrokenTaskTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            BAD_ID             | has_an_id_in_kebab_case                                | id() is 'counting_up', but must be kebab-case
            LENIENT_CONFIG     | has_valid_default_configurations                       | Config with share = NaN
            FROM_THE_CLOCK     | gives_the_same_data_for_the_same_configuration_and_seed | no clock, no Math.random(), no state in the task; the first difference is in train(LAST)
            FROM_THE_ORDER     | gives_the_same_data_in_whatever_order_it_is_read       | depends on what was read before
            SHARED_ARRAYS      | keeps_its_data_when_a_batch_is_overwritten             | hand out copies
            DIGEST_OF_NOTHING  | feeds_digests_that_tell_its_data_from_other_data       | updateDigest() of train(LAST) feeds the same as the same part with another seed
            DIGEST_WITHOUT_TARGETS | feeds_digests_that_tell_its_data_from_other_data   | each token and target must have an effect
            DIGEST_OF_THE_CLOCK | feeds_digests_that_tell_its_data_from_other_data      | feeds something else when the same data is loaded again
            TOKEN_OUTSIDE      | gives_token_ids_within_the_vocabulary                  | Token 2 of example 77 of train(LAST) is 10, but the vocabulary has the ids 0 to 9
            TARGET_OUTSIDE     | gives_token_ids_within_the_vocabulary                  | Target 0 of example 0 of train(LAST) is -2
            WRONG_TARGET_COUNT | gives_batches_of_the_promised_shape                    | O = 2 targets, but contextLength() is 3, and LAST asks for 1 targets
            WRITES_ELSEWHERE   | gives_batches_of_the_promised_shape                    | does not fill exactly its T = 3 tokens from the token offset on
            ENDLESS            | gives_batches_of_the_promised_shape                    | Example -1 of the 500 of train(LAST) is accepted
            OVERLAP            | has_no_example_in_two_parts                            | Example 0 of test(LAST), tokens 480, stands in train(LAST) too
            NO_TEST_DATA       | has_examples_and_whole_answers                         | test(LAST) is empty
            NO_ANSWERS_AT_THE_END | has_examples_and_whole_answers                      | train(LAST) has 500 examples, but its 499 answers() end at 499
            ANSWER_WITHOUT_EXAMPLE | has_examples_and_whole_answers                     | Answer 0 of train(LAST) is made up of the examples from 0 to before 0
            NOTHING_COUNTED    | has_a_target_that_counts_in_each_example_and_answer    | Example 7 of train(LAST) has no target that counts
            NOTHING_SCORED     | has_a_target_that_counts_in_each_example_and_answer    | Answer 99 of train(LAST), examples 99 to 99, has no scored target that counts
            EMPTY_SLICE        | has_slices_of_existing_targets                         | is in its slice Slice[group=parity, name=neither]
            INFINITE_REFERENCE | has_finite_references                                  | must have a finite loss
            CHANGES_TIME_ZONE  | touches_no_global_state                                | is now Asia/Kathmandu
            STATIC_STATE       | two_instances_on_two_threads_do_not_disturb_each_other | Two instances of the task on two threads at once disturb each other
            """)
    void fails_with_the_cause(BrokenTask.Mistake mistake, String test, String cause) {
        assertThat(ContractRun.failure(Contract.class, test, mistake)).contains(cause);
        assertThat(ContractRun.run(Contract.class, test, BrokenTask.Mistake.NONE)
                        .getTestsSucceededCount())
                .as("without the mistake")
                .isEqualTo(1);
    }

    @ExtendWith(ContractRun.class)
    static final class Contract extends TaskContract<BrokenTask.Config> {
        private final BrokenTask.Mistake mistake;

        Contract(BrokenTask.Mistake mistake) {
            this.mistake = mistake;
        }

        @Override
        protected Task<BrokenTask.Config> task() {
            return new BrokenTask(mistake);
        }
    }
}
