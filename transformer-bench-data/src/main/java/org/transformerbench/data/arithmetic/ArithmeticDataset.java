package org.transformerbench.data.arithmetic;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.Vocabulary;

/** Problems in three disjoint parts. */
final class ArithmeticDataset implements Dataset {
    private final Operator operator;
    private final ArithmeticTargets targets;
    private final ArithmeticReferences references;
    private final TextEncoding textEncoding;
    private final ExampleSet train;
    private final ExampleSet validation;
    private final ExampleSet test;

    private ArithmeticDataset(
            Operator operator, ArithmeticConfig config, Problems train, Problems validation, Problems test) {
        this.operator = operator;
        this.targets = config.targets();
        this.references = new ArithmeticReferences(operator, config, train, test);
        this.textEncoding = new ArithmeticTextEncoding(operator, train.encoding());
        this.train = config.examples(train);
        this.validation = config.examples(validation);
        this.test = config.examples(test);
    }

    static ArithmeticDataset generate(Operator operator, ArithmeticConfig config, SeedStreams seeds) {
        ProblemRange range = new ProblemRange(operator, config.digits(), config.rightWidth());
        RandomGenerator random = seeds.stream(SeedStreams.DATA);
        return config.drawsNumbers() ? drawn(range, config, random) : permuted(range, config, random);
    }

    private static ArithmeticDataset drawn(ProblemRange range, ArithmeticConfig config, RandomGenerator random) {
        ProblemSampler sampler = new ProblemSampler(random);
        long pairs = ProblemRange.pairs(range.leftDigits(), range.rightDigits());
        int draws = (int) config.draws();
        long[] drawn =
                config.replacement() ? sampler.withReplacement(pairs, draws) : sampler.withoutReplacement(pairs, draws);
        int test = config.testProblems();
        int heldOut = test + config.validationProblems();
        requireTraining(config, "draws (" + draws + ") gave " + drawn.length + " distinct problems", drawn.length);
        long[] ordered = keepsTogether(range, config)
                ? CommutedPairs.together(drawn, range.lefts(), range.rights(), test, config.validationProblems())
                : drawn;
        HeldProblems all = HeldProblems.encode(ordered.length, i -> range.problem(ordered[i]), encoding(range, config));
        return new ArithmeticDataset(
                range.operator(),
                config,
                all.part(heldOut, ordered.length),
                all.part(test, heldOut),
                all.part(0, test));
    }

    private static ArithmeticDataset permuted(ProblemRange range, ArithmeticConfig config, RandomGenerator random) {
        PermutedProblems problems = new PermutedProblems(range, !keepsTogether(range, config), random);
        long draws = config.draws();
        if (draws > problems.count()) {
            throw new DataException("draws (" + draws + ") must be at most " + problems.count()
                    + ", half of all problems, so that none is another one commuted"
                    + " (keepCommutedPairsTogether=false would allow more)");
        }
        int test = config.testProblems();
        int heldOut = test + config.validationProblems();
        ArithmeticEncoding encoding = encoding(range, config);
        Problems train = draws <= ArithmeticConfig.MAX_HELD_DRAWS
                ? HeldProblems.encode((int) draws - heldOut, i -> problems.problem(heldOut + i), encoding)
                : new ComputedProblems(problems, heldOut, draws - heldOut, encoding);
        HeldProblems others = HeldProblems.encode(heldOut, problems::problem, encoding);
        return new ArithmeticDataset(range.operator(), config, train, others.part(test, heldOut), others.part(0, test));
    }

    private static boolean keepsTogether(ProblemRange range, ArithmeticConfig config) {
        return config.keepCommutedPairsTogether() && range.operator().commutes();
    }

    private static ArithmeticEncoding encoding(ProblemRange range, ArithmeticConfig config) {
        return config.encoding(range.operator());
    }

    private static void requireTraining(ArithmeticConfig config, String reason, int problems) {
        int test = config.testProblems();
        int validation = config.validationProblems();
        if (!ArithmeticConfig.leavesSome(problems, test, validation)) {
            throw new DataException(ArithmeticConfig.nothingLeft(reason, test, validation, problems));
        }
    }

    @Override
    public Vocabulary vocabulary() {
        return ArithmeticEncoding.vocabulary(operator);
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
    public Optional<TextEncoding> textEncoding() {
        return Optional.of(textEncoding);
    }

    @Override
    public List<ReferenceLine> references(Targets mode) {
        offered(mode, test);
        return references.lines();
    }

    private ExampleSet offered(Targets mode, ExampleSet examples) {
        if (mode != targets.mode()) {
            throw new IllegalArgumentException(
                    "Targets " + mode + " are not offered: targets (" + targets + ") gives " + targets.mode());
        }
        return examples;
    }
}
