package org.transformerbench.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;

/**
 * The tests of a {@link Model}: extend this class, name the model, and run it.
 * <pre>{@code
 * class BigramModelContractTest extends ModelContract<BigramModel.Config> {
 *     @Override
 *     protected Model<BigramModel.Config> model() {
 *         return new BigramModel();
 *     }
 * }
 * }</pre>
 *
 * <p>What else can be overridden: {@link #config} and {@link #shape}, where the default is too large for a test or the model wants
 * other data; {@link #trainer}, where another one is to compute the model; {@link #saveAndLoad}, where parameters have a format of
 * their own; {@link #initialLossTolerance}, {@link #gradientTolerance} and {@link #overfittingSteps}, where the model begins far
 * from equal probabilities, is not smooth or learns slowly.
 *
 * <p>What is checked:
 * <ul>
 * <li>the id is in kebab-case and constant; the default configuration is valid for several shapes, survives JSON, and the
 *     record refuses what is no number;
 * <li>logits have shape (B, O, V), also for shorter sequences, and the examples of a batch do not influence each other;
 * <li>a model that predicts every position is causal;
 * <li>the loss before training is near ln V;
 * <li>the same seed gives the same numbers, and evaluation is deterministic and changes nothing;
 * <li>gradients agree with finite differences, and with each trainer on the class path that can compute the model targets of {@link
 *     org.transformerbench.api.Batch#IGNORED} have no part in them;
 * <li>one batch can be overfitted;
 * <li>parameters that are saved and loaded give the same logits, and {@link Model#tiedParameters} names real ones;
 * <li>no global state is touched, no thread is left;
 * <li>two instances on two threads do not disturb each other.
 * </ul>
 *
 * @param <C> the type of the model's configuration
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ResourceLock(Resources.GLOBAL)
public abstract class ModelContract<C extends Record> {

    /** Called by subclasses. */
    protected ModelContract() {}

    /**
     * Returns the model under test.
     *
     * @return a new instance at each call
     */
    protected abstract Model<C> model();

    /**
     * Returns the trainer that computes the model.
     *
     * @return the default trainer on the class path, or else the first one there
     */
    protected Trainer trainer() {
        return Trainers.discovered();
    }

    /**
     * Returns the configuration to test with: small, so that the tests are fast.
     *
     * @param shape what the data looks like
     * @return the model's default by default
     */
    protected C config(SequenceShape shape) {
        return model().defaultConfig(shape);
    }

    /**
     * Returns the shape to test with: small, so that the tests are fast.
     *
     * @return V = 11 and T = 6 by default
     */
    protected SequenceShape shape() {
        return SequenceShape.of(11, 6, model().predicts());
    }

    /**
     * Returns how far from ln V the loss may be before training, on random targets.
     *
     * @return in nats; 0.5 by default
     */
    protected double initialLossTolerance() {
        return 0.5;
    }

    /**
     * Returns how far a derivative may be from finite differences.
     *
     * @return a share of the derivative; 0.03 by default
     */
    protected double gradientTolerance() {
        return 0.03;
    }

    /**
     * Returns the maximum number of steps at learning rate 0.01 to bring the loss of a batch of 4 below a third.
     *
     * @return 200 by default
     */
    protected int overfittingSteps() {
        return 200;
    }

    /**
     * Moves the parameters from one session to another, in the way to be tested.
     *
     * @param from has the parameters
     * @param to gets them
     * @throws Exception if that fails
     */
    protected void saveAndLoad(TrainingSession from, TrainingSession to) throws Exception {
        to.load(from.parameters());
    }

    private ModelChecks<C> checks() {
        SequenceShape shape = shape();
        return new ModelChecks<>(new Subject<>(trainer(), model(), config(shape), shape));
    }

    /**
     * Checks that the model changes no global state. First, because what a model changes once and for all is seen at its first
     * use only.
     */
    @Test
    @Order(1)
    final void touches_no_global_state() throws Throwable {
        checks().touchesNoGlobalState();
    }

    @Test
    final void has_an_id_in_kebab_case() {
        Rules.requireId(model().id(), model().id());
    }

    @Test
    final void has_a_valid_default_configuration() {
        Model<C> model = model();
        for (SequenceShape shape : new SequenceShape[] {
            shape(), SequenceShape.of(2, 1, model.predicts()), SequenceShape.of(65, 128, model.predicts())
        }) {
            Rules.requireConfiguration(model.configType(), model.defaultConfig(shape), "defaultConfig(" + shape + ")");
        }
    }

    @Test
    final void gives_logits_of_the_promised_shape() {
        checks().shapes();
    }

    @Test
    final void reads_each_example_on_its_own() {
        checks().examplesAreIndependent();
    }

    @Test
    final void is_causal_where_every_position_is_predicted() {
        assumeTrue(model().predicts() == Targets.EVERY, "a model that predicts LAST may read the whole window");
        checks().causality();
    }

    @Test
    final void begins_with_a_loss_near_ln_v() {
        checks().initialLoss(initialLossTolerance());
    }

    @Test
    final void gives_the_same_numbers_for_the_same_seed() {
        checks().sameSeed();
    }

    @Test
    final void evaluates_deterministically() {
        checks().evaluation();
    }

    @Test
    final void has_gradients_that_agree_with_finite_differences() {
        checks().gradients(gradientTolerance());
    }

    @Test
    final void leaves_targets_that_do_not_count_out_with_every_trainer() {
        checks().ignoredTargets(Trainers.othersThan(trainer()));
    }

    @Test
    final void can_overfit_one_batch() {
        checks().overfitting(overfittingSteps());
    }

    @Test
    final void gives_the_same_logits_after_save_and_load() throws Exception {
        checks().savedAndLoaded(this::saveAndLoad);
    }

    @Test
    final void two_instances_on_two_threads_do_not_disturb_each_other() throws Exception {
        ModelChecks<C> one = checks();
        ModelChecks<C> other = checks();
        ParallelRuns.check("Two instances of the model", () -> one.numbers(1), () -> other.numbers(2));
    }
}
