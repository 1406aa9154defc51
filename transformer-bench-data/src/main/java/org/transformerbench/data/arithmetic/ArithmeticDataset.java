package org.transformerbench.data.arithmetic;

import java.util.List;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Vocabulary;

/** Problems in three disjoint parts. */
final class ArithmeticDataset implements Dataset {
    private final ArithmeticTargets targets;
    private final ArithmeticReferences references;
    private final ExampleSet train;
    private final ExampleSet validation;
    private final ExampleSet test;

    private ArithmeticDataset(
            Operator operator,
            ArithmeticConfig config,
            ProblemTexts train,
            ProblemTexts validation,
            ProblemTexts test) {
        this.targets = config.targets();
        this.references = new ArithmeticReferences(operator, config);
        this.train = targets.examples(train);
        this.validation = targets.examples(validation);
        this.test = targets.examples(test);
    }

    static ArithmeticDataset generate(Operator operator, ArithmeticConfig config, SeedStreams seeds) {
        ProblemSampler sampler = new ProblemSampler(seeds.stream(SeedStreams.DATA));
        long operands = ArithmeticConfig.operands(config.digits());
        long pairs = operands * operands;
        long[] drawn = config.replacement()
                ? sampler.withReplacement(pairs, config.draws())
                : sampler.withoutReplacement(pairs, config.draws());
        int test = config.testProblems();
        int validation = config.validationProblems();
        if (!ArithmeticConfig.leavesSome(drawn.length, test, validation)) {
            throw new DataException(ArithmeticConfig.nothingLeft(
                    "draws (" + config.draws() + ") gave " + drawn.length + " distinct problems",
                    test,
                    validation,
                    drawn.length));
        }
        long[] ordered = config.keepCommutedPairsTogether() && operator == Operator.PLUS
                ? CommutedPairs.together(drawn, operands, test, validation)
                : drawn;
        ProblemTexts all = ProblemTexts.encode(ordered, operands, operator, config.encoding());
        return new ArithmeticDataset(
                operator,
                config,
                all.part(test + validation, all.count()),
                all.part(test, test + validation),
                all.part(0, test));
    }

    @Override
    public Vocabulary vocabulary() {
        return ArithmeticEncoding.VOCABULARY;
    }

    @Override
    public int contextLength() {
        return train.positions();
    }

    @Override
    public List<Targets> targets() {
        return List.of(targets.mode());
    }

    @Override
    public ExampleSet train(Targets mode) {
        return offered(mode, train);
    }

    @Override
    public ExampleSet validation(Targets mode) {
        return offered(mode, validation);
    }

    @Override
    public ExampleSet test(Targets mode) {
        return offered(mode, test);
    }

    @Override
    public List<ReferenceLine> references(Targets mode) {
        return references.of(offered(mode, train), offered(mode, test));
    }

    private ExampleSet offered(Targets mode, ExampleSet examples) {
        if (mode != targets.mode()) {
            throw new IllegalArgumentException(
                    "Targets " + mode + " are not offered: targets (" + targets + ") gives " + targets.mode());
        }
        return examples;
    }
}
