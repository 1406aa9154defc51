package org.transformerbench.models.hosts;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.models.Fixtures;

/** A process whose host has its own idea of a context class loader. Arguments: what loader, and trainers to train with. */
public final class HostedTraining {
    /** What the processes print where all went well. */
    static final String TRAINED = "trained with ";

    static final String COMPUTED = "ND4J computes ";

    static final String RESTORED = "the context class loader is what it was";

    static final String LOG_INITIALIZATION = "org.nd4j.log.initialization";

    private HostedTraining() {}

    public static void main(String[] arguments) throws Exception {
        String[] trainers = Arrays.copyOfRange(arguments, 1, arguments.length);
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        ClassLoader context =
                switch (arguments[0]) {
                    case "null" -> null;
                    case "blind" -> new URLClassLoader(new URL[0], null);
                    case "copy" -> usual;
                    default -> throw new IllegalArgumentException(arguments[0]);
                };
        thread.setContextClassLoader(context);
        // A copy of the library and of ND4J in a loader of their own, where the host sees others.
        List<String> lines =
                arguments[0].equals("copy") ? trainIn(ClassPath.ofTests().isolated(), trainers) : train(trainers);
        lines.forEach(System.out::println);
        if (thread.getContextClassLoader() == context) {
            System.out.println(RESTORED);
        }
        if (!arguments[0].equals("copy")) {
            thread.setContextClassLoader(usual);
            System.out.println(COMPUTED + Nd4j.ones(3).sumNumber());
        }
        System.out.println(LOG_INITIALIZATION + " is " + System.getProperty(LOG_INITIALIZATION));
    }

    /** Calls {@link #train} of a loader's own copy of this class. */
    @SuppressWarnings("unchecked")
    static List<String> trainIn(ClassLoader loader, String... trainers) throws ReflectiveOperationException {
        return (List<String>) loader.loadClass(HostedTraining.class.getName())
                .getMethod("train", String[].class)
                .invoke(null, (Object) trainers);
    }

    /**
     * Trains on this thread, and then on one that it starts.
     *
     * @return how each attempt went
     */
    public static List<String> train(String[] trainers) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (String trainer : trainers) {
            lines.add(tryToTrain(trainer));
            Thread worker = new Thread(() -> lines.add(tryToTrain(trainer)));
            worker.start();
            worker.join();
        }
        return lines;
    }

    private static String tryToTrain(String trainer) {
        try {
            Registry registry = Registry.discover();
            train(registry, registry.model("mlp"), trainer);
            return TRAINED + trainer;
        } catch (RuntimeException | LinkageError e) {
            return e.toString();
        }
    }

    private static <C extends Record> void train(Registry registry, Model<C> model, String trainer) {
        SequenceShape shape = Fixtures.addition(model);
        TrainingSpec<C> spec = new TrainingSpec<>(
                model,
                model.defaultConfig(shape),
                shape,
                model.predicts(),
                new AdamW(Fixtures.LEARNING_RATE, 0.9, 0.999, 1e-8, 0),
                new SeedStreams(1));
        try (TrainingSession session = registry.trainer(trainer).open(spec)) {
            session.step(Fixtures.batch(model, shape, 3, 1), Fixtures.LEARNING_RATE);
        }
    }
}
