package org.transformerbench.testkit.contract;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Trainer;

/**
 * The tests of a {@link Trainer}: extend this class, name the trainer, and run it.
 * <pre>{@code
 * class MyTrainerContractTest extends TrainerContract {
 *     @Override
 *     protected Trainer trainer() {
 *         return new MyTrainer();
 *     }
 * }
 * }</pre>
 *
 * <p>What else can be overridden: {@link #tolerance}, where the trainer adds up in another order or in less than float32.
 *
 * <p>The kit brings a small model with and without dropout, whose logits follow from a formula. What is checked:
 * <ul>
 * <li>the id is in kebab-case and constant;
 * <li>logits are those of the formula, with {@code LAST} the last of {@code EVERY}; a decoder gives what computing the whole
 *     window gives, also beyond the context length;
 * <li>gradients agree with finite differences and change nothing;
 * <li>targets of {@link org.transformerbench.api.Batch#IGNORED} have no part in loss, gradients and accuracy, whichever examples of the
 *     batch have them, and for any number of threads; a batch of which no target counts is refused;
 * <li>steps are those of {@link org.transformerbench.api.AdamW}, computed by its formula in double precision, with a learning
 *     rate per step, a limit of the gradient, and weight decay on matrices alone; the loss is that before the step;
 * <li>the same seed gives the same numbers for any number of threads; another seed gives other ones;
 * <li>dropout is drawn anew at each step, from the seed, and never in evaluation; logits with dropout are those of the next step,
 *     skipped where sessions do not have the capability {@link org.transformerbench.api.DropoutEvaluation};
 * <li>a loss that is not finite is returned and not thrown;
 * <li>parameters can be read and loaded; missing, unknown and misshaped ones are refused, and so are tokens outside of the
 *     vocabulary, batches of another shape, and models that break their contract;
 * <li>a session that gets parameters and the state of the optimizer from another one goes on as that one would, to the last
 *     bit, with dropout too, and a state that does not fit is refused and changes nothing; skipped where
 *     sessions are not {@link org.transformerbench.api.Checkpointable};
 * <li>a closed session says so and leaves no thread; no global state is touched;
 * <li>two sessions on two threads do not disturb each other;
 * <li>several threads that ask one session, or take its steps, get what one thread would get, and {@code close} waits for the
 *     calls that are running.
 * </ul>
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ResourceLock(Resources.GLOBAL)
public abstract class TrainerContract {
    private static final SequenceShape SHAPE = new SequenceShape(7, 5, 5);

    /** Called by subclasses. */
    protected TrainerContract() {}

    /**
     * Returns the trainer under test.
     *
     * @return a new instance at each call
     */
    protected abstract Trainer trainer();

    /**
     * Returns the tolerance between float32 values and the same in double precision, after three steps.
     *
     * @return relative to 1 + its magnitude; 1e-5 by default
     */
    protected double tolerance() {
        return 1e-5;
    }

    private Subject<KitModel.Config> subject(double dropout) {
        return new Subject<>(trainer(), new KitModel(), new KitModel.Config(5, dropout), SHAPE);
    }

    private InferenceChecks inference() {
        return new InferenceChecks(subject(0), subject(0.5), tolerance());
    }

    private OptimizerChecks optimizer() {
        return new OptimizerChecks(subject(0), tolerance());
    }

    private IgnoredTargetChecks ignoredTargets() {
        return new IgnoredTargetChecks(subject(0));
    }

    private SessionChecks sessions() {
        return new SessionChecks(subject(0), subject(0.5));
    }

    private CallerChecks callers() {
        return new CallerChecks(subject(0.5));
    }

    private ResumeChecks resumes() {
        return new ResumeChecks(subject(0), subject(0.5));
    }

    /**
     * Checks that the trainer changes no global state. First, because what a trainer changes once and for all is seen at its
     * first use only.
     */
    @Test
    @Order(1)
    final void touches_no_global_state() throws Throwable {
        sessions().touchesNoGlobalState();
    }

    @Test
    final void has_an_id_in_kebab_case() {
        Rules.requireId(trainer().id(), trainer().id());
    }

    @Test
    final void describes_the_session() {
        sessions().description();
    }

    @Test
    final void gives_the_logits_of_the_formula() {
        inference().logits();
    }

    @Test
    final void gives_the_last_positions_logits_as_those_of_every_position() {
        inference().lastOfEvery();
    }

    @Test
    final void decodes_as_if_it_computed_the_whole_window() {
        inference().decoder();
    }

    @Test
    final void evaluates_without_dropout_and_trains_with_it() {
        inference().dropout();
    }

    @Test
    final void draws_dropout_from_the_seed_and_anew_at_each_step() {
        inference().dropoutSeed();
    }

    @Test
    final void evaluates_with_dropout_as_the_next_step_trains() {
        inference().evaluationWithDropout();
    }

    @Test
    final void has_gradients_that_agree_with_finite_differences() {
        FiniteDifferences.check(subject(0), 0.03);
    }

    @Test
    final void leaves_targets_that_do_not_count_out_of_gradients() {
        ignoredTargets().gradients();
    }

    @Test
    final void leaves_targets_that_do_not_count_out_of_steps() {
        ignoredTargets().steps();
    }

    @Test
    final void leaves_targets_out_alike_for_any_number_of_threads() {
        ignoredTargets().threads();
    }

    @Test
    final void refuses_a_batch_of_which_no_target_counts() {
        ignoredTargets().nothingCounts();
    }

    @Test
    final void gradients_change_nothing() {
        sessions().gradientsChangeNothing();
    }

    @Test
    final void steps_as_adamw_does() {
        optimizer().steps();
    }

    @Test
    final void decays_matrices_alone_where_that_is_wanted() {
        optimizer().decayOfMatrices();
    }

    @Test
    final void takes_the_learning_rate_of_each_step() {
        optimizer().learningRatePerStep();
    }

    @Test
    final void limits_the_norm_of_the_gradient() {
        optimizer().limit();
    }

    @Test
    final void reports_loss_and_accuracy_before_the_step() {
        optimizer().report();
    }

    @Test
    final void returns_a_loss_that_is_not_finite() {
        optimizer().divergence();
    }

    @Test
    final void gives_the_same_numbers_for_the_same_seed_only() {
        sessions().seeds();
    }

    @Test
    final void gives_the_same_numbers_for_any_number_of_threads() {
        sessions().threadCounts();
    }

    @Test
    final void moves_parameters_from_session_to_session() {
        sessions().moveParameters();
    }

    @Test
    final void refuses_parameters_that_are_not_the_models() {
        sessions().refuseParameters();
    }

    @Test
    final void goes_on_from_a_saved_state_as_if_never_interrupted() {
        resumes().goOn();
    }

    @Test
    final void refuses_a_state_that_is_not_the_models() {
        resumes().refuse();
    }

    @Test
    final void refuses_what_does_not_fit_the_model() {
        sessions().refuseBatches();
    }

    @Test
    final void refuses_a_model_that_breaks_its_contract() {
        sessions().refuseModels();
    }

    @Test
    final void ends_with_close() throws Throwable {
        sessions().close();
    }

    @Test
    final void two_sessions_on_two_threads_do_not_disturb_each_other() throws Exception {
        Subject<?> one = subject(0.5);
        Subject<?> other = subject(0.5);
        ParallelRuns.check("Two sessions", () -> one.run(1), () -> other.run(2));
    }

    @Test
    final void answers_several_threads_as_it_answers_one() throws Exception {
        callers().answers();
    }

    @Test
    final void takes_the_steps_of_several_threads_one_after_the_other() throws Exception {
        callers().steps();
    }

    @Test
    final void closes_after_the_calls_that_are_running() throws Exception {
        callers().close();
    }
}
