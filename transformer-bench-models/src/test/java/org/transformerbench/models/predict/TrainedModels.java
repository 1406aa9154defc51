package org.transformerbench.models.predict;

import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.Configs;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.ModelBundles;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.engine.DecoderFixtures;
import org.transformerbench.models.kernel.KernelChoice;

/** Models of {@link LetterEncoding} whose parameters are so large that every position matters. */
final class TrainedModels {
    private TrainedModels() {}

    /** The shape for a model. */
    static SequenceShape shape(Model<?> model, int contextLength) {
        return SequenceShape.of(LetterEncoding.VOCABULARY.size(), contextLength, model.predicts());
    }

    /** A session, to be closed by the caller. */
    static <C extends Record> TrainingSession session(
            Model<C> model, SequenceShape shape, Targets targets, String kernels) {
        AdamW unused = new AdamW(1e-2, 0.9, 0.999, 1e-8, 0.1);
        TrainingSession session = new CompiledTrainer(2, KernelChoice.named(kernels))
                .open(new TrainingSpec<>(model, config(model, shape), shape, targets, unused, new SeedStreams(11)));
        DecoderFixtures.randomise(session, 5);
        return session;
    }

    private static <C extends Record> C config(Model<C> model, SequenceShape shape) {
        Map<String, String> few =
                Configs.keys(model.configType()).contains("layers") ? Map.of("layers", "2") : Map.of();
        return new Configs().with(model.defaultConfig(shape), few);
    }

    /** The bundle of a session. */
    static <C extends Record> Bundle bundle(
            Model<C> model, TrainingSession session, Targets targets, TextEncoding encoding) {
        return ModelBundles.of(
                model,
                config(model, session.shape()),
                session.shape(),
                targets,
                session.parameters(),
                Optional.of(LetterEncoding.VOCABULARY),
                Optional.of(encoding));
    }

    /** A bundle without its session. */
    static <C extends Record> Bundle bundle(Model<C> model, int contextLength, Targets targets, TextEncoding encoding) {
        try (TrainingSession session = session(model, shape(model, contextLength), targets, "plain")) {
            return bundle(model, session, targets, encoding);
        }
    }
}
