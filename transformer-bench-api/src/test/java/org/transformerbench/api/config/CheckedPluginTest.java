package org.transformerbench.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ChainSession;
import org.transformerbench.api.Checkpointable;
import org.transformerbench.api.Decoder;
import org.transformerbench.api.DropoutEvaluation;
import org.transformerbench.api.Fakes.FakeSession;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.result.Outcome;

class CheckedPluginTest {
    static Stream<Arguments> methods() {
        return Stream.of(
                        Trainer.class,
                        TrainingSession.class,
                        TrainedModel.class,
                        Decoder.class,
                        Checkpointable.class,
                        DropoutEvaluation.class)
                .flatMap(type -> Arrays.stream(type.getMethods())
                        .filter(method -> !method.getReturnType().isPrimitive())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .map(method -> Arguments.of(type, method)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("methods")
    <T> void names_class_and_method_of_whatever_gives_null(Class<T> type, Method method) {
        T silent = type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, called, given) -> null));
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(parameter -> parameter == int.class ? (Object) 1 : parameter == double.class ? 1.0 : null)
                .toArray();

        assertThatThrownBy(() -> method.invoke(CheckedPlugin.of(type, silent), arguments))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(NullPointerException.class)
                .hasMessage(silent.getClass().getName() + "." + method.getName() + " gave null");
    }

    /** A session whose decoder and whose capability give null. */
    public static final class Hollow extends ChainSession {
        @Override
        public Decoder decoder(int batchSize) {
            return new Decoder() {
                @Override
                public float[] append(int... tokens) {
                    return null;
                }

                @Override
                public int length() {
                    return 4;
                }

                @Override
                public int batchSize() {
                    return batchSize;
                }

                @Override
                public boolean cached() {
                    return false;
                }
            };
        }

        @Override
        public OptimizerState optimizerState() {
            return null;
        }
    }

    @Test
    void checks_what_it_returns_too() {
        for (TrainingSession session :
                new TrainingSession[] {new Hollow(), TrainingSession.synchronizedSession(new Hollow())}) {
            TrainingSession view = CheckedPlugin.of(TrainingSession.class, session);
            Decoder decoder = view.decoder(2);
            assertThat(decoder.length()).isEqualTo(4);
            assertThatThrownBy(() -> decoder.append(1)).hasMessage(Hollow.class.getName() + "$1.append gave null");
            Checkpointable checkpointable =
                    view.capability(Checkpointable.class).orElseThrow();
            assertThatThrownBy(checkpointable::optimizerState)
                    .hasMessage(Hollow.class.getName() + ".optimizerState gave null");
        }
    }

    @Test
    void leaves_everything_else_as_it_is() {
        FakeSession session = new FakeSession() {
            @Override
            public <T> Optional<T> capability(Class<T> type) {
                return type == Runnable.class ? Optional.of(type.cast((Runnable) () -> {})) : super.capability(type);
            }
        };
        TrainingSession view = CheckedPlugin.of(TrainingSession.class, session);

        assertThat(view.step(new Batch(1, 1, 1, new int[1], new int[1]), 1)).isEqualTo(new StepResult(2, 0.25));
        assertThat(view.threads()).isEqualTo(7);
        assertThat(view.capability(Checkpointable.class)).isEmpty();
        assertThat(view.capability(TrainingSession.class)).containsSame(view);
        assertThat(view.capability(Runnable.class).orElseThrow()).isNotInstanceOf(Proxy.class);
        assertThatThrownBy(() -> view.capability(String.class)).isInstanceOf(IllegalArgumentException.class);
        view.close();
        assertThat(session.closed).isTrue();
        assertThat(view).isEqualTo(view).isNotEqualTo(session).hasToString(session.toString());
        assertThat(CheckedPlugin.of(TrainingSession.class, view)).isSameAs(view);
    }

    @Test
    void an_undeclared_exception_is_the_reason_of_its_outcome_although_a_proxy_wraps_it() {
        Trainer trainer = CheckedPlugin.of(Trainer.class, (Trainer) Proxy.newProxyInstance(
                Trainer.class.getClassLoader(), new Class<?>[] {Trainer.class}, (self, called, given) -> {
                    throw new IOException("no file");
                }));

        assertThatThrownBy(trainer::id)
                .isInstanceOfSatisfying(
                        UndeclaredThrowableException.class,
                        e -> assertThat(Outcome.failed(e).reason()).endsWith("no file"));
    }
}
