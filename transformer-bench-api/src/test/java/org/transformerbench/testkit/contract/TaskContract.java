package org.transformerbench.testkit.contract;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Task;

/**
 * The tests of a {@link Task}: extend this class, name the task, and run it.
 * <pre>{@code
 * class CopyTaskContractTest extends TaskContract<CopyTask.Config> {
 *     @Override
 *     protected Task<CopyTask.Config> task() {
 *         return new CopyTask();
 *     }
 *
 *     @Override
 *     protected CopyTask.Config config() {
 *         return new CopyTask.Config(3);
 *     }
 * }
 * }</pre>
 *
 * <p>What else can be overridden: {@link #config}, where the default is too large for a test or needs a network or a file, and
 * {@link #partsAreDisjoint}, where the data repeats itself by nature.
 *
 * <p>What is checked, of each target mode and of train, validation and test, with up to 2,000 examples of each spread evenly:
 * <ul>
 * <li>the id is in kebab-case and constant; the default configurations of both protocols survive JSON, and the record refuses
 *     what is no number;
 * <li>the data is a function of configuration and seed alone: the same when it is loaded again later, and whatever was read
 *     before;
 * <li>{@link org.transformerbench.api.ExampleSet#updateDigest} feeds the same for the same data, and something else for other
 *     data: of train and test, and where another seed gives other examples;
 * <li>examples have T tokens, and one target for {@code LAST} or T for {@code EVERY}; they are written where they belong,
 *     and indices out of range are refused;
 * <li>token ids are within the vocabulary; a target may be {@link org.transformerbench.api.Batch#IGNORED}, but not all of an example
 *     or of an answer;
 * <li>train, validation and test have no example in common (all are compared);
 * <li>there is something to train and to test on; examples make up whole answers, where there are any, without a gap;
 * <li>slices have distinct names and hold at least one target;
 * <li>references are finite and have distinct names;
 * <li>no global state is touched, no thread is left;
 * <li>two instances on two threads do not disturb each other, nor do two readers of the same data.
 * </ul>
 *
 * @param <C> the type of the task's configuration
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ResourceLock(Resources.GLOBAL)
public abstract class TaskContract<C extends Record> {

    /** Called by subclasses. */
    protected TaskContract() {}

    /**
     * Returns the task under test.
     *
     * @return a new instance at each call
     */
    protected abstract Task<C> task();

    /**
     * Returns the configuration to test with: small, so that the tests are fast, and without network.
     *
     * @return the task's default by default
     */
    protected C config() {
        return task().defaultConfig();
    }

    /**
     * Returns whether the parts of the data must not share examples.
     *
     * @return true by default; false for data that repeats itself by nature, such as short windows of running text
     */
    protected boolean partsAreDisjoint() {
        return true;
    }

    private Dataset data(long seed) {
        return task().load(config(), new SeedStreams(seed));
    }

    private DataChecks checks() {
        return new DataChecks(data(1));
    }

    /**
     * Checks that the task changes no global state. First, because what a task changes once and for all is seen at its first use
     * only.
     */
    @Test
    @Order(1)
    final void touches_no_global_state() throws Throwable {
        GlobalState.requireUntouched(false, () -> DataChecks.numbers(data(1), false));
    }

    @Test
    final void has_an_id_in_kebab_case() {
        Rules.requireId(task().id(), task().id());
    }

    @Test
    final void has_valid_default_configurations() {
        Task<C> task = task();
        Rules.requireConfiguration(task.configType(), task.defaultConfig(), "defaultConfig()");
        for (Protocol protocol : new Protocol[] {Protocol.strict(), Protocol.notebook2023()}) {
            Rules.requireConfiguration(
                    task.configType(), task.defaultConfig(protocol), "defaultConfig(" + protocol.preset() + ")");
        }
        Rules.requireConfiguration(task.configType(), config(), "config()");
    }

    @Test
    final void gives_the_same_data_for_the_same_configuration_and_seed() {
        Numbers.requireSame(
                DataChecks.numbers(data(1), false),
                DataChecks.numbers(data(1), false),
                "The same configuration and seed give other data at the second time; draw from seeds.stream("
                        + "SeedStreams.DATA) only, no clock, no Math.random(), no state in the task");
    }

    @Test
    final void gives_the_same_data_in_whatever_order_it_is_read() {
        Numbers.requireSame(
                DataChecks.numbers(data(1), false),
                DataChecks.numbers(data(1), true),
                "What an example holds depends on what was read before; draw when the data is loaded, not when it is read");
    }

    @Test
    final void feeds_digests_that_tell_its_data_from_other_data() {
        checks().digests(data(1), data(2));
    }

    @Test
    final void keeps_its_data_when_a_batch_is_overwritten() {
        checks().batchesBelongToTheCaller();
    }

    @Test
    final void gives_batches_of_the_promised_shape() {
        checks().shapes();
    }

    @Test
    final void gives_token_ids_within_the_vocabulary() {
        checks().vocabulary();
    }

    @Test
    final void has_no_example_in_two_parts() {
        if (partsAreDisjoint()) {
            checks().disjoint();
        }
    }

    @Test
    final void has_a_target_that_counts_in_each_example_and_answer() {
        checks().counted();
    }

    @Test
    final void has_examples_and_whole_answers() {
        checks().sizes();
    }

    @Test
    final void has_slices_of_existing_targets() {
        checks().slices();
    }

    @Test
    final void has_finite_references() {
        checks().references();
    }

    @Test
    final void two_instances_on_two_threads_do_not_disturb_each_other() throws Exception {
        Task<C> one = task();
        Task<C> other = task();
        // Once: an author's config() may write a file.
        C config = config();
        ParallelRuns.check(
                "Two instances of the task",
                () -> DataChecks.numbers(one.load(config, new SeedStreams(1)), false),
                () -> DataChecks.numbers(other.load(config, new SeedStreams(2)), false));
        Dataset shared = data(1);
        ParallelRuns.check(
                "Two readers of the same data",
                () -> DataChecks.numbers(shared, false),
                () -> DataChecks.numbers(shared, true));
    }
}
