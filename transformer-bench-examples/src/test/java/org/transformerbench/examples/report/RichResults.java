package org.transformerbench.examples.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Slice;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.result.Sample;
import org.transformerbench.api.result.SliceMetrics;
import org.transformerbench.api.run.TrainingConfig;

/** Results with all that a result can have, as formulas: learning that gets slower, seeds that differ a little. */
final class RichResults {
    static final String NASTY = "<script>alert('x')</script> & \"quoted\" | `code`";

    private static final String[] MODELS = {"mlp", "tl-transformer", "nano-gpt", "hugging-face-gpt"};

    private RichResults() {}

    /** Two tasks under two protocols, two learning rates, three seeds, failures of both kinds. */
    static List<RunResult> everything() {
        List<RunResult> results = new ArrayList<>();
        for (int model = 0; model < MODELS.length; model++) {
            for (double learningRate : new double[] {1e-3, 1e-2}) {
                for (long seed = 1; seed <= 3; seed++) {
                    results.add(addition(Protocol.strict(), MODELS[model], model, learningRate, seed));
                }
            }
            results.add(text(MODELS[model], model, 1));
            results.add(text(MODELS[model], model, 2));
        }
        results.add(addition(Protocol.notebook2023(), "mlp", 0, 1e-2, 1));
        results.add(failed("broken", NASTY));
        results.add(diverged("nano-gpt", 1));
        return results;
    }

    static RunResult addition(Protocol protocol, String model, int index, double learningRate, long seed) {
        double speed = (learningRate > 5e-3 ? 1 : 0.25) / (1 + index);
        boolean plateau = index == 3 && learningRate > 5e-3;
        double micros = 1.3 + 9 * index + 0.1 * seed;
        List<CurvePoint> curve = new ArrayList<>();
        for (int step = 50; step <= 2000; step += 50) {
            double progress = step * speed / 250 * (1 + 0.05 * seed);
            double loss = plateau ? 1.385 + 0.01 / seed : 2.3 * Math.exp(-progress) + 0.002 * seed;
            Metrics metrics = plateau ? metrics(loss, 0.458) : metrics(loss, 1 - 0.62 * Math.exp(-progress * progress));
            curve.add(new CurvePoint(
                    step,
                    step * micros * 2048 / 1e6,
                    Metrics.of(loss * 1.1, metrics.accuracy()),
                    Optional.of(metrics),
                    Optional.empty()));
        }
        Metrics last = curve.get(curve.size() - 1).validation().orElseThrow();
        return onAddition(protocol)
                .run(
                        model,
                        learningRate,
                        seed,
                        Outcome.completed("2000 steps"),
                        curve,
                        Optional.of(sliced(last)),
                        micros,
                        List.of(
                                new ReferenceLine("uniform", Math.log(12), OptionalDouble.of(1 / 12.0)),
                                new ReferenceLine("plateau", 1.3816, OptionalDouble.of(0.46))),
                        List.of(
                                new Sample("272+926=", "1198", Optional.of("1198")),
                                new Sample("999+1=", "1<00", Optional.of("1000"))));
    }

    static RunResult text(String model, int index, long seed) {
        List<CurvePoint> curve = new ArrayList<>();
        for (int step = 100; step <= 3000; step += 100) {
            double loss = 1.5 + 0.2 * index + 2.6 / (1 + step / 150.0) + 0.01 * seed;
            curve.add(new CurvePoint(
                    step,
                    step * (0.02 + 0.5 * index),
                    Metrics.of(loss, 0.4),
                    Optional.of(Metrics.of(loss + 0.1, 0.2 + step / 10_000.0)),
                    Optional.empty()));
        }
        return new RunTemplate(
                        Protocol.strict(),
                        "shakespeare",
                        object().put("corpus", "input.txt"),
                        TrainingConfig.defaults().withBatchSize(64))
                .run(
                        model,
                        1e-3,
                        seed,
                        Outcome.completed("60 s of training"),
                        curve,
                        Optional.of(Metrics.of(1.66 + 0.2 * index + 0.01 * seed, 0.52)),
                        40 + 600 * index,
                        List.of(
                                new ReferenceLine("unigram", 3.31, OptionalDouble.of(0.15)),
                                new ReferenceLine("5-gram", 1.92, OptionalDouble.empty())),
                        List.of(new Sample(
                                "ROMEO:",
                                "\nWhat light is this, & where <doth> it breake?\nO, that I were a glove\n\nJULIET:\nAy me!",
                                Optional.empty())));
    }

    static RunResult failed(String model, String reason) {
        return onAddition(Protocol.strict())
                .run(
                        model,
                        1e-2,
                        1,
                        new Outcome(Outcome.Kind.FAILED, reason),
                        List.of(),
                        Optional.empty(),
                        0,
                        List.of(),
                        List.of());
    }

    static RunResult diverged(String model, long seed) {
        List<CurvePoint> curve = List.of(
                new CurvePoint(50, 1, Metrics.of(2.5, 0.1), Optional.of(Metrics.of(2.4, 0.1)), Optional.empty()),
                new CurvePoint(
                        100,
                        2,
                        Metrics.of(Double.NaN, 0.1),
                        Optional.of(Metrics.of(Double.POSITIVE_INFINITY, 0)),
                        Optional.empty()));
        return onAddition(Protocol.strict())
                .run(
                        model,
                        1,
                        seed,
                        Outcome.diverged("the training loss is NaN at step 100"),
                        curve,
                        Optional.empty(),
                        30,
                        List.of(),
                        List.of());
    }

    /** The same run with other evaluations. */
    static RunResult withCurve(RunResult run, List<CurvePoint> curve) {
        return with(run, curve, run.measurements().references());
    }

    /** The same run on data with another reference line. */
    static RunResult withReference(RunResult run, ReferenceLine line) {
        return with(run, run.curve(), List.of(line));
    }

    private static RunResult with(RunResult run, List<CurvePoint> curve, List<ReferenceLine> references) {
        return RunTemplate.of(run)
                .run(
                        run.spec().model(),
                        run.spec().learningRate(),
                        run.spec().seed(),
                        run.outcome(),
                        curve,
                        run.measurements().lastEvaluation().test(),
                        run.measurements().training().microsPerExample(),
                        references,
                        run.measurements().samples());
    }

    private static RunTemplate onAddition(Protocol protocol) {
        return new RunTemplate(
                protocol, "addition", object().put("digits", 3).put("reversed", true), TrainingConfig.defaults());
    }

    private static Metrics metrics(double loss, double accuracy) {
        return new Metrics(loss, accuracy, OptionalDouble.of(Math.pow(accuracy, 4)), 20_480, 4096, List.of());
    }

    private static Metrics sliced(Metrics metrics) {
        List<SliceMetrics> slices = new ArrayList<>();
        for (int position = 0; position < 5; position++) {
            slices.add(new SliceMetrics(
                    new Slice("answer position", Integer.toString(position)),
                    4096,
                    metrics.loss() * (1 + 0.1 * position),
                    Math.pow(metrics.accuracy(), 1 + position)));
        }
        for (int carries = 0; carries <= 3; carries++) {
            slices.add(new SliceMetrics(
                    new Slice("carries", Integer.toString(carries)),
                    1024,
                    metrics.loss(),
                    Math.pow(metrics.accuracy(), 1 + carries)));
        }
        return new Metrics(metrics.loss(), metrics.accuracy(), metrics.exactMatch(), 20_480, 4096, slices);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
