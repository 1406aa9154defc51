package org.transformerbench.models.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.models.Llama;
import org.transformerbench.models.LlamaConfig;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.testkit.contract.ModelContract;

/** The kit asks for few steps: a model that runs through ND4J, where each step is dear, takes it too. */
class ContractStepsTest extends ModelContract<LlamaConfig> {
    /** The kit's other tests take 26. */
    private static final int MAX_STEPS = 26 + 80;

    private static final AtomicInteger STEPS = new AtomicInteger();

    @BeforeAll
    static void forget() {
        STEPS.set(0);
    }

    @AfterAll
    static void took_few_steps() {
        assertThat(STEPS).hasValueLessThan(MAX_STEPS);
    }

    @Override
    protected Model<LlamaConfig> model() {
        return new Llama();
    }

    @Override
    protected LlamaConfig config(SequenceShape shape) {
        return new LlamaConfig(16, 1, 4, 2, 4, 48, 10_000, true, false, 1e-6);
    }

    @Override
    protected Trainer trainer() {
        return new Counting(new CompiledTrainer());
    }

    /** Counts steps. */
    private record Counting(Trainer trainer) implements Trainer {
        @Override
        public String id() {
            return trainer.id();
        }

        @Override
        public <C extends Record> TrainingSession open(TrainingSpec<C> spec) {
            TrainingSession session = trainer.open(spec);
            return (TrainingSession) Proxy.newProxyInstance(
                    TrainingSession.class.getClassLoader(),
                    new Class<?>[] {TrainingSession.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("step")) {
                            STEPS.incrementAndGet();
                        }
                        try {
                            return method.invoke(session, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }
}
