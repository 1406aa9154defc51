package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.inference.AnswerGenerator;
import org.transformerbench.api.inference.GeneratedAnswer;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.training.BatchSampler;
import org.transformerbench.api.training.Evaluator;
import org.transformerbench.data.arithmetic.AdditionTask;
import org.transformerbench.data.arithmetic.ArithmeticConfig;
import org.transformerbench.data.arithmetic.ArithmeticTargets;
import org.transformerbench.models.engine.CompiledTrainer;

/** Answers that real models write by themselves, in both forms of the data. */
class FreeRunningTest {
    private static final AdamW OPTIMIZER = new AdamW(1e-2, 0.9, 0.999, 1e-8, 1e-4);
    private static final int STEPS = 150;

    private record Case(Model<?> model, ArithmeticTargets form) {
        @Override
        public String toString() {
            return model.id() + " " + form;
        }
    }

    static Stream<Case> cases() {
        List<Model<?>> models = Registry.discover().models().stream()
                .<Model<?>>map(installed -> installed.provider())
                .toList();
        return models.stream()
                .flatMap(model -> Stream.of(ArithmeticTargets.values()).map(form -> new Case(model, form)))
                .filter(each ->
                        each.model().predicts() == Targets.EVERY || each.form() == ArithmeticTargets.PER_ANSWER_TOKEN);
    }

    /** A model that is right sometimes: where all answers are wrong, two counts agree by themselves. */
    @ParameterizedTest
    @MethodSource("cases")
    void exact_match_of_written_answers_is_that_of_answers_with_the_true_tokens_before_each(Case each) {
        ArithmeticConfig config = ArithmeticConfig.builder()
                .digits(1)
                .targets(each.form())
                .draws(400)
                .testProblems(30)
                .validationProblems(0)
                .build();
        Dataset data = new AdditionTask().load(config, new SeedStreams(1));
        try (TrainingSession session = trained(each.model(), data)) {
            Targets mode = data.targets().get(0);
            ExampleSet examples = data.train(mode);
            AnswerGenerator generator = new AnswerGenerator(session, examples);
            List<GeneratedAnswer> answers = generator.generate(0, (int) generator.answers());
            long right = answers.stream().filter(GeneratedAnswer::correct).count();

            assertThat((double) right / answers.size())
                    .isEqualTo(Evaluator.evaluate(session, examples, mode, 64)
                            .exactMatch()
                            .orElseThrow())
                    .isBetween(0.01, 0.999);
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.probability()).isBetween(0.0, 1.0));
        }
    }

    private static <C extends Record> TrainingSession trained(Model<C> model, Dataset data) {
        SequenceShape shape = SequenceShape.of(data.vocabulary().size(), data.contextLength(), model.predicts());
        Targets mode = data.targets().get(0);
        TrainingSession session = new CompiledTrainer()
                .open(new TrainingSpec<>(
                        model, model.defaultConfig(shape), shape, mode, OPTIMIZER, new SeedStreams(1)));
        BatchSampler sampler = new BatchSampler(data.train(mode), 32, new SeedStreams(1));
        for (int step = 0; step < STEPS; step++) {
            session.step(sampler.next(), OPTIMIZER.learningRate());
        }
        return session;
    }
}
