package org.transformerbench.models.checkpoint;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.transformerbench.api.OptimizerState;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Slice;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Fingerprints;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.SliceMetrics;
import org.transformerbench.api.run.Origin;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.api.training.RunDescription;
import org.transformerbench.api.training.StageProgress;
import org.transformerbench.api.training.TrainingProgress;

/** A checkpoint whose numbers are hard to keep to the last bit. */
final class SampleCheckpoint {
    private SampleCheckpoint() {}

    private static RunSpec spec(long seed) {
        return new RunSpec(
                "letters",
                new Configs().write(new LetterTask.Config(7)),
                Optional.empty(),
                Optional.empty(),
                "mlp",
                Json.mapper().createObjectNode(),
                "compiled",
                TrainingConfig.defaults(),
                Protocol.notebook2023(),
                Targets.LAST,
                seed,
                Optional.empty());
    }

    static RunCheckpoint checkpoint() {
        return checkpoint(Long.MIN_VALUE);
    }

    /** Of a run with this seed. */
    static RunCheckpoint checkpoint(long seed) {
        RunDescription run = new RunDescription(
                spec(seed).continuingFrom(new Origin(spec(8), 3)),
                "0.1.0",
                "some kernels",
                Vocabulary.of("ab\"ä\n"),
                new SequenceShape(5, 6, 1),
                Optional.of(new Fingerprints(
                        "0.1.0", Optional.empty(), Optional.of("a"), Optional.of("b"), Optional.of("c"))));
        Metrics test = new Metrics(1.0 / 3, 0.1 + 0.2, OptionalDouble.of(1e-300), 9, 3, List.of())
                .with(new SliceMetrics(new Slice("digits", "1"), 4, 0.7, 0.25));
        TrainingProgress progress = new TrainingProgress(
                12,
                Duration.ofSeconds(3, 123_456_789),
                Duration.ofNanos(1),
                new StepResult(Math.nextUp(2.0), 0.5),
                List.of(
                        new CurvePoint(5, 1.5, Metrics.of(3, 0.1), Optional.empty(), Optional.of(test.withoutSlices())),
                        new CurvePoint(
                                10,
                                2.5,
                                Metrics.of(2, 0.2),
                                Optional.of(Metrics.of(1, 1)),
                                Optional.empty(),
                                OptionalInt.of(2))),
                Optional.of(test),
                1.0 / 7,
                0xffff_ffffL,
                3,
                OptionalDouble.empty(),
                OptionalLong.of(96),
                Optional.of(new StageProgress(2, 7, true)));
        return new RunCheckpoint(
                run, progress, 4, tensors(1), new OptimizerState(12, tensors(Float.MIN_VALUE), tensors(-0f)));
    }

    private static Map<String, Tensor> tensors(float value) {
        return Map.of(
                "layer.weight", Tensor.of(new float[] {value, Float.MAX_VALUE, -1, 0, 1e-40f, 7}, 2, 3),
                "layer.bias", Tensor.of(new float[] {value}, 1));
    }
}
