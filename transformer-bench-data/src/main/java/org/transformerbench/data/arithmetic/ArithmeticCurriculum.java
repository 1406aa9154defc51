package org.transformerbench.data.arithmetic;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.transformerbench.api.Curriculum;
import org.transformerbench.api.CurriculumPace;
import org.transformerbench.api.DataException;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;

/**
 * A curriculum whose operands have more digits from stage to stage, written as wide as in the last. A stage has up to {@value
 * #MOST_PROBLEMS} problems of each number of digits in its {@link DigitSpan}, in a pseudo-random order of all of its range; none of
 * them is a validation or test problem of the data, nor a commuted one where these are kept together.
 *
 * <p>A part of them is for validation of the stage; in a later stage some of these may be for training. Of one digit there are too few
 * for that: a model that has to learn from forty problems knows these, and not the ten others. All of them are for training, and
 * the stage is judged by the same.
 */
final class ArithmeticCurriculum implements Curriculum {
    /** Enough that a stage of some thousand steps sees few problems twice, and few enough to be held. */
    static final int MOST_PROBLEMS = 100_000;

    /** At least four of five problems are for training, however few there are. */
    private static final int LEAST_TRAINING_SHARE = 5;

    /** With fewer validation problems than that, unless fewer are asked for, a stage has none apart. */
    private static final int LEAST_VALIDATION = 100;

    private final Operator operator;
    private final ArithmeticConfig config;
    private final DigitStages stages;
    private final SeedStreams seeds;
    private final Set<Problem> heldOut;
    private final ExampleSet train;
    private final ExampleSet validation;

    /**
     * Creates the stages of a dataset.
     *
     * @param heldOut validation and test problems with operands of fewer digits than the data has, and their commuted ones if these
     *     are kept together
     * @param train of the last stage
     * @param validation of the last stage
     */
    ArithmeticCurriculum(
            Operator operator,
            ArithmeticConfig config,
            SeedStreams seeds,
            Set<Problem> heldOut,
            ExampleSet train,
            ExampleSet validation) {
        this.operator = operator;
        this.config = config;
        this.stages = config.stages().orElseThrow();
        this.seeds = seeds;
        this.heldOut = Set.copyOf(heldOut);
        this.train = train;
        this.validation = validation;
    }

    @Override
    public int stages() {
        return stages.count();
    }

    @Override
    public CurriculumPace pace() {
        return stages.pace();
    }

    @Override
    public ExampleSet train(int stage) {
        return stage == stages() ? train : mixed(stage, problems -> problems.part(apart(problems), problems.size()));
    }

    @Override
    public ExampleSet validation(int stage) {
        return stage == stages() ? validation : mixed(stage, this::forValidation);
    }

    private ExampleSet mixed(int stage, UnaryOperator<HeldProblems> part) {
        DigitSpan span = stages.spans().get(stage - 1);
        return config.examples(MixedProblems.of(span.digits()
                .mapToObj(digits -> (Problems) part.apply(problems(digits, span.shortest(digits))))
                .toList()));
    }

    private HeldProblems forValidation(HeldProblems problems) {
        boolean none = config.validationProblems() > 0 && apart(problems) == 0;
        return problems.part(0, none ? problems.size() : apart(problems));
    }

    /** Returns how many problems are for validation alone. */
    private int apart(HeldProblems problems) {
        int most = problems.size() / LEAST_TRAINING_SHARE;
        int wanted = config.validationProblems();
        return most < Math.min(wanted, LEAST_VALIDATION) ? 0 : Math.min(wanted, most);
    }

    /**
     * Returns problems with operands of at most so many digits.
     *
     * @param least digits of the longer operand
     */
    private HeldProblems problems(int digits, int least) {
        long smallest = least == 1 ? 0 : ProblemRange.numbers(least - 1);
        ProblemRange range =
                new ProblemRange(operator, Math.min(digits, config.digits()), Math.min(digits, config.rightWidth()));
        RandomGenerator random = seeds.stream(SeedStreams.DATA + "/stage/" + digits);
        PermutedProblems order = new PermutedProblems(range, !ArithmeticDataset.keepsTogether(range, config), random);
        List<Problem> found = new ArrayList<>();
        for (long i = 0; i < order.count() && found.size() < MOST_PROBLEMS; i++) {
            Problem problem = order.problem(i);
            if (Math.max(problem.left(), problem.right()) >= smallest && !heldOut.contains(problem)) {
                found.add(problem);
            }
        }
        if (found.size() < LEAST_TRAINING_SHARE) {
            throw new DataException("The curriculum has " + found.size() + " of " + order.count()
                    + " problems with " + digits + (digits == 1 ? " digit" : " digits") + " left, must be at least "
                    + LEAST_TRAINING_SHARE + ": the others are validation or test problems");
        }
        return HeldProblems.encode(found.size(), found::get, config.encoding(operator));
    }
}
