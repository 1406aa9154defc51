package org.transformerbench.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.transformerbench.models.engine.GradualEngineTest.open;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Checkpointable;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.StepRehearsal;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.Fixtures;
import org.transformerbench.models.Mlp;
import org.transformerbench.models.NanoGpt;
import org.transformerbench.models.kernel.KernelChoice;
import org.transformerbench.models.kernel.plain.PlainKernels;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** Steps that are computed and not taken. */
class RehearsalTest {

    static Stream<Model<?>> models() {
        return Fixtures.models();
    }

    private static CompiledTrainer compiled(ProgramCache programs) {
        return new CompiledTrainer(2, KernelChoice::kernels, Optional::empty, programs);
    }

    private static StepRehearsal rehearsal(TrainingSession session) {
        return session.capability(StepRehearsal.class).orElseThrow();
    }

    /** Dropout, moments and all: nano-gpt has dropout by default. */
    @ParameterizedTest
    @MethodSource("models")
    void changes_nothing_of_a_session_and_of_its_later_steps(Model<?> model) {
        SequenceShape shape = Fixtures.addition(model);
        Batch batch = Fixtures.batch(model, shape, 9, 1);
        try (TrainingSession rehearsed = open(compiled(new ProgramCache(16)), model);
                TrainingSession other = open(compiled(new ProgramCache(16)), model)) {
            rehearsal(rehearsed).rehearse(Fixtures.batch(model, shape, 7, 2));
            assertThat(rehearsed.parameters()).isEqualTo(other.parameters());

            StepResult expected = other.step(batch, Fixtures.LEARNING_RATE);
            assertThat(rehearsed.step(batch, Fixtures.LEARNING_RATE)).isEqualTo(expected);
            rehearsal(rehearsed).rehearse(batch);
            assertThat(rehearsed.step(batch, 0)).isEqualTo(other.step(batch, 0));
            assertThat(rehearsed.parameters()).isEqualTo(other.parameters());
            assertThat(rehearsed.capability(Checkpointable.class).orElseThrow().optimizerState())
                    .usingRecursiveComparison()
                    .isEqualTo(
                            other.capability(Checkpointable.class).orElseThrow().optimizerState());
        }
    }

    @Test
    void is_needed_once_for_all_sessions_of_one_program() {
        CompiledTrainer trainer = compiled(new ProgramCache(16));
        try (TrainingSession first = open(trainer, new Mlp());
                TrainingSession second = open(trainer, new Mlp());
                TrainingSession another = open(trainer, new NanoGpt())) {
            assertThat(rehearsal(first).isCold()).isTrue();
            rehearsal(first).markRehearsed();

            assertThat(rehearsal(second).isCold()).isFalse();
            assertThat(rehearsal(another).isCold()).isTrue();
        }
        try (TrainingSession later = open(trainer, new Mlp())) {
            assertThat(rehearsal(later).isCold()).isFalse();
        }
    }

    @Test
    void is_refused_by_a_closed_session() {
        TrainingSession session = open(new CompiledTrainer(1, PlainKernels::create, new ProgramCache(16)), new Mlp());
        StepRehearsal rehearsal = rehearsal(session);
        Batch batch = Fixtures.batch(new Mlp(), session.shape(), 3, 1);
        session.close();

        assertThatThrownBy(rehearsal::isCold).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> rehearsal.rehearse(batch)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stock_samediff_compiles_nothing_and_needs_none() {
        try (TrainingSession session = open(new SameDiffTrainer(), new Mlp())) {
            assertThat(session.capability(StepRehearsal.class)).isEmpty();
        }
    }
}
