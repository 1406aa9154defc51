package org.transformerbench.testkit.contract;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.Batch;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.Model;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TrainingSession;

/** The checks of {@link TrainerContract} for seeds, parameters and rejected input. */
record SessionChecks(Subject<KitModel.Config> plain, Subject<KitModel.Config> dropping) {
    private static final int EXAMPLES = 9;

    /** A broken variant of the kit's model, with one output too many, or with no graph at all. */
    private record Broken(boolean throwing) implements Model<KitModel.Config> {
        @Override
        public String id() {
            return "broken-on-purpose";
        }

        @Override
        public Class<KitModel.Config> configType() {
            return KitModel.Config.class;
        }

        @Override
        public KitModel.Config defaultConfig(SequenceShape shape) {
            return new KitModel.Config(2, 0);
        }

        @Override
        public SDVariable logits(GraphScope graph, SDVariable tokens, KitModel.Config config) {
            if (throwing) {
                throw new IllegalStateException("no graph today");
            }
            SDVariable logits = new KitModel().logits(graph, tokens, config);
            return graph.graph().concat(2, logits, logits);
        }
    }

    void touchesNoGlobalState() throws Throwable {
        Nd4j.createFromArray(1f).close();
        GlobalState.requireUntouched(true, () -> dropping.run(1));
    }

    void description() {
        try (TrainingSession session = plain.open(1)) {
            Expect.that(
                    session.backend() != null && !session.backend().isBlank(), "backend() is empty; name what runs");
            Expect.that(session.threads() >= 1, "threads() is %d, but must be at least 1", session.threads());
            Expect.that(
                    session.shape().equals(plain.shape()),
                    "shape() is %s, not that of the specification, %s",
                    session.shape(),
                    plain.shape());
            Expect.that(
                    session.parameterCount() == 7 * 5 + 5 * 5 + 5 * 7 + 7,
                    "parameterCount() is %d, but the kit's model has 102 values",
                    session.parameterCount());
        }
    }

    void seeds() {
        Numbers one = dropping.run(1);
        Numbers.requireSame(one, dropping.run(1), "Two runs with the same seed differ");
        Expect.that(
                one.differenceTo(dropping.run(2, 1)).isPresent(),
                "Two seeds give the same numbers; take first values and dropout from the specification's seeds");
    }

    void threadCounts() {
        Numbers one = dropping.with(dropping.trainer().withThreads(1)).run(1);
        for (int threads = 2; threads <= 3; threads++) {
            Numbers.requireSame(
                    one,
                    dropping.with(dropping.trainer().withThreads(threads)).run(1),
                    "With " + threads
                            + " threads the numbers differ from those with 1; add up in an order that does not"
                            + " depend on the threads, and number dropout by element");
        }
    }

    void gradientsChangeNothing() {
        Batch batch = plain.batch(EXAMPLES, 3);
        Numbers without = new Numbers();
        Numbers with = new Numbers();
        try (TrainingSession session = dropping.open(4);
                TrainingSession asked = dropping.open(4)) {
            for (int step = 1; step <= 2; step++) {
                asked.gradients(plain.batch(EXAMPLES, 8));
                with.add(
                        "step " + step, asked.step(batch, Subject.LEARNING_RATE).loss());
                without.add(
                        "step " + step,
                        session.step(batch, Subject.LEARNING_RATE).loss());
            }
            asked.gradients(batch);
            with.add(asked.parameters());
            without.add(session.parameters());
        }
        Numbers.requireSame(
                without,
                with,
                "A call of gradients() changes what follows; leave parameters, moments and dropout alone");
    }

    void moveParameters() {
        Batch batch = plain.batch(EXAMPLES, 2);
        try (TrainingSession trained = plain.open(1);
                TrainingSession fresh = plain.open(2)) {
            trained.step(batch, Subject.LEARNING_RATE);
            fresh.load(trained.parameters());
            Numbers expected = new Numbers();
            expected.add(trained.parameters());
            Numbers loaded = new Numbers();
            loaded.add(fresh.parameters());
            Numbers.requireSame(expected, loaded, "parameters() does not give what load() got");
            Numbers.requireSame(
                    trained.logits(batch.tokens(), plain.positions(), Targets.EVERY),
                    fresh.logits(batch.tokens(), plain.positions(), Targets.EVERY),
                    "Loaded parameters do not take effect at once");
            fresh.parameters().values().forEach(tensor -> Arrays.fill(tensor.values(), 0f));
            Numbers after = new Numbers();
            after.add(fresh.parameters());
            Numbers.requireSame(expected, after, "parameters() gives the session's own arrays; give copies");
        }
    }

