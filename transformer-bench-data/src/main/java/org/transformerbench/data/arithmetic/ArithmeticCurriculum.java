package org.transformerbench.data.arithmetic;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.transformerbench.api.Curriculum;
import org.transformerbench.api.CurriculumPace;
import org.transformerbench.api.DataException;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;

/**
 * A curriculum whose operands have at most one digit in the first stage and one more in each later one, written as wide as in the
 * last. A stage has up to {@value #MOST_PROBLEMS} problems, in a pseudo-random order of all of its range; none of them is a
 * validation or test problem of the data, nor a commuted one where these are kept together. A part of them is for validation of the
 * stage; in a later stage some of these may be for training.
 */
final class ArithmeticCurriculum implements Curriculum {
    /** Enough that a stage of some thousand steps sees few problems twice, and few enough to be held. */
    static final int MOST_PROBLEMS = 100_000;

    /** At least four of five problems are for training, however few there are. */
    private static final int LEAST_TRAINING_SHARE = 5;

    private final Operator operator;
    private final ArithmeticConfig config;
    private final CurriculumPace pace;
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
        this.pace = config.pace().orElseThrow();
        this.seeds = seeds;
        this.heldOut = Set.copyOf(heldOut);
        this.train = train;
        this.validation = validation;
    }

    @Override
    public int stages() {
        return stages(config);
    }

    /** Returns the number of digits of the longer operand. */
    static int stages(ArithmeticConfig config) {
        return Math.max(config.digits(), config.rightWidth());
    }

    @Override
    public CurriculumPace pace() {
        return pace;
    }

    @Override
    public ExampleSet train(int stage) {
        if (stage == stages()) {
            return train;
        }
        HeldProblems problems = problems(stage);
        return config.examples(problems.part(forValidation(problems), problems.size()));
    }

    @Override
    public ExampleSet validation(int stage) {
        if (stage == stages()) {
            return validation;
        }
        HeldProblems problems = problems(stage);
        return config.examples(problems.part(0, forValidation(problems)));
    }

    private int forValidation(HeldProblems problems) {
        return Math.min(config.validationProblems(), problems.size() / LEAST_TRAINING_SHARE);
    }

    private HeldProblems problems(int stage) {
        ProblemRange range =
                new ProblemRange(operator, Math.min(stage, config.digits()), Math.min(stage, config.rightWidth()));
        RandomGenerator random = seeds.stream(SeedStreams.DATA + "/stage/" + stage);
        PermutedProblems order = new PermutedProblems(range, !ArithmeticDataset.keepsTogether(range, config), random);
        List<Problem> found = new ArrayList<>();
        for (long i = 0; i < order.count() && found.size() < MOST_PROBLEMS; i++) {
            Problem problem = order.problem(i);
            if (!heldOut.contains(problem)) {
                found.add(problem);
            }
        }
        // One of them validates.
        if (found.size() < LEAST_TRAINING_SHARE) {
            throw new DataException("Stage " + stage + " of the curriculum has " + found.size() + " of "
                    + order.count() + " problems left, must be at least " + LEAST_TRAINING_SHARE
                    + ": the others are validation or test problems");
        }
        return HeldProblems.encode(found.size(), found::get, config.encoding(operator));
    }
}
