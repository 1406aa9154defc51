package org.transformerbench.models.checkpoint;

import java.util.Map;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Checkpointable;
import org.transformerbench.api.Model;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;

/** Sessions for the letters. */
final class Sessions {
    private Sessions() {}

    static <C extends Record> TrainingSession of(Trainer trainer, Model<C> model) {
        SequenceShape shape = SequenceShape.of(10, 6, model.predicts());
        return trainer.open(new TrainingSpec<>(
                model,
                model.defaultConfig(shape),
                shape,
                Targets.LAST,
                new AdamW(1e-2, 0.9, 0.999, 1e-8, 1e-4),
                new SeedStreams(3)));
    }

    static Checkpointable checkpointable(TrainingSession session) {
        return session.capability(Checkpointable.class).orElseThrow();
    }

    /** Why a session does not take over a state. */
    static String refusal(TrainingSession session, Map<String, Tensor> parameters, OptimizerState optimizer) {
        try {
            checkpointable(session).restore(parameters, optimizer);
            return "taken over";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }
}
