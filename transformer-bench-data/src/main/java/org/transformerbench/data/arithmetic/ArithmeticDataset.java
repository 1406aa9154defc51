package org.transformerbench.data.arithmetic;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.transformerbench.api.Curriculum;
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
    private final Optional<Curriculum> curriculum;

    private ArithmeticDataset(
            Operator operator,
            ArithmeticConfig config,
            Problems train,
            Problems validation,
            Problems test,
            Function<ArithmeticDataset, Optional<Curriculum>> curriculum) {
        this.operator = operator;
        this.targets = config.targets();
        this.references = new ArithmeticReferences(operator, config, train, test);
        this.textEncoding = new ArithmeticTextEncoding(operator, train.encoding());
        this.train = config.examples(train);
        this.validation = config.examples(validation);
        this.test = config.examples(test);
        this.curriculum = curriculum.apply(this);
    }

    static ArithmeticDataset generate(Operator operator, ArithmeticConfig config, SeedStreams seeds) {
        ProblemRange range = new ProblemRange(operator, config.digits(), config.rightWidth());
        RandomGenerator random = seeds.stream(SeedStreams.DATA);
        return config.drawsNumbers() ? drawn(range, config, seeds, random) : permuted(range, config, seeds, random);
    }

    private static ArithmeticDataset drawn(
            ProblemRange range, ArithmeticConfig config, SeedStreams seeds, RandomGenerator random) {
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
                all.part(0, test),
                data -> data.curriculum(range, config, seeds, i -> range.problem(ordered[i])));
    }

    private static ArithmeticDataset permuted(
            ProblemRange range, ArithmeticConfig config, SeedStreams seeds, RandomGenerator random) {
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
        return new ArithmeticDataset(
                range.operator(),
                config,
                train,
                others.part(test, heldOut),
                others.part(0, test),
                data -> data.curriculum(range, config, seeds, problems::problem));
    }

    /**
     * Returns the stages, if the configuration asks for them.
     *
     * @param problems the test problems, then those for validation
     */
    private Optional<Curriculum> curriculum(
            ProblemRange range, ArithmeticConfig config, SeedStreams seeds, IntFunction<Problem> problems) {
        if (config.stages().isEmpty()) {
            return Optional.empty();
        }
        int digits = config.stages().get().mostBeforeLast();
        long lefts = Math.min(range.lefts(), ProblemRange.numbers(digits));
        long rights = Math.min(range.rights(), ProblemRange.numbers(digits));
        Set<Problem> heldOut = new HashSet<>();
        for (int i = 0; i < config.testProblems() + config.validationProblems(); i++) {
            Problem problem = problems.apply(i);
            if (problem.left() < lefts && problem.right() < rights) {
                heldOut.add(problem);
            }
            if (keepsTogether(range, config) && problem.right() < lefts && problem.left() < rights) {
                heldOut.add(new Problem(problem.right(), problem.operator(), problem.left()));
            }
        }
        return Optional.of(new ArithmeticCurriculum(range.operator(), config, seeds, heldOut, train, validation));
    }

    static boolean keepsTogether(ProblemRange range, ArithmeticConfig config) {
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
    public Optional<Curriculum> curriculum(Targets mode) {
        offered(mode, train);
        return curriculum;
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