    void refuseParameters() {
        try (TrainingSession session = plain.open(1)) {
            Map<String, Tensor> own = session.parameters();
            Numbers before = new Numbers();
            before.add(own);
            Map<String, Tensor> missing = new LinkedHashMap<>(own);
            missing.remove("head.bias");
            refuse(() -> session.load(missing), "A parameter set without head.bias");
            Map<String, Tensor> unknown = new LinkedHashMap<>(own);
            unknown.put("nobody.knows", Tensor.of(new float[3], 3));
            refuse(() -> session.load(unknown), "A parameter set with the unknown name nobody.knows");
            Map<String, Tensor> misshaped = new LinkedHashMap<>(own);
            misshaped.put("token", Tensor.of(new float[7 * 5], 7, 5));
            misshaped.put("head.weight", Tensor.of(new float[7 * 5], 7, 5));
            refuse(() -> session.load(misshaped), "A parameter head.weight of shape [7, 5] where [5, 7] is expected");
            Numbers after = new Numbers();
            after.add(session.parameters());
            Numbers.requireSame(
                    before,
                    after,
                    "A load() that was refused has changed parameters; check all before the first change");
        }
    }

    void refuseBatches() {
        int[] outside = {0, 1, 2, plain.vocabulary(), 4};
        int[] negative = {0, 1, -1, 3, 4};
        int[] belowIgnored = {0, 1, Batch.IGNORED - 1, 3, 4};
        int[] fine = {0, 1, 2, 3, 4};
        try (TrainingSession session = plain.open(1)) {
            refuse(() -> session.logits(outside, 5, Targets.EVERY), "A token of V, for logits");
            refuse(() -> session.logits(negative, 5, Targets.LAST), "A token of -1, for logits");
            refuse(() -> session.logits(fine, 3, Targets.EVERY), "A number of 5 tokens that is no multiple of T = 3");
            refuse(() -> session.logits(new int[6], 6, Targets.EVERY), "T = 6 above the context length of 5");
            refuse(
                    () -> session.step(new Batch(1, 5, 5, outside, fine), Subject.LEARNING_RATE),
                    "A token of V, in a step");
            refuse(
                    () -> session.step(new Batch(1, 5, 5, fine, belowIgnored), Subject.LEARNING_RATE),
                    "A target of -2, in a step");
            refuse(() -> session.gradients(new Batch(1, 5, 5, fine, outside)), "A target of V, for gradients");
            refuse(
                    () -> session.step(new Batch(1, 5, 1, fine, new int[1]), Subject.LEARNING_RATE),
                    "A batch with 1 target instead of 5");
            Batch batch = plain.batch(1, 1);
            refuse(() -> session.step(batch, -0.1), "A learning rate of -0.1");
            refuse(() -> session.step(batch, Double.NaN), "A learning rate of NaN");
            refuse(() -> session.decoder(1).append(plain.vocabulary()), "A token of V, for a decoder");
        }
    }

    private static void refuse(Executable call, String what) {
        Expect.refusal(IllegalArgumentException.class, call, what);
    }

    void refuseModels() {
        for (boolean throwing : new boolean[] {true, false}) {
            Broken broken = new Broken(throwing);
            Subject<KitModel.Config> subject =
                    new Subject<>(plain.trainer(), broken, broken.defaultConfig(plain.shape()), plain.shape());
            Expect.refusal(
                    ModelException.class,
                    () -> subject.open(1).close(),
                    throwing ? "A model that throws while it builds" : "A model with logits of shape (B, O, 2 V)");
        }
    }

    void close() throws Throwable {
        Batch batch = plain.batch(EXAMPLES, 1);
        // Once before, for threads that the backend starts for good.
        dropping.run(1);
        GlobalState.requireNoThreadsLeft(() -> dropping.run(1));
        TrainingSession session = plain.open(1);
        session.step(batch, Subject.LEARNING_RATE);
        session.close();
        Expect.refusal(
                IllegalStateException.class,
                () -> session.step(batch, Subject.LEARNING_RATE),
                "A step of a closed session");
        Expect.refusal(
                IllegalStateException.class,
                () -> session.logits(batch.tokens(), plain.positions(), Targets.EVERY),
                "Logits of a closed session");
    }
}
