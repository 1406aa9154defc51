package org.transformerbench.examples.report;

import java.util.List;
import java.util.Optional;
import org.transformerbench.api.result.BestEvaluation;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.examples.report.Document.Cell;

/** Table cells for evaluations that were clearly better than the last one, by which a run is judged. */
final class BestCell {
    static final String HEADING = "best evaluation";

    /** The explanation below a table that has the column. */
    static final String EXPLANATION =
            "\"Best evaluation\" names the evaluation with the lowest loss where the last one,"
                    + " by which the run is judged, is worse by more than 1 %: it went on for too long, or its learning rate is"
                    + " too high.";

    private BestCell() {}

    /** Returns nothing for a run that is judged by its best checkpoint. */
    static Optional<BestEvaluation> clearlyBest(RunResult result) {
        return result.measurements().judged().isPresent()
                ? Optional.empty()
                : result.bestEvaluation().filter(BestEvaluation::betterThanLast);
    }

    static String text(BestEvaluation best) {
        return best.data() + " loss " + Numbers.fixed(best.loss(), 4) + " at step " + Numbers.grouped(best.step())
                + ", " + Numbers.fixed(best.lastLoss(), 4) + " at the end";
    }

    /** Returns one line per seed that has such an evaluation. */
    static Cell of(RunGroup group) {
        boolean seeds = group.runs().size() > 1;
        List<String> lines = group.runs().stream()
                .flatMap(run -> clearlyBest(run).stream()
                        .map(best -> (seeds ? "seed " + run.spec().seed() + ": " : "") + text(best)))
                .toList();
        return lines.isEmpty() ? Cell.MISSING : new Cell(lines.get(0), lines.subList(1, lines.size()));
    }
}
